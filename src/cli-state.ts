/** `state …` and `circuit reset`: arguments → commands → words. */
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { againCommand } from './cli-again.ts';
import type { Flags } from './cli-flags.ts';
import { readGiven, saveNew } from './cli-files.ts';
import { rebuildText, stateText } from './cli-print-state.ts';
import {
  print,
  printJson,
  tellFaults,
  withSession,
  withStateToChange,
  withTools,
} from './cli-session.ts';
import type { Session } from './cli-session.ts';
import { problem } from './base/outcome.ts';
import { showsInstead } from './cli-shows.ts';
import { clean, counted, moment } from './cli-text.ts';
import { applyRebuild, planRebuild } from './commands/rebuild-state.ts';
import { closeBreakers } from './commands/reset-circuit.ts';
import { notConfirmed, resetState } from './commands/reset-state.ts';
import { showState } from './commands/state-show.ts';
import { exportState, importState } from './commands/state-transfer.ts';
import type { StateQuery } from './commands/state-show.ts';
import { makeLocalTree } from './wire-light.ts';

const NEEDS = {};

/** `state show`. */
export function stateShow(flags: Flags): Promise<number> {
  return withSession(flags, { folders: ['state'] }, (session) =>
    withTools(session, async ({ ports, signal }) => {
      const { stateDir } = session.settings.output;
      const { show, status, limit } = flags;
      const view = await showState(ports, {
        stateDir,
        limit: typeof limit === 'number' ? limit : 50,
        episodes: flags['episodes'] === true,
        ...(typeof show === 'string' ? { show } : {}),
        ...(typeof status === 'string'
          ? { status: status as NonNullable<StateQuery['status']> }
          : {}),
        signal,
      });
      if (view.otherShows !== undefined && typeof show === 'string') {
        const message = `no show in ${stateDir} is called ${clean(show, 80)}`;
        tellFaults(
          [problem('show-not-found', message, showsInstead(show, view.otherShows))],
          session,
        );
        return 1;
      }
      if (session.json) printJson(view);
      else print(stateText(view, stateDir, againCommand('--resume', flags)));
      return 0;
    }),
  );
}

/** `state reset`. */
export function stateReset(flags: Flags): Promise<number> {
  return withSession(flags, NEEDS, async (session) => {
    const forget = flags['forgetTranscripts'] === true;
    const what = forget
      ? 'Forgetting the state, and that transcripts were made,'
      : 'Resetting the state';
    const question = forget
      ? 'Forget the state, and transcribe everything again?'
      : 'Forget episodes, slices, breakers and runs?';
    return (await isConfirmed(session, what, question))
      ? await reset(session, { backup: flags['backup'] !== false, forget })
      : 1;
  });
}

/**
 * The reset that `run --reset-state` begins with. On a terminal it is asked for, as `state reset` is;
 * elsewhere the flag says it, since a backup is made always.
 */
export async function resetFirst(session: Session): Promise<boolean> {
  const quiet = !(process.stdin.isTTY && process.stderr.isTTY);
  const question = 'Forget episodes, slices, breakers and runs, then run?';
  if (!quiet && !(await isConfirmed(session, 'Resetting the state', question))) return false;
  // Standard output belongs to the run.
  const told = { ...session, json: false, say: session.log.info };
  return (await reset(told, { backup: true, forget: false })) === 0;
}

function reset(
  session: Session & { readonly say?: (text: string) => void },
  how: { readonly backup: boolean; readonly forget: boolean },
): Promise<number> {
  return withStateToChange(session, async ({ ports, last }) => {
    const { stateDir, transcriptsDir } = session.settings.output;
    const outcome = await resetState(ports, {
      stateDir,
      backup: how.backup,
      ...(how.forget ? { forgetTranscripts: transcriptsDir } : {}),
      signal: last,
    });
    if (outcome.fault !== undefined) {
      tellFaults([outcome.fault], session);
      return 1;
    }
    if (session.json) printJson(outcome);
    const nothing = outcome.removed.length === 0 && outcome.forgotten.length === 0;
    const kept = outcome.backedUp === true ? ` A backup is in ${stateDir}/backups.` : '';
    const next = how.forget
      ? `All episodes of ${counted(outcome.forgotten.length, 'show')} will be transcribed again.`
      : 'Transcripts are found again by the next run.';
    const text = nothing
      ? 'There was no state to reset.'
      : `Reset: ${counted(outcome.removed.length, 'state file')}.${kept} ${next}`;
    if (session.say === undefined) say(session, text);
    else session.say(text);
    return 0;
  });
}

