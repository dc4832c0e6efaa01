import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { terminalWords, tooOld } from '../../src/cli-words.ts';
import { resolveSettings } from '../../src/config.ts';
import { POLICIES } from '../../src/quota/policies.ts';

describe('what the core says to the user of a workflow', () => {
  it.each([
    ['the input on-quota is "x"; expected y', '--on-quota is "x"; expected y'],
    ['the input run.maxAttempts is "x"; expected y', '--set run.maxAttempts is "x"; expected y'],
    [
      'SIGINT: stopping. What is finished is committed; the next run goes on.',
      'SIGINT: stopping. What is finished is saved; the next run goes on.',
    ],
    [
      'expected a folder in the repository: no .. in it',
      'expected a folder below the one that is worked in: no .. in it',
    ],
    ['the input "max-epsodes" is not known', 'there is no setting max-epsodes'],
    ['Correct on-quota, or leave it empty for the default.', 'Correct it, or leave it out.'],
    ['Correct the input config, or commit the file at that path.', 'Correct --config.'],
    [
      'If it is meant, list it in allow-private-network; never.',
      'If it is meant, list it in --allow-private-network; never.',
    ],
    [
      'Nothing needs to be done; the mode reset-circuit asks it again at once.',
      'Nothing needs to be done; `podcast-transcriber circuit reset` asks it again at once.',
    ],
    [
      'Update podcast-transcriber and run with mode retry-failed; MP3 files always work.',
      'Update podcast-transcriber and run `podcast-transcriber run --retry-failed`; MP3 files always work.',
    ],
  ])('%s → %s', (text, said) => {
    expect(terminalWords(text)).toBe(said);
  });

  it('of a key speaks of the variable, not of a secret', () => {
    expect(terminalWords(POLICIES['key-expired'].remedy)).toBe(
      'Make a new key in Google AI Studio, put it into GEMINI_API_KEYS and remove this one.',
    );
  });

  it('of a missing feed or key names flags and variables', () => {
    const outcome = resolveSettings({
      inputs: {},
      env: {},
      fileText: undefined,
      filePath: 'config/production.yaml',
    });
    const said = outcome.ok ? [] : outcome.problems.map(({ remedy }) => terminalWords(remedy));
    expect(said).toHaveLength(2);
    expect(said.join('\n')).toMatch(/--feed-url.*set the environment variable GEMINI_API_KEYS/su);
    expect(said.join('\n')).not.toMatch(/input|workflow|repository|secret/u);
  });

  it('leaves other text, such as that of a variable, as it is', () => {
    const text =
      'the environment variable PODCAST_MODE is "x"; expected y. Correct PODCAST_MODE, or leave it empty for the default.';
    expect(terminalWords(text)).toBe(text);
  });
});

describe('an old Node.js', () => {
  it('is told apart from one that will do, as the package says', () => {
    const manifest = join(import.meta.dirname, '..', '..', 'package.json');
    const { engines } = JSON.parse(readFileSync(manifest, 'utf8')) as { engines: { node: string } };
    const least = Number(/^>=(\d+)$/u.exec(engines.node)?.[1]);
    expect(tooOld(`${least}.0.0`)).toBeUndefined();
    expect(tooOld(process.versions.node)).toBeUndefined();
    expect(tooOld(`${least - 1}.9.9`)).toContain(`needs Node.js ${least} or newer`);
  });
});
