import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/base/failure.ts';
import { problem } from '../../src/base/outcome.ts';
import { makeRunWorld } from './run-world.ts';

// The guide's table of troubleshooting goes by the code, and a summary without it leads nowhere.
describe('a fault of the repository that ends a run before it has begun', () => {
  it('is in the summary with its code', async () => {
    const world = makeRunWorld({ 'https://feeds.example/one.xml': [] });
    const fault = problem('github-forbidden', 'The token may not read.', 'Mend `permissions`.');
    const told = await world.run({
      between: (ports) => ({
        ...ports,
        store: { ...ports.store, open: () => Promise.reject(new Fault(fault)) },
      }),
    });
    expect(told).toMatchObject({ exitCode: 1, faults: [fault] });
    expect(told.summary).toBe(
      '## 🛑 Nothing was done\n\n`github-forbidden` The token may not read. Mend `permissions`.\n',
    );
  });
});
