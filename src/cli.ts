/** Entry of the command line: arguments → a command → words, exit code. */
import { secretArgument } from './cli-flags.ts';
import { makeProgram, readable } from './cli-program.ts';

// A reader that has seen enough (`| head`) closes the pipe: that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

async function main(argv: readonly string[]): Promise<void> {
  const secret = secretArgument(argv);
  if (secret !== undefined) {
    process.stderr.write(
      `error: there is no flag ${secret.flag}: a command line can be read by others and stays in the shell's history. Set the environment variable ${secret.variable} instead, and replace the key if it was typed here.\n`,
    );
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
