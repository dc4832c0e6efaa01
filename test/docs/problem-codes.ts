/** The codes of problems, read from the source as text: by the ways in which it writes them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { POLICIES } from '../../src/quota/policies.ts';

const CODE = String.raw`'([a-z]+(?:-[a-z0-9]+)+)'`;

/** A literal code as the first argument of a function that makes problems. */
const CALL = new RegExp(String.raw`\b(?:problem|missing|refusal)\(\s*${CODE}`, 'gu');

/** A literal code in an object: alone, or either side of a choice. */
const FIELD = new RegExp(String.raw`\bcode:\s*(?:[\w.]+\s*\?\s*${CODE}\s*:\s*)?${CODE}`, 'gu');

/** A problem whose code is not written where it is made. */
const NAMED = /\bproblem\(\s*([A-Z][A-Z_]+)\b/gu;

/** Every TypeScript file below `root`, with its text. */
export function sources(root: string): { readonly path: string; readonly text: string }[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** The codes that these texts can make, sorted, each once. */
export function problemCodes(texts: readonly string[]): string[] {
  const codes = new Set<string>();
  for (const text of texts) {
    for (const [, code] of text.matchAll(CALL)) codes.add(code ?? '');
    for (const [, first, second] of text.matchAll(FIELD)) {
      if (first !== undefined) codes.add(first);
      codes.add(second ?? '');
    }
    for (const [, name] of text.matchAll(NAMED)) {
      const all = texts.map((one) => new RegExp(`const ${name} = ${CODE}`, 'u').exec(one)?.[1]);
      codes.add(all.find((one) => one !== undefined) ?? `unknown:${name}`);
    }
    if (/`model-\$\{/u.test(text))
      for (const kind of Object.keys(POLICIES)) if (kind !== 'ok') codes.add(`model-${kind}`);
  }
  return [...codes].sort();
}
