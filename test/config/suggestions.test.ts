import { describe, expect, it } from 'vitest';
import { resolveSettings } from '../../src/config.ts';

function told(fileText: string, inputs: Readonly<Record<string, string>> = {}): string {
  const outcome = resolveSettings({ inputs, env: {}, fileText, filePath: 'c.yaml', needs: {} });
  if (outcome.ok) return '';
  return outcome.problems.map(({ message, remedy }) => `${message}. ${remedy}`).join('\n');
}

describe('what is nearly right', () => {
  it.each([
    [
      'letters that changed places',
      'shows:\n  - url: https://a.b/f\n    titel: A\n',
      /Did you mean title\?/u,
    ],
    [
      'one of some words',
      'run:\n  order: newst\n',
      /one of newest, oldest; did you mean newest\?/u,
    ],
    ['another case', 'run:\n  order: Oldest\n', /did you mean oldest\?/u],
  ])('is told: %s', (_name, text, expected) => {
    expect(told(text)).toMatch(expected);
  });

  it('is not guessed where nothing is near', () => {
    expect(told('run:\n  order: random\n')).not.toContain('did you mean');
  });
});
