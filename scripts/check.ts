/**
 * Everything that must hold before the tests are worth running: `npm run check`. All steps are
 * run, so that one look shows all that is wrong; exit code 1 when any failed.
 * Run: `node scripts/check.ts [step...]`.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');
const BIN = path.join(ROOT, 'node_modules/.bin');

/** Name → command. Tools are taken from the installed packages, never from the machine. */
const STEPS: Readonly<Record<string, readonly string[]>> = {
  lint: ['oxlint', '--format=unix'],
  types: ['tsc', '--noEmit', '--project', '.'],
  format: ['oxfmt', '--check'],
  rooms: ['node', 'scripts/check-rooms.ts'],
  unused: ['knip', '--no-progress'],
  'unused-in-production': [
    'knip',
    '--no-progress',
    '--production',
    '--include=files,dependencies,unlisted',
  ],
  workflows: ['node', 'scripts/lint-workflows.ts'],
  docs: ['node', 'scripts/generate-docs.ts', '--check'],
  dist: ['node', 'scripts/check-dist.ts'],
};

interface StepResult {
  readonly name: string;
  readonly ok: boolean;
  readonly output: string;
  readonly ms: number;
}

function runStep(name: string, command: readonly string[]): Promise<StepResult> {
  const [tool = '', ...args] = command;
  const started = performance.now();
  return new Promise((resolve) => {
    const program = tool === 'node' ? process.execPath : path.join(BIN, tool);
    const child = spawn(program, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH: `${BIN}${path.delimiter}${process.env['PATH'] ?? ''}` },
    });
    let output = '';
    const take = (part: Buffer): void => void (output += part.toString());
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const end = (ok: boolean): void =>
      resolve({ name, ok, output, ms: Math.round(performance.now() - started) });
    child.on('error', (error) => {
      output += error.message;
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
}

function print(result: StepResult): void {
  console.log(`${result.ok ? 'ok    ' : 'FAILED'} ${result.name} (${result.ms} ms)`);
  if (!result.ok) console.log(result.output.trimEnd());
}

async function main(wanted: readonly string[]): Promise<void> {
  const unknown = wanted.filter((name) => STEPS[name] === undefined);
  if (unknown.length > 0) throw new Error(`no such step: ${unknown.join(', ')}`);
  const queue = Object.entries(STEPS).filter(
    ([name]) => wanted.length === 0 || wanted.includes(name),
  );
  const total = queue.length;
  let failed = 0;
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const result = await runStep(...next);
      print(result);
      if (!result.ok) failed += 1;
    }
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker));
  console.log(failed === 0 ? `all ${total} checks passed` : `${failed} of ${total} checks failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

await main(process.argv.slice(2));
