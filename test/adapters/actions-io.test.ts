import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  fitSummary,
  isActions,
  maskSecrets,
  readForm,
  readInput,
  readInputLines,
  setOutputs,
  writeSummary,
} from '../../src/adapters/actions-io.ts';
import { parseFileCommand, readStepOutput } from '../sandbox/runner-commands.ts';

const folder = mkdtempSync(join(tmpdir(), 'actions-io-'));
const outputFile = join(folder, 'output');
const summaryFile = join(folder, 'summary');

beforeEach(() => {
  writeFileSync(outputFile, '');
  writeFileSync(summaryFile, '');
  vi.stubEnv('GITHUB_ACTIONS', 'true');
  vi.stubEnv('GITHUB_OUTPUT', outputFile);
  vi.stubEnv('GITHUB_STEP_SUMMARY', summaryFile);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('readInput', () => {
  it('reads capitals with hyphens kept and spaces as underscores', () => {
    vi.stubEnv('INPUT_GEMINI-API-KEYS', ' key ');
    vi.stubEnv('INPUT_TWO_WORDS', 'x');
    expect(readInput('gemini-api-keys')).toBe('key');
    expect(readInput('two words')).toBe('x');
  });

  it('takes an empty input for unset', () => {
    vi.stubEnv('INPUT_MODE', '  ');
    expect(readInput('mode')).toBeUndefined();
    expect(readInput('never-set')).toBeUndefined();
  });

  it('reads lists, one value a line', () => {
    vi.stubEnv('INPUT_FEEDS', '\n https://a.example/feed \r\n\n  b.opml\n');
    expect(readInputLines('feeds')).toEqual(['https://a.example/feed', 'b.opml']);
    expect(readInputLines('episodes')).toEqual([]);
  });
});

describe('readForm', () => {
  it.each([
    ['{"inputs":{"config":"a.yaml","debug":true}}', { config: 'a.yaml' }],
    ['{"inputs":null}', {}],
    ['{"schedule":"17 5 * * *"}', {}],
    ['null', {}],
    ['{', {}],
  ])('%s', (event, form) => {
    const path = join(folder, 'event.json');
    writeFileSync(path, event);
    expect(readForm(path)).toEqual(form);
  });

  it('finds nothing where there is no event', () => {
    expect(readForm(undefined)).toEqual({});
    expect(readForm(join(folder, 'gone.json'))).toEqual({});
  });
});

describe('isActions', () => {
  it('is true in a job only', () => {
    expect(isActions()).toBe(true);
    vi.stubEnv('GITHUB_ACTIONS', undefined);
    expect(isActions()).toBe(false);
  });
});

describe('maskSecrets', () => {
  async function masksOf(secrets: readonly string[]): Promise<readonly string[]> {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await maskSecrets(secrets);
    const printed = write.mock.calls.map(([text]) => String(text)).join('');
    write.mockRestore();
    return readStepOutput(printed.split('\n')).masks;
  }

  it('masks every line of a secret', async () => {
    const masks = await masksOf(['AIzaFirstKey0001\r\n  AIzaSecondKey002\n', 'ghs_token0003']);
    expect(new Set(masks)).toEqual(
      new Set(['AIzaFirstKey0001', 'AIzaSecondKey002', '  AIzaSecondKey002', 'ghs_token0003']),
    );
  });

  it('never masks short texts, which would black out the log', async () => {
    expect(await masksOf(['', 'a', '1234567', 'x\ny\n'])).toEqual([]);
  });

  it('prints no secret where no runner would hide it', async () => {
    vi.stubEnv('GITHUB_ACTIONS', undefined);
    expect(await masksOf(['AIzaFirstKey0001'])).toEqual([]);
  });
});

describe('setOutputs', () => {
  it('writes values as they are, of several lines too', async () => {
    const outputs = { completed: '3', transcripts: '["a.vtt",\n"b<<c=d.vtt"]', empty: '' };
    await setOutputs(outputs);
    expect(parseFileCommand(readFileSync(outputFile, 'utf8'))).toEqual(outputs);
  });

  it('says so instead of throwing when the file cannot be written', async () => {
    rmSync(outputFile);
    expect(await setOutputs({ completed: '3' })).toMatchObject({
      code: 'runner-file-unwritable',
      message: expect.stringMatching(/outputs .* GITHUB_OUTPUT \(.*output\)/u) as string,
    });
  });

  it('does nothing outside of a job', async () => {
    vi.stubEnv('GITHUB_OUTPUT', undefined);
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await setOutputs({ completed: '3' });
    expect(write).not.toHaveBeenCalled();
  });
});

describe('writeSummary', () => {
  it('appends to the summary of the step', async () => {
    expect(await writeSummary('# Run')).toBeUndefined();
    expect(await writeSummary('More')).toBeUndefined();
    expect(readFileSync(summaryFile, 'utf8')).toBe('# Run\nMore\n');
  });

  it('stays under the size at which the runner drops a summary whole', async () => {
    await writeSummary('A paragraph of ünïcode.\n\n'.repeat(60_000));
    const written = readFileSync(summaryFile);
    expect(written.length).toBeLessThan(1024 * 1024);
    expect(written.length).toBeGreaterThan(900_000);
    expect(written.toString()).toContain('was left out');
  });

  it('says so instead of throwing when the file cannot be written', async () => {
    rmSync(summaryFile);
    mkdirSync(summaryFile);
    expect(await writeSummary('# Lost')).toMatchObject({
      code: 'runner-file-unwritable',
      message: expect.stringMatching(/summary .* GITHUB_STEP_SUMMARY \(.*summary\)/u) as string,
    });
    rmSync(summaryFile, { recursive: true });
    writeFileSync(summaryFile, '');
    expect(await writeSummary('# Run')).toBeUndefined();
    expect(readFileSync(summaryFile, 'utf8')).toBe('# Run\n');
  });
});

describe('fitSummary', () => {
  it('leaves a summary that fits alone', () => {
    expect(fitSummary('# Run', 5)).toBe('# Run');
  });

  it('cuts between paragraphs and closes what the cut leaves open', () => {
    const text = `<details>\n\n\`\`\`\n${'line\n\n'.repeat(200)}\`\`\`\n\n</details>\n`;
    const cut = fitSummary(text, 900);
    expect(cut).toMatch(/line\n```\n\n<\/details>\n\n> The rest/);
  });

  it('never exceeds the limit and never breaks a character', () => {
    const part = fc.constantFrom(
      'word ',
      '\n',
      '\n\n',
      'é',
      '😀',
      '```\n',
      '<details>',
      '| a | b |\n',
    );
    const text = fc.array(part, { maxLength: 400 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 400, max: 2_000 }), (markdown, limit) => {
        const fitted = fitSummary(markdown, limit);
        expect(Buffer.byteLength(fitted)).toBeLessThanOrEqual(limit);
        expect(fitted).not.toContain('\ufffd');
      }),
    );
  });
});
