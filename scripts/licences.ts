import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A package that is in the bundle, and on what terms. */
export interface PackageLicence {
  readonly name: string;
  readonly version: string;
  /** SPDX expression, as its `package.json` gives it. */
  readonly licence: string;
  /** Its licence file; empty when it ships none. */
  readonly text: string;
}

/** Licences that the project can ship under its own. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
]);

/** Old ways of writing an SPDX name. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['MIT/X11', 'MIT'],
  ['BSD', 'BSD-3-Clause'],
]);

/** The packages that modules belong to, each once, sorted by name and version. */
export async function licencesOf(moduleIds: readonly string[]): Promise<PackageLicence[]> {
  const folders = new Set(moduleIds.map(packageFolder).filter((folder) => folder !== undefined));
  const byName = new Map<string, PackageLicence>();
  for (const folder of folders) {
    const licence = readLicence(folder);
    byName.set(`${licence.name}@${licence.version}`, licence);
  }
  return [...byName.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** `…/node_modules/@scope/name/lib/x.js` → `…/node_modules/@scope/name`; undefined for own files. */
function packageFolder(id: string): string | undefined {
  return /^\0?(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)/.exec(id)?.[1];
}

function readLicence(folder: string): PackageLicence {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string | { type: string };
    licenses?: { type: string }[];
  };
  const { license, licenses } = manifest;
  const licence =
    typeof license === 'string'
      ? license
      : (license?.type ?? licenses?.map((one) => one.type).join(' OR ') ?? 'none given');
  if (!mayShip(licence)) {
    throw new Error(`${manifest.name}@${manifest.version} may not be bundled: licence ${licence}`);
  }
  const file = readdirSync(folder)
    .sort()
    .find((name) => /^licen[cs]e|^copying/i.test(name));
  const text = file === undefined ? '' : readFileSync(path.join(folder, file), 'utf8');
  return {
    name: manifest.name,
    version: manifest.version,
    licence,
    text: text.replaceAll('\r\n', '\n').trim(),
  };
}

/** True for an SPDX expression of which one alternative consists of allowed licences only. */
export function mayShip(expression: string): boolean {
  const plain = expression.replaceAll(/[()]/g, ' ').trim();
  return plain
    .split(/\s+OR\s+/i)
    .some((alternative) =>
      alternative
        .split(/\s+AND\s+/i)
        .every((one) => ALLOWED.has(ALIASES.get(one.trim()) ?? one.trim())),
    );
}

/** The text of `LICENSES.txt`. */
export function licencesText(licences: readonly PackageLicence[]): string {
  const head = 'Packages in this bundle, with their licences.\n';
  const rule = '-'.repeat(80);
  const parts = licences.map((one) =>
    [rule, `${one.name} ${one.version} (${one.licence})`, '', one.text || '(no licence file)'].join(
      '\n',
    ),
  );
  return `${[head, ...parts].join('\n')}\n`;
}
