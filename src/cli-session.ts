/**
 * What every command does before and after its work: flags → settings, ports, words about faults,
 * exit code. Nothing is loaded before a command needs it.
 */
import { statSync } from 'node:fs';
import path from 'node:path';
import { Fault, isFault } from './base/failure.ts';
import { problem, toldWithCode } from './base/outcome.ts';
import type { Problem } from './base/outcome.ts';
import { inputsOf } from './cli-flags.ts';
import type { Flags } from './cli-flags.ts';
import type { FolderName } from './cli-settings.ts';
import { terminalProblem, terminalWords } from './cli-words.ts';
import type { Settings, SettingOrigin, SettingsOutcome, SettingsRequest } from './config.ts';
import type { ApiKey, Log, Ports } from './ports.ts';

/** What a command works with. */
export interface Session {
  readonly flags: Flags;
  readonly settings: Settings;
  readonly origins: readonly SettingOrigin[];
  /** Path of the config file, and whether it is there. */
  readonly config: { readonly path: string };
  /** The folder that takes the repository's place. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** True: the answer is one JSON document on standard output. */
  readonly json: boolean;
  /** Why the process was asked to stop; undefined while it was not. */
  readonly interrupted: () => string | undefined;
  /** Fires when the process is asked to stop. */
  readonly signal: AbortSignal;
}

/** What a command needs to be configured. */
export interface SessionNeeds {
  readonly keys?: boolean;
  /** True: feeds or audio are fetched, though none need be configured. */
  readonly fetches?: boolean;
  readonly feeds?: boolean;
  /** Folders that are all it needs of the config file: it goes on without one that has faults. */
  readonly folders?: readonly FolderName[];
}

/** Ports and what belongs to them, for the commands beside `run`. */
export interface Tools {
  readonly ports: Ports;
  readonly keys: readonly ApiKey[];
  readonly signal: AbortSignal;
  /** Fires when the last commit is to be given up. */
  readonly last: AbortSignal;
}

/** Carries out a command and returns its exit code; every fault is told with its remedy. */
export async function withSession(
  flags: Flags,
  needs: SessionNeeds | undefined,
  work: (session: Session) => Promise<number>,
): Promise<number> {
  const { INPUTS, configPathOf, keysElsewhere, privateByFile, unreadVariables } =
    await import('./config.ts');
  const { makeConsoleLog } = await import('./wire-light.ts');
  const log = inTerminalWords(makeConsoleLog({ verbose: flags['verbose'] === true }));
  const json = flags['json'] === true;
  // A job's own repository is the Action's; the command line works on a folder, there too.
  const env = { ...process.env, GITHUB_ACTIONS: undefined };
  const folder = path.resolve(typeof flags['folder'] === 'string' ? flags['folder'] : '.');
  const inputs = inputsOf(flags, INPUTS);
  let reason: string | undefined;
  const stop = new AbortController();
  const note = (signal: NodeJS.Signals): void => {
    reason ??= signal;
    stop.abort(new Error(signal));
  };
  process.on('SIGINT', note).on('SIGTERM', note);
  try {
    requireFolder(folder, typeof flags['folder'] === 'string' ? flags['folder'] : '.');
    const outcome = await settle({ folder, inputs, env }, needs, { flags, log, json });
    if (outcome === undefined) return 1;
    const { settings, origins } = outcome;
    const unread = unreadVariables(env);
    if (unread !== undefined) log.warning(unread);
    // Told before anything is sent: the folder may be a clone of a stranger's.
    const elsewhere =
      needs === undefined || needs.keys === true ? keysElsewhere(settings, origins) : undefined;
    if (elsewhere !== undefined) log.warning(elsewhere);
    const opened =
      needs === undefined || needs.fetches === true ? privateByFile(settings, origins) : undefined;
    if (opened !== undefined) log.info(opened);
    const config = { path: configPathOf(inputs, env) };
    const interrupted = (): string | undefined => reason;
    const { signal } = stop;
    const about = { flags, settings, origins, config, folder, env };
    return await work({ ...about, log, json, interrupted, signal });
  } catch (error) {
    if (reason !== undefined && !isFault(error)) return 130;
    if (!isFault(error)) throw error;
    tellFaults([error.problem], { log, json });
    return 1;
  } finally {
    process.off('SIGINT', note).off('SIGTERM', note);
  }
}

