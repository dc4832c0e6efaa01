/**
 * Checks who imports what in `src`, and that the pure rooms are pure, by the table in `rooms.ts`.
 * Run: `node scripts/check-rooms.ts [root]`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync, Visitor } from 'rolldown/utils';
import { FORBIDDEN_GLOBALS, ROOMS, STAGES, type Room } from './rooms.ts';

/** A broken rule: where, and what to do instead. */
export interface Finding {
  /** Relative to the root, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly offset: number;
}

const NO_CLOCK = 'the clock of the process: take the time as an argument';

const IMPURE_MEMBERS: ReadonlyMap<string, string> = new Map([
  ['Math.random', 'Math.random: take chance as an argument'],
  ['Date.now', NO_CLOCK],
]);

type Report = (rule: string, offset: number, message: string) => void;

/** Every broken rule below `<root>/src`. */
export function checkRooms(root: string): Finding[] {
  const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => file.endsWith('.ts'))
    .sort();
  return files.flatMap((file) =>
    checkFile(file, readFileSync(path.join(root, 'src', file), 'utf8')),
  );
}

/** Every broken rule of one file. `file` is relative to `src`, with `/`. */
export function checkFile(file: string, text: string): Finding[] {
  const findings: Finding[] = [];
  const report: Report = (rule, offset, message) => {
    const line = text.slice(0, offset).split('\n').length;
    findings.push({ file: `src/${file}`, line, rule, message });
  };
  const name = roomOf(file);
  const room = ROOMS[name];
  if (room === undefined) {
    report('unknown-room', 0, `${name} is not a room; add it to scripts/rooms.ts with its rules`);
    return findings;
  }
  const parsed = parseSync(file, text, { lang: 'ts' });
  for (const error of parsed.errors) report('syntax', 0, error.message);
  for (const one of importsOf(parsed)) checkImport(file, name, room, one, report);
  if (room.pure) checkPurity(parsed.program, report);
  return findings;
}

/** `feed/read.ts` → `feed`; `config-schema.ts` → `config`; `wire.ts` → `wire`. */
function roomOf(file: string): string {
  const [first = '', ...rest] = file.split('/');
  return rest.length > 0 ? first : (first.replace(/\.ts$/, '').split('-')[0] ?? first);
}

function importsOf(parsed: ReturnType<typeof parseSync>): Import[] {
  const imports: Import[] = [];
  const add = (source: { value: unknown; start: number } | null, typeOnly: boolean): void => {
    if (source !== null) {
      imports.push({ specifier: String(source.value), typeOnly, offset: source.start });
    }
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source, node.importKind === 'type'),
    ExportNamedDeclaration: (node) => add(node.source, node.exportKind === 'type'),
    ExportAllDeclaration: (node) => add(node.source, node.exportKind === 'type'),
    ImportExpression: (node) => {
      const source = node.source;
      if (source.type === 'Literal') add({ value: source.value, start: source.start }, false);
      else add({ value: '(computed)', start: source.start }, false);
    },
    TSImportType: (node) => add(node.source, true),
  }).visit(parsed.program);
  return imports;
}

function checkImport(file: string, name: string, room: Room, one: Import, report: Report): void {
  const { specifier, offset } = one;
  if (specifier === '(computed)') {
    report('computed-import', offset, 'import by a literal name, so that it can be checked');
  } else if (specifier.startsWith('node:')) {
    if (!room.node) report('node', offset, `${name} must not import ${specifier}`);
  } else if (specifier.startsWith('.')) {
    checkRelative(file, name, room, one, report);
  } else if (room.packages !== '*') {
    const known = room.packages.some((pkg) => specifier === pkg || specifier.startsWith(`${pkg}/`));
    if (!known) report('package', offset, `${name} must not import the package ${specifier}`);
  }
}

