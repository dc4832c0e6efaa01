import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lintFile } from '../../scripts/lint-workflows.ts';
import { problemCodes, sources } from './problem-codes.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const GUIDE = readFileSync(join(ROOT, 'docs', 'operations-guide.md'), 'utf8');

/** The codes of the troubleshooting table, as they stand there. */
function tableCodes(): string[] {
  const [, section = ''] = GUIDE.split('\n## Troubleshooting by code\n');
  return [...section.matchAll(/^\| `([^`]+)` +\| (\S.*?) +\| (\S.*?) +\|$/gmu)].map(
    ([, code]) => code ?? '',
  );
}

describe('the troubleshooting table of the operations guide', () => {
  it('has one row for each code that the source can make, and no other', () => {
    const codes = problemCodes(sources(join(ROOT, 'src')).map(({ text }) => text));
    expect(tableCodes()).toEqual(codes);
  });

  it('would miss a new code, however it is written', () => {
    const text = `
      problem('new-one', a, b);
      problem(
        'new-two', a, b);
      return missing('new-three', a, b);
      const x = { code: bad ? 'new-four' : 'new-five', message };
      const LATER = 'new-six';
      problem(LATER, a, b);
      problem(NOWHERE, a, b);`;
    expect(problemCodes([text])).toEqual([
      'new-five',
      'new-four',
      'new-one',
      'new-six',
      'new-three',
      'new-two',
      'unknown:NOWHERE',
    ]);
  });
});

describe('the workflows of health and of a fan-out in the guide', () => {
  it('are what the language service of GitHub takes, with our own inputs', async () => {
    const [health = '', workflow = '', ...more] = [
      ...GUIDE.matchAll(/```yaml\n(name: .*?)```/gsu),
    ].map(([, text = '']) => text);
    expect(more).toEqual([]);
    expect(health).toContain('mode: health');
    expect(await lintFile('.github/workflows/health.yml', health)).toEqual([]);
    expect(workflow).toContain('shard: ${{ matrix.shard }}');
    expect(await lintFile('.github/workflows/fan-out.yml', workflow)).toEqual([]);
    const wrong = workflow.replace('shard:', 'shards:');
    expect(await lintFile('.github/workflows/fan-out.yml', wrong)).not.toEqual([]);
  });
});