/** The settings of a command; undefined when there are none, which was told. */
async function settle(
  { folder, inputs, env }: Pick<Session, 'folder' | 'env'> & Pick<SettingsRequest, 'inputs'>,
  needs: SessionNeeds | undefined,
  { flags, log, json }: Pick<Session, 'flags' | 'log' | 'json'>,
): Promise<Extract<SettingsOutcome, { ok: true }> | undefined> {
  const { configPathOf } = await import('./config.ts');
  const { loadSettings } = await import('./wire-light.ts');
  const must = { keys: needs?.keys ?? false, feeds: needs?.feeds ?? false };
  const request = { inputs, env, ...(needs === undefined ? {} : { needs: must }) };
  const outcome = await loadSettings(folder, request);
  if (outcome.ok) return outcome;
  if (needs?.folders !== undefined) {
    const { settingsWithoutFile } = await import('./cli-settings.ts');
    const asked = { ...request, folder, filePath: configPathOf(inputs, env) };
    const without = await settingsWithoutFile(asked, needs.folders, outcome.problems);
    if (without.kind === 'settings') {
      log.warning(without.warning);
      return without.outcome;
    }
    if (without.hint !== undefined) log.info(without.hint);
  }
  tellFaults(outcome.problems.map(asTyped(flags)), { log, json });
  return undefined;
}

/** A command over the ports of its folder. */
export async function withTools(
  session: Session,
  work: (tools: Tools) => Promise<number>,
): Promise<number> {
  const { withPorts } = await import('./wire.ts');
  return await withPorts(session, async ({ ports, keys, stopper }) => {
    const { soft, last } = stopper.signals;
    return await work({ ports, keys, signal: soft, last });
  });
}

/** A fault in the name of the flag that was given: `--output-dir` is another one of `--transcripts-dir`. */
function asTyped(flags: Flags): (fault: Problem) => Problem {
  const isOther = flags['outputDir'] !== undefined && flags['transcriptsDir'] === undefined;
  const inWords = (text: string): string =>
    isOther ? text.replaceAll('transcripts-dir', 'output-dir') : text;
  return (fault) => ({ ...fault, message: inWords(fault.message), remedy: inWords(fault.remedy) });
}

/**
 * A command that changes the state: it is refused while a run is at work, which would go on with what
 * it has read and write it back, and no run begins while it works.
 */
export async function withStateToChange(
  session: Session,
  work: (tools: Tools) => Promise<number>,
): Promise<number> {
  const { withPorts } = await import('./wire.ts');
  const { whileClaimed } = await import('./pipeline/claim-store.ts');
  return await withPorts(session, async ({ ports, keys, stopper }) => {
    const { soft, last } = stopper.signals;
    return await whileClaimed(ports, stopper, () => work({ ports, keys, signal: soft, last }));
  });
}

/**
 * A folder that a user names must be there: with a typing error in it a command would find nothing
 * and say that all is well.
 *
 * @throws Fault when there is no such folder.
 */
export function requireFolder(folder: string, name: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return;
  const what = found === undefined ? 'there is no such folder' : 'it is no folder';
  throw new Fault(
    problem('folder-not-found', `${name}: ${what}`, 'Correct the path, or make the folder first.'),
  );
}

/** The log of the core, in the words of the command line. */
function inTerminalWords(log: Log): Log {
  return {
    ...log,
    info: (message) => log.info(terminalWords(message)),
    warning: (message, place) => log.warning(terminalWords(message), place),
    error: (message, place) => log.error(terminalWords(message), place),
  };
}

/** Tells faults on standard error, and as JSON on standard output where JSON is asked for. */
export function tellFaults(
  faults: readonly Problem[],
  { log, json }: { readonly log: Log; readonly json: boolean },
): void {
  const said = faults.map(terminalProblem);
  for (const one of said) log.error(toldWithCode(one));
  if (json) printJson({ faults: said });
}

/** Writes text to standard output, with a line end. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes one JSON document to standard output. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}
