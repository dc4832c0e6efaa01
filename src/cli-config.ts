/** `config show`: every setting with its origin. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { facts, paint, table } from './cli-text.ts';
import { print, printJson, withSession } from './cli-session.ts';
import type { Flags } from './cli-flags.ts';
import type { SettingOrigin } from './config.ts';

/** `config show`. */
export function configShow(flags: Flags): Promise<number> {
  return withSession(flags, {}, (session) => {
    const all = session.origins;
    const shown =
      flags['changed'] === true ? all.filter(({ source }) => source !== 'default') : all;
    if (session.json) {
      const settings = shown.map((one) => ({ ...one, value: one.value ?? null }));
      printJson({ config: session.config.path, folder: session.folder, settings });
      return Promise.resolve(0);
    }
    // Lines are cut to be looked at, and never for another program.
    const wide = process.stdout.isTTY ? {} : { most: Infinity };
    const rows = table(shown, [
      { title: 'Setting', of: (one) => one.path, ...wide },
      { title: 'Value', of: valueText, most: 100, ...wide },
      { title: 'From', of: fromText, ...wide },
    ]);
    const { path: file } = session.config;
    const there = existsSync(path.resolve(session.folder, file));
    print(facts([['Config file', there ? file : `${file} (not there)`]]));
    print(shown.length === 0 ? paint('dim', 'Every setting is the default.') : `\n${rows}`);
    return Promise.resolve(0);
  });
}

function valueText({ value }: SettingOrigin): string {
  if (value === undefined) return 'unset';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function fromText({ addedTo, ...origin }: SettingOrigin): string {
  return addedTo === undefined ? giverText(origin) : `${addedTo} and ${giverText(origin)}`;
}

function giverText({ source, where }: Pick<SettingOrigin, 'source' | 'where'>): string {
  switch (source) {
    case 'input':
      return /[.]|^(?:limits|prices|mode|branch|commit)$/u.test(where)
        ? `--set ${where}`
        : `flag --${where}`;
    case 'environment':
      return `environment ${where}`;
    case 'file':
      return where;
    case 'default':
      return 'default';
  }
}
