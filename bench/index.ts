/**
 * `npm run bench -- <name> [args]`: runs `bench/<name>.ts`, which exports `run(args)`. Without a
 * name it lists them.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';

interface Bench {
  readonly run: (args: readonly string[]) => Promise<void> | void;
}

const [name, ...args] = process.argv.slice(2);
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
  .map((file) => path.basename(file, '.ts'));

if (name === undefined || !names.includes(name)) {
  console.log(`usage: npm run bench -- <name> [args]\nnames: ${names.join(', ')}`);
  process.exitCode = name === undefined ? 0 : 1;
} else {
  const bench = (await import(`./${name}.ts`)) as Bench;
  await bench.run(args);
}
