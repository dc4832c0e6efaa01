/**
 * The command line on a real terminal, which `script` of util-linux makes (Debian and Ubuntu cannot
 * be without it): what is typed goes through the line discipline, so Ctrl+C is a signal.
 */
import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import type { Shell } from './kit.ts';
import { shown } from './screen.ts';

/** What is left when a command has ended. */
export interface TerminalResult {
  readonly exitCode: number | null;
  /** All that was written, codes included. */
  readonly bytes: string;
  /** What stands on the screen, without colours and empty lines. */
  readonly screen: readonly string[];
  /** True: the terminal reads lines, echoes and so on as before. */
  readonly restored: boolean;
}

/** A command that runs on a terminal. */
export interface OnTerminal {
  /** Types; `\n` is the Enter key, `\u0003` is Ctrl+C. */
  type(keys: string): void;
  /** Resolves once this was written, codes left out; rejects when the command ends without it. */
  shows(text: string | RegExp): Promise<void>;
  readonly done: Promise<TerminalResult>;
}

const RESTORED = 'the terminal is as it was';

/** Longest run, ms. */
const LONGEST_MS = 30_000;

/** Starts the command line of a shell on a terminal of 100 columns and 30 lines. */
export function onTerminal(
  shell: Shell,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): OnTerminal {
  const quoted = [process.execPath, shell.program, ...args].map(
    (word) => `'${word.replaceAll("'", `'\\''`)}'`,
  );
  // Ctrl+C goes to this shell too: it stays, to look at the terminal afterwards.
  const script = [
    'stty cols 100 rows 30',
    'before=$(stty -g)',
    'trap : INT',
    quoted.join(' '),
    'code=$?',
    `if [ "$(stty -g)" = "$before" ]; then echo '${RESTORED}'; fi`,
    'exit $code',
  ];
  const child = spawn('script', ['-q', '-e', '-c', script.join('\n'), '/dev/null'], {
    cwd: shell.folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: shell.folder,
      LANG: 'C.UTF-8',
      SHELL: '/bin/sh',
      TERM: 'xterm-256color',
      ...shell.environment(),
      ...env,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS);
  let bytes = '';
  let ended = false;
  const waiters = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    bytes += part;
    for (const look of waiters) look();
  });
  const done = new Promise<TerminalResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => {
      clearTimeout(timer);
      ended = true;
      for (const look of waiters) look();
      const lines = shown(bytes).map(stripVTControlCharacters);
      const restored = lines.at(-1) === RESTORED;
      resolve({ exitCode, bytes, screen: restored ? lines.slice(0, -1) : lines, restored });
    });
  });
  return {
    type: (keys) => void child.stdin.write(keys),
    shows: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const plain = stripVTControlCharacters(bytes);
          if (typeof text === 'string' ? plain.includes(text) : text.test(plain)) {
            waiters.delete(look);
            resolve();
          } else if (ended) reject(new Error(`never shown: ${String(text)}\n${plain}`));
        };
        waiters.add(look);
        look();
      }),
    done,
  };
}
