import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const SCRIPT = path.join(import.meta.dirname, '../../scripts/simulate.ts');
/** The months take about 30 s on two processors; a busy machine gets time. */
const TIMEOUT_MS = 300_000;

/** Runs the script as a user does: the same months take twice as long inside the test runner. */
async function simulate(...args: readonly string[]): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const [code] = (await once(child, 'close')) as [number];
  return { code, said };
}

describe('months of runs with faults at every port', () => {
  it(
    'keep all laws, 200 of them',
    async () => {
      const { code, said } = await simulate('--seeds', '200', '--days', '30');
      expect(said).toMatch(/^200 lives of 30 days in [\d.]+ s: .*; laws broken in 0\n$/);
      expect(code).toBe(0);
    },
    TIMEOUT_MS,
  );

  it('can be lived one by one, with some faults only, and refuse what they do not know', async () => {
    const one = await simulate('--seed', '3', '--days', '2', '--only', 'kill,stop');
    expect(one).toMatchObject({ code: 0, said: expect.stringMatching(/^1 lives of 2 days/) });
    const unknown = await simulate('--seed', '3', '--only', 'flood');
    expect(unknown.code).not.toBe(0);
    expect(unknown.said).toContain('no such fault: flood');
  });
});
