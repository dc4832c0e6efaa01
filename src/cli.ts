/** Entry of the command line: arguments → settings → run → words, exit code. */
import { Command } from 'commander';
import { isFault } from './base/failure.ts';
import { told } from './base/outcome.ts';

// Loaded when the entry runs: a module that two entries import may be bundled into one of them.
const { INPUTS } = await import('./config.ts');
const { execute, loadSettings, makeConsoleLog } = await import('./wire.ts');

const log = makeConsoleLog();

async function run(flags: Readonly<Record<string, unknown>>): Promise<number> {
  const inputs = Object.fromEntries(
    INPUTS.map(({ name }) => {
      const camel = name.replaceAll(/-(\w)/gu, (_, letter: string) => letter.toUpperCase());
      const value = flags[camel];
      return [name, typeof value === 'string' ? value : ''];
    }),
  );
  const folder = process.cwd();
  const outcome = await loadSettings(folder, { inputs, env: process.env });
  if (!outcome.ok) {
    for (const one of outcome.problems) log.error(told(one));
    return 1;
  }
  const execution = await execute({ settings: outcome.settings, env: process.env, log, folder });
  for (const one of execution.faults) log.error(told(one));
  process.stdout.write(`${execution.summary}\n`);
  return execution.exitCode;
}

const program = new Command('podcast-transcriber').description(
  'Transcribes podcast feeds with Google Gemini, within the quota of the day.',
);
const runCommand = program
  .command('run', { isDefault: true })
  .alias('transcribe')
  .description('reads the feeds and transcribes what fits the time and the quota')
  .action(async (flags: Record<string, unknown>) => {
    process.exitCode = await run(flags);
  });
for (const { name, description } of INPUTS) {
  const isSecret = ['gemini-api-keys', 'github-token', 'youtube-api-key'].includes(name);
  if (!isSecret) runCommand.option(`--${name} <value>`, description);
}

try {
  await program.parseAsync();
} catch (error) {
  if (!isFault(error)) throw error;
  log.error(told(error.problem));
  process.exitCode = 1;
}