function checkRelative(file: string, name: string, room: Room, one: Import, report: Report): void {
  const target = path.posix.join('src', path.posix.dirname(file), one.specifier);
  if (!target.startsWith('src/')) {
    report('outside', one.offset, `src must not import ${target}`);
    return;
  }
  const inner = target.slice('src/'.length);
  const other = roomOf(inner);
  if (other === name) {
    checkNeighbour(file, inner, name, one, report);
    return;
  }
  if (room.imports.includes(other)) return;
  const types = one.typeOnly || inner.endsWith('/types.ts');
  if (types && room.types?.includes(other) === true) return;
  report('room', one.offset, `${name} must not import ${other} (${inner})`);
}

/** Rules inside one room: adapters and stages stand alone. */
function checkNeighbour(
  file: string,
  inner: string,
  name: string,
  one: Import,
  report: Report,
): void {
  const from = stemOf(file);
  const to = stemOf(inner);
  if (name === 'adapters' && systemOf(from) !== systemOf(to)) {
    report('adapter', one.offset, `the adapter ${from} must not import the adapter ${to}`);
  }
  if (name !== 'pipeline' || one.typeOnly || !STAGES.includes(to)) return;
  if (!STAGES.includes(from) || to.startsWith(`${from}-`)) return;
  report('stage', one.offset, `the stage ${from} must not import the stage ${to}`);
}

function stemOf(file: string): string {
  return path.posix.basename(file, '.ts');
}

/** An adapter may have several files; their first word is the system's: `github-store` → `github`. */
function systemOf(stem: string): string {
  return stem.split('-')[0] ?? stem;
}

/** Time, chance, the process, the network, timers and the console are arguments, not globals. */
function checkPurity(program: ReturnType<typeof parseSync>['program'], report: Report): void {
  /** Starts of identifiers that are names of members, not references. */
  const members = new Set<number>();
  /** Names that the file declares itself. */
  const declared = new Set<string>();
  const seen: { name: string; start: number }[] = [];
  const member = (node: { computed: boolean; key: { start: number } }): void => {
    if (!node.computed) members.add(node.key.start);
  };
  const takes = (node: { params: readonly { type: string; name?: unknown }[] }): void => {
    for (const one of node.params) if (typeof one.name === 'string') declared.add(one.name);
  };
  new Visitor({
    MemberExpression: (node) => {
      if (node.computed) return;
      members.add(node.property.start);
      if (node.object.type !== 'Identifier' || node.property.type !== 'Identifier') return;
      const instead = IMPURE_MEMBERS.get(`${node.object.name}.${node.property.name}`);
      if (instead !== undefined) report('impure', node.start, instead);
    },
    NewExpression: (node) => {
      if (node.callee.type !== 'Identifier' || node.callee.name !== 'Date') return;
      if (node.arguments.length === 0) report('impure', node.start, NO_CLOCK);
    },
    CallExpression: (node) => {
      if (node.callee.type !== 'Identifier' || node.callee.name !== 'Date') return;
      report('impure', node.start, NO_CLOCK);
    },
    Property: (node) => (node.shorthand ? undefined : member(node)),
    TSPropertySignature: member,
    TSMethodSignature: member,
    MethodDefinition: member,
    PropertyDefinition: member,
    VariableDeclarator: (node) => takes({ params: [node.id] }),
    FunctionDeclaration: takes,
    FunctionExpression: takes,
    ArrowFunctionExpression: takes,
    Identifier: (node) => void seen.push({ name: node.name, start: node.start }),
  }).visit(program);
  for (const { name, start } of seen) {
    const instead = Object.hasOwn(FORBIDDEN_GLOBALS, name) ? FORBIDDEN_GLOBALS[name] : undefined;
    if (instead === undefined || members.has(start) || declared.has(name)) continue;
    report('impure', start, `${name}: ${instead}`);
  }
}

if (import.meta.main) {
  const findings = checkRooms(process.argv[2] ?? path.join(import.meta.dirname, '..'));
  for (const one of findings) {
    console.log(`${one.file}:${one.line}: ${one.message} (${one.rule})`);
  }
  process.exitCode = findings.length > 0 ? 1 : 0;
}
