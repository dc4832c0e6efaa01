import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '../..');

/** File → its text and the rule that it breaks; `undefined`: none. */
const PLANTED: Readonly<Record<string, { text: string; rule: string | undefined }>> = {
  'src/feed/sound.ts': {
    text: 'export async function f(): Promise<number> {\n  return await Promise.resolve(1);\n}\n',
    rule: undefined,
  },
  'src/pipeline/floating.ts': {
    text: 'export function f(): void {\n  Promise.resolve(1);\n}\n',
    rule: 'typescript(no-floating-promises)',
  },
  'src/pipeline/misused.ts': {
    text: 'export function f(list: number[]): void {\n  list.forEach(async (n) => await Promise.resolve(n));\n}\n',
    rule: 'typescript(no-misused-promises)',
  },
  'src/pipeline/switch.ts': {
    text: "type Kind = 'a' | 'b';\nexport function f(kind: Kind): void {\n  switch (kind) {\n    case 'a':\n  }\n}\n",
    rule: 'typescript(switch-exhaustiveness-check)',
  },
  'src/feed/default.ts': {
    text: 'export default function f(): number {\n  return 1;\n}\n',
    rule: 'import(no-default-export)',
  },
  'src/feed/cycle-a.ts': {
    text: "import { b } from './cycle-b.ts';\n\nexport const a = (): unknown => b;\n",
    rule: 'import(no-cycle)',
  },
  'src/feed/cycle-b.ts': {
    text: "import { a } from './cycle-a.ts';\n\nexport const b = (): unknown => a;\n",
    rule: 'import(no-cycle)',
  },
  'src/adapters/console.ts': {
    text: "export function f(): void {\n  console.log('x');\n}\n",
    rule: 'eslint(no-console)',
  },
  'src/pipeline/empty-catch.ts': {
    text: 'export function f(): void {\n  try {\n    JSON.parse("");\n  } catch {}\n}\n',
    rule: 'eslint(no-empty)',
  },
  'src/pipeline/long-function.ts': {
    text: `export function f(): void {\n${'  void 0;\n'.repeat(60)}}\n`,
    rule: 'eslint(max-lines-per-function)',
  },
  'src/pipeline/long-file.ts': {
    text: Array.from({ length: 301 }, (_, index) => `export const x${index} = ${index};\n`).join(
      '',
    ),
    rule: 'eslint(max-lines)',
  },
  'src/feed/any.ts': {
    text: 'export const f = (x: any): unknown => x;\n',
    rule: 'typescript(no-explicit-any)',
  },
  'src/feed/namespace.ts': {
    text: 'export namespace N {\n  export const x = 1;\n}\n',
    rule: 'typescript(no-namespace)',
  },
  'src/feed/value-import.ts': {
    text: "import { Thing } from './thing.ts';\n\nexport const f = (x: Thing): unknown => x;\n",
    rule: 'typescript(consistent-type-imports)',
  },
  'src/feed/thing.ts': { text: 'export interface Thing {\n  readonly x: 1;\n}\n', rule: undefined },
  'src/feed/idle-directive.ts': {
    text: '// oxlint-disable-next-line no-console\nexport const x = 1;\n',
    rule: 'unused directive',
  },
  'test/skipped.test.ts': {
    text: "import { expect, it } from 'vitest';\n\nit.skip('x', () => {\n  expect(1).toBe(1);\n});\n",
    rule: 'vitest(no-disabled-tests)',
  },
  'test/empty.test.ts': {
    text: "import { it } from 'vitest';\n\nit('x', () => {\n  void 0;\n});\n",
    rule: 'vitest(expect-expect)',
  },
};

interface Diagnostic {
  readonly code?: string;
  readonly message: string;
  readonly filename: string;
}

let folder: string;
let found: readonly Diagnostic[];
let exitCode: number;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lint-'));
  await Promise.all([
    copyFile(path.join(ROOT, '.oxlintrc.json'), path.join(folder, '.oxlintrc.json')),
    copyFile(path.join(ROOT, 'tsconfig.json'), path.join(folder, 'tsconfig.json')),
    copyFile(path.join(ROOT, 'package.json'), path.join(folder, 'package.json')),
    symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules')),
    ...Object.entries(PLANTED).map(async ([file, { text }]) => {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await writeFile(path.join(folder, file), text);
    }),
  ]);
  const program = path.join(ROOT, 'node_modules/.bin/oxlint');
  const output = await new Promise<string>((resolve) => {
    execFile(
      program,
      ['--format=json', 'src', 'test'],
      { cwd: folder, maxBuffer: 1e8 },
      (error, stdout) => {
        exitCode = typeof error?.code === 'number' ? error.code : 0;
        resolve(stdout);
      },
    );
  });
  found = (JSON.parse(output) as { diagnostics: Diagnostic[] }).diagnostics;
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the linter', () => {
  it('fails when a rule is broken', () => {
    expect(exitCode).toBe(1);
  });

  it.each(Object.entries(PLANTED))('%s', (file, { rule }) => {
    const rules = found
      .filter((one) => one.filename.endsWith(file))
      .map((one) => one.code ?? (/directive/.test(one.message) ? 'unused directive' : one.message));
    if (rule === undefined) expect(rules).toEqual([]);
    else expect(rules).toContain(rule);
  });
});
