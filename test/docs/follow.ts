/** Follows a document to the letter: its commands are typed in order, in one folder. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { normal } from '../cli/kit.ts';
import type { Shell } from '../cli/kit.ts';

/** What a document shows of one command. */
export interface Shown {
  /** As typed, without the `$`. */
  readonly command: string;
  readonly output: string;
}

/** One step of a document. */
export type Step =
  | { readonly kind: 'commands'; readonly shown: readonly Shown[] }
  /** A block whose first line is a comment that names the file. */
  | { readonly kind: 'file'; readonly name: string; readonly text: string }
  /** `<!-- sandbox: … -->`: what happens in the world at this place. */
  | { readonly kind: 'event'; readonly name: string };

/** Where the feeds of a document are. */
const HOST = '127.0.0.1:8000';
const PROGRAM = 'podcast-transcriber';

const STEP = /^<!-- sandbox: (.+) -->$|^```(\w*)\n([^]*?)^```$/gmu;

/** The steps of a document, in order. Blocks without a command of ours and without a file are left out. */
export function stepsOf(markdown: string): readonly Step[] {
  return [...markdown.matchAll(STEP)].flatMap(([, event, , block = '']): readonly Step[] => {
    if (event !== undefined) return [{ kind: 'event', name: event }];
    const file = /^# ([\w-]+\.\w+)\n/u.exec(block);
    if (file !== null) return [{ kind: 'file', name: file[1] ?? '', text: block }];
    const shown = block
      .split(/^\$ /mu)
      .slice(1)
      .map((part): Shown => {
        const [command = '', ...lines] = part.split('\n');
        return { command, output: lines.join('\n').trim() };
      })
      .filter(({ command }) => command.startsWith(`${PROGRAM} `));
    return shown.length === 0 ? [] : [{ kind: 'commands', shown }];
  });
}

/** The words of a command, quotes taken off. */
export function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/gu)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
}

/** A shown output as a pattern: `…` stands for anything that was left out. */
export function patternOf(output: string): RegExp {
  const parts = output.split('…').map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/gu, '\\$&'));
  return new RegExp(`^${parts.join('[^]*?')}$`, 'u');
}

/** Does what a document says, and returns each command with what it shows and what was printed. */
export async function follow(
  shell: Shell,
  steps: readonly Step[],
  events: Readonly<Record<string, () => void>>,
): Promise<readonly (Shown & { readonly printed: string })[]> {
  const here = (text: string): string => text.replaceAll(HOST, shell.world.feeds.authority);
  const told: (Shown & { readonly printed: string })[] = [];
  for (const step of steps) {
    switch (step.kind) {
      case 'event': {
        const happen = events[step.name];
        if (happen === undefined) throw new Error(`unknown event: ${step.name}`);
        happen();
        break;
      }
      case 'file':
        writeFileSync(join(shell.folder, step.name), here(step.text));
        break;
      case 'commands':
        for (const { command, output } of step.shown) {
          const [program, ...args] = wordsOf(here(command));
          if (program !== PROGRAM) throw new Error(`not ours: ${command}`);
          const { stdout, stderr } = await shell.run(args);
          // What a run tells while it works belongs to no result.
          const said = args[0] === 'run' ? stderr.replaceAll(/^(?!error:).*\n/gmu, '') : stderr;
          // A port may be a digit longer than the document's, and a table wider by it.
          const clean = (text: string): string =>
            normal(text, shell.folder).replaceAll(/ {2,}/gu, '  ').trim();
          told.push({ command, output: clean(output), printed: clean(stdout + said) });
        }
    }
  }
  return told;
}