/** `state export [file]`. */
export function stateExport(file: string | undefined, flags: Flags): Promise<number> {
  return withSession(flags, { folders: ['state'] }, (session) =>
    withTools(session, async ({ ports, signal }) => {
      const bundle = await exportState(ports, {
        stateDir: session.settings.output.stateDir,
        signal,
      });
      const { damaged } = bundle;
      const toScreen = file === undefined || file === '-';
      if (toScreen) process.stdout.write(bundle.content);
      else {
        await saveNew(path.resolve(session.folder, file), bundle.content, flags['force'] === true);
        if (session.json) printJson({ file, files: bundle.files, faults: damaged });
        say(session, `${file}: ${counted(bundle.files.length, 'state file')}.`);
      }
      tellFaults(damaged, { ...session, json: false });
      return damaged.length > 0 ? 1 : 0;
    }),
  );
}

/** `state import <file>`. */
export function stateImport(file: string, flags: Flags): Promise<number> {
  return withSession(flags, NEEDS, async (session) => {
    const text = await readGiven(file === '-' ? file : path.resolve(session.folder, file));
    const { stateDir } = session.settings.output;
    const question = `Replace the state in ${stateDir} by that of ${file}?`;
    if (!(await isConfirmed(session, 'The import', question))) return 1;
    return await withStateToChange(session, async ({ ports, last }) => {
      const outcome = await importState(ports, {
        stateDir,
        name: file,
        text,
        backup: flags['backup'] !== false,
        signal: last,
      });
      if (outcome.fault !== undefined) {
        tellFaults([outcome.fault], session);
        return 1;
      }
      if (session.json) printJson(outcome);
      for (const name of outcome.unreadable) {
        session.log.warning(
          `${file}: ${name} could not be read when it was saved, and is left out${outcome.kept?.includes(name) === true ? ': the one that is there stays as it is' : ''}.`,
        );
      }
      say(
        session,
        `Imported: ${counted(outcome.written.length, 'state file')} as of ${moment(outcome.savedAt)}${outcome.removed.length > 0 ? `; ${outcome.removed.length} removed` : ''}.`,
      );
      return 0;
    });
  });
}

/** `state rebuild`. */
export function stateRebuild(flags: Flags): Promise<number> {
  return withSession(flags, { folders: ['state', 'transcripts'] }, (session) =>
    withStateToChange(session, async ({ ports, signal, last }) => {
      const { stateDir, transcriptsDir } = session.settings.output;
      const transcripts = makeLocalTree(path.resolve(session.folder, transcriptsDir));
      const plan = await planRebuild(ports, { stateDir, transcriptsDir, transcripts, signal });
      const { files: _files, ...shown } = plan;
      if (plan.files.length === 0) {
        if (session.json) printJson(shown);
        say(session, `There are no transcripts in ${transcriptsDir} and no state in ${stateDir}.`);
        return 0;
      }
      if (!session.json) print(rebuildText(plan));
      const question = `Write the state of ${counted(plan.shows.length, 'show')}?`;
      if (!(await isConfirmed(session, 'The rebuild', question))) return 1;
      const backup = flags['backup'] !== false;
      const { fault, backedUp } = await applyRebuild(ports, plan, {
        stateDir,
        backup,
        signal: last,
      });
      if (fault !== undefined) {
        tellFaults([fault], session);
        return 1;
      }
      if (session.json) printJson(shown);
      say(
        session,
        `The state was rebuilt.${backedUp ? ` A backup is in ${stateDir}/backups.` : ''}`,
      );
      return 0;
    }),
  );
}

/** `circuit reset`. */
export function circuitReset(flags: Flags): Promise<number> {
  return withSession(flags, NEEDS, (session) =>
    withStateToChange(session, async ({ ports, last }) => {
      const { stateDir } = session.settings.output;
      const { fault, closed } = await closeBreakers(ports, { stateDir, signal: last });
      if (fault !== undefined) {
        tellFaults([fault], session);
        return 1;
      }
      if (session.json) printJson({ closed });
      say(
        session,
        closed.length === 0 ? 'No breaker was open or counting.' : `Reset: ${closed.join(', ')}.`,
      );
      return 0;
    }),
  );
}

/** Says what was done, unless the answer is JSON. */
function say(session: Session, text: string): void {
  if (!session.json) print(text);
}

/** Asks on a terminal; elsewhere only `--yes` confirms. */
async function isConfirmed(session: Session, what: string, question: string): Promise<boolean> {
  if (session.flags['yes'] === true) return true;
  if (process.stdin.isTTY && process.stderr.isTTY) {
    if (/^y(?:es)?$/iu.test((await ask(question, session.signal)).trim())) return true;
  }
  tellFaults([notConfirmed(what)], session);
  return false;
}

/**
 * The answer to a question on the terminal; empty when the input ends instead.
 *
 * @throws Error with the signal's reason when it is interrupted.
 */
async function ask(question: string, signal: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // While a line is read the terminal sends Ctrl+C as a character: it is made a signal again.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const ended = new Promise<string>((resolve) => {
    terminal.once('close', () => {
      process.stderr.write('\n');
      resolve('');
    });
  });
  try {
    return await Promise.race([terminal.question(`${question} [y/N] `, { signal }), ended]);
  } finally {
    terminal.removeAllListeners('close').close();
  }
}
