import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { LEAVES } from '../../src/config-layers.ts';
import { INPUTS, resolveSettings, type SettingsOutcome } from '../../src/config.ts';

function resolve(request: {
  inputs?: Record<string, string>;
  env?: Record<string, string>;
  file?: string;
}): SettingsOutcome {
  return resolveSettings({
    inputs: request.inputs ?? {},
    env: request.env ?? {},
    fileText: request.file,
    filePath: 'config/production.yaml',
  });
}

/** Holds for whatever was given: settings, or problems that a person can read. */
function expectSense(outcome: SettingsOutcome): void {
  if (outcome.ok) {
    expect(Object.isFrozen(outcome.settings)).toBe(true);
    return;
  }
  expect(outcome.problems.length).toBeGreaterThan(0);
  for (const one of outcome.problems) {
    expect(one.code).toMatch(/^config-[a-z-]+$/);
    expect(one.message).toMatch(/^[^\n\r]{5,}$/);
    expect(one.message.length).toBeLessThan(1_000);
    expect(one.remedy).toMatch(/^[^\n\r]{5,}$/);
    expect(one.line ?? 1).toBeGreaterThan(0);
  }
}

describe('whatever is given', () => {
  const known = fc.constantFrom(
    ...LEAVES.flatMap((leaf) => leaf.path.split('.')),
    'shows',
    'url',
    'limits',
    'default',
    'prices',
    'skip',
    '__proto__',
    'constructor',
    'toString',
  );
  const tree = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(null, true, false, 0, -1, 1e300, 5, '5x', '', 'auto', '/(/', 'https://a.b/'),
      fc.string({ unit: 'binary' }),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(known, fc.string()), tie('value'), { maxKeys: 6 }),
    ),
  })).value;

  it('a file as text gives settings or problems, and never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (file) => expectSense(resolve({ file }))));
  });

  it('a file as a tree gives settings or problems, and never throws', () => {
    fc.assert(
      fc.property(tree, (value) => expectSense(resolve({ file: stringify(value) }))),
      { numRuns: 500 },
    );
  });

  it('inputs and variables give settings or problems, and never throw', () => {
    const names = INPUTS.map((one) => one.name).filter((name) => name !== 'config');
    const inputs = fc.dictionary(fc.constantFrom(...names), fc.string({ unit: 'binary' }));
    const variables = LEAVES.flatMap((leaf) => leaf.env);
    const env = fc.dictionary(fc.constantFrom(...variables), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(inputs, env, (one, other) => expectSense(resolve({ inputs: one, env: other }))),
    );
  });

  it('tables as JSON give settings or problems, and never throw', () => {
    const row = fc.dictionary(known, fc.oneof(fc.nat(), tree), { maxKeys: 3 });
    const table = fc.dictionary(fc.oneof(known, fc.string({ unit: 'binary' })), row, {
      maxKeys: 3,
    });
    const names = fc.constantFrom('PODCAST_LIMITS', 'PODCAST_PRICES');
    fc.assert(
      fc.property(names, fc.oneof(table, tree), fc.string(), (name, value, input) => {
        const text = JSON.stringify(value) ?? '';
        expectSense(resolve({ env: { [name]: text } }));
        expectSense(
          resolve({ inputs: { limits: text, [`prices.${input}.inputPerMillion`]: '1' } }),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('no key is ever told, right or wrong', () => {
    const key = fc
      .string({ unit: 'grapheme', minLength: 12 })
      .filter((one) => !/[\s,"\\*]/.test(one));
    fc.assert(
      fc.property(key, (one) => {
        const outcome = resolve({
          inputs: { 'gemini-api-keys': `${one}KEY`, feeds: 'https://a.example/', mode: 'dry-run' },
          env: { YOUTUBE_API_KEY: `${one}TUBE`, GITHUB_TOKEN: `${one}HUB` },
        });
        expect(JSON.stringify(outcome)).not.toContain(one);
      }),
    );
  });
});
