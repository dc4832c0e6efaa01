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
    const all = session.origins.filter(({ value }) => value !== undefined);
    const shown =
      flags['changed'] === true ? all.filter(({ source }) => source !== 'default') : all;
    if (session.json) {
      printJson({ config: session.config.path, folder: session.folder, settings: shown });
      return Promise.resolve(0);
    }
    const rows = table(shown.flatMap(lines), [
      { title: 'Setting', of: (one) => one.path },
      { title: 'Value', of: valueText, most: 100 },
      { title: 'From', of: fromText, most: 60 },
    ]);
    const { path: file } = session.config;
    const there = existsSync(path.resolve(session.folder, file));
    print(facts([['Config file', there ? file : `${file} (not there)`]]));
    print(shown.length === 0 ? paint('dim', 'Every setting is the default.') : `\n${rows}`);
    return Promise.resolve(0);
  });
}

/** Tables of settings, by model or show, are a line for each member. */
function lines(one: SettingOrigin): readonly SettingOrigin[] {
  const { path: name, value } = one;
  if (name !== 'shows' && name !== 'limits' && name !== 'prices') return [one];
  const members = Object.entries(value as Readonly<Record<string, unknown>>);
  if (members.length === 0) return [one];
  return members.map(([key, member]) => ({
    ...one,
    path: Array.isArray(value) ? `${name}[${key}]` : `${name}.${key}`,
    value: member,
  }));
}

function valueText({ value }: SettingOrigin): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function fromText({ source, where }: SettingOrigin): string {
  switch (source) {
    case 'input':
      return where.includes('.') ? `--set ${where}` : `flag --${where}`;
    case 'environment':
      return `environment ${where}`;
    case 'file':
      return where;
    case 'default':
      return 'default';
  }
}
