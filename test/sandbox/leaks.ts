import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Where a secret was found, and in which form. */
export interface Leak {
  /** Index of the secret in the list that was searched for. */
  readonly secret: number;
  readonly form: string;
  /** Name of the text, or path of the file. */
  readonly where: string;
}

/**
 * Searches texts and every file below some folders for secrets, as they are and encoded as they
 * might travel (URL, Base64, JSON, hexadecimal). Compressed files (git objects) are not opened.
 */
export function findLeaks(
  secrets: readonly string[],
  texts: Readonly<Record<string, string>>,
  folders: readonly string[] = [],
): readonly Leak[] {
  const needles = secrets.flatMap((secret, index) => {
    if (secret === '') throw new Error('an empty secret is found everywhere');
    return forms(secret).map(([form, needle]) => ({ index, form, needle: Buffer.from(needle) }));
  });
  const leaks: Leak[] = [];
  const search = (where: string, content: Buffer): void => {
    for (const { index, form, needle } of needles) {
      if (content.includes(needle)) leaks.push({ secret: index, form, where });
    }
  };
  for (const [name, content] of Object.entries(texts)) search(name, Buffer.from(content));
  for (const folder of folders) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const path = join(folder, name);
      search(`name of ${path}`, Buffer.from(name));
      if (statSync(path, { throwIfNoEntry: false })?.isFile() === true)
        search(path, readFileSync(path));
    }
  }
  return leaks;
}

/** A secret as it is and encoded; encodings that change nothing are left out. */
function forms(secret: string): readonly (readonly [string, string])[] {
  const bytes = Buffer.from(secret);
  const all: readonly (readonly [string, string])[] = [
    ['plain', secret],
    ['url', encodeURIComponent(secret)],
    ['json', JSON.stringify(secret).slice(1, -1)],
    ['base64', bytes.toString('base64').replace(/=+$/, '')],
    ['base64url', bytes.toString('base64url')],
    ['hex', bytes.toString('hex')],
  ];
  return all.filter(([, form], index) => all.findIndex(([, other]) => other === form) === index);
}
