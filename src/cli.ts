/** Entry of the command line: arguments → a command → words, exit code. */
import { secretArgument } from './cli-flags.ts';
import { makeProgram, readable, usageFault, wantsJson } from './cli-program.ts';
import { tooOld } from './cli-words.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough (`| head`) closes the pipe: that is no fault.
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`error: the answer could not be written: ${error.message}\n`);
  process.exit(1);
});
// Nobody listens to the progress any more (`2>&1 | head`): the work goes on to its end all the same.
process.stderr.on('error', () => {});

async function main(argv: readonly string[]): Promise<void> {
  const old = tooOld(process.versions.node);
  if (old !== undefined) {
    process.stderr.write(`error: ${old}\n`);
    process.exitCode = 1;
    return;
  }
  const secret = secretArgument(argv);
  if (secret !== undefined) {
    const told = `there is no flag ${secret.flag}: a command line can be read by others and stays in the shell's history. Set the environment variable ${secret.variable} instead, and replace the key if it was typed here.`;
    process.stderr.write(`error: ${told}\n`);
    if (wantsJson(argv)) process.stdout.write(usageFault(told));
    process.exitCode = 1;
    return;
  }
  // Loaded here: a module that two entries import may be bundled into one of them.
  const { INPUTS } = await import('./config-inputs.ts');
  const program = makeProgram(argv, INPUTS, (exitCode) => {
    process.exitCode = exitCode;
  });
  await program.parseAsync(readable(argv, program), { from: 'user' });
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`This is a bug of podcast-transcriber: ${told}\n`);
  process.exitCode = 1;
}
