/**
 * What the Action takes from and gives to its runner, apart from the log: inputs, masked secrets,
 * outputs and the job summary.
 */
import { readFileSync } from 'node:fs';
import { problem } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';

/** Largest summary that is written, in bytes. The runner drops one over 1 MiB whole. */
const LARGEST_SUMMARY_BYTES = 1_024_000;
/** Shorter secrets are not masked: every occurrence in the log would turn to `***`. */
const SHORTEST_SECRET = 8;

const CUT_NOTE =
  '\n\n> The rest of this summary was left out: it would be over the size GitHub shows.\n';

/** True inside a job of GitHub Actions. */
export function isActions(): boolean {
  return process.env['GITHUB_ACTIONS'] === 'true';
}

/**
 * An input of the Action, trimmed; undefined when it is unset or empty. The runner's name for it
 * is in capitals with spaces as underscores and hyphens kept (`INPUT_GEMINI-API-KEYS`).
 */
export function readInput(name: string): string | undefined {
  const value = process.env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`]?.trim();
  return value === undefined || value === '' ? undefined : value;
}

/**
 * What the form of the workflow was filled in with, by field; nothing for a run that was started
 * otherwise. Inputs of the Action do not tell: a workflow may set them itself, and its form then has
 * no such field.
 *
 * @param path - The event, as `GITHUB_EVENT_PATH` names it.
 */
export function readForm(path: string | undefined): Readonly<Record<string, string>> {
  if (path === undefined || path === '') return {};
  try {
    const event: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const { inputs } = (event ?? {}) as { readonly inputs?: unknown };
    return Object.fromEntries(
      Object.entries(inputs ?? {}).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value]] : [],
      ),
    );
  } catch {
    // It is for the words of the summary only.
    return {};
  }
}

/** An input of one value a line: trimmed lines that are not empty; none when it is unset. */
export function readInputLines(name: string): readonly string[] {
  return lines(readInput(name) ?? '');
}

/**
 * Asks the runner to print `***` for these texts from now on. A secret of several lines is masked
 * line by line, since the log is too; texts under 8 characters are left out. Does nothing outside
 * of a job: printed there, the request itself would show the secret.
 */
export async function maskSecrets(secrets: readonly string[]): Promise<void> {
  if (!isActions()) return;
  const parts = new Set(secrets.flatMap((secret) => [secret.trim(), ...lines(secret)]));
  const { setSecret } = await import('@actions/core');
  for (const part of parts) {
    if (part.length >= SHORTEST_SECRET) setSecret(part);
  }
}

/**
 * Sets the step's outputs. Does nothing outside of a job. Never throws: a run whose work is saved
 * is not lost for the sake of its outputs.
 *
 * @returns why they could not be set.
 */
export async function setOutputs(
  outputs: Readonly<Record<string, string>>,
): Promise<Problem | undefined> {
  const file = process.env['GITHUB_OUTPUT'];
  if (file === undefined) return undefined;
  const { setOutput } = await import('@actions/core');
  try {
    for (const [name, value] of Object.entries(outputs)) setOutput(name, value);
    return undefined;
  } catch (error) {
    return unwritable('outputs of this step', `GITHUB_OUTPUT (${file})`, error);
  }
}

/** A file of the runner's that does not take what the step has to say. */
function unwritable(what: string, file: string, error: unknown): Problem {
  const cause = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
  return problem(
    'runner-file-unwritable',
    `The ${what} could not be written to the file ${file}: ${cause.slice(0, 300)}`,
    'The work of the run is saved all the same. Let the user of the runner write that file, and look for room on its disk.',
  );
}

/**
 * Appends Markdown to the job summary, cut at a paragraph when it is too large. Does nothing
 * outside of a job. Never throws: a run is not lost for the sake of its summary.
 *
 * @returns why it could not be written, when there is a file for it.
 */
export async function writeSummary(markdown: string): Promise<Problem | undefined> {
  const file = process.env['GITHUB_STEP_SUMMARY'];
  if (file === undefined) return undefined;
  const { summary } = await import('@actions/core');
  try {
    await summary.addRaw(fitSummary(markdown), true).write();
    return undefined;
  } catch (error) {
    // What could not be written must not come along with the next one.
    summary.emptyBuffer();
    return unwritable('summary of this job', `GITHUB_STEP_SUMMARY (${file})`, error);
  }
}

/**
 * Markdown under the runner's limit: whole, or cut after the last paragraph (else line) that
 * fits, with any open code fence and `<details>` closed and a note that something is missing.
 */
export function fitSummary(markdown: string, largestBytes: number = LARGEST_SUMMARY_BYTES): string {
  if (Buffer.byteLength(markdown) <= largestBytes) return markdown;
  // Room for the note and for closing what the cut leaves open.
  const room = Math.max(0, largestBytes - Buffer.byteLength(CUT_NOTE) - 200);
  const head = Buffer.from(markdown)
    .subarray(0, room)
    .toString('utf8')
    .replace(/\ufffd+$/, '');
  const paragraph = head.lastIndexOf('\n\n');
  const cut = paragraph > head.length / 2 ? paragraph : head.lastIndexOf('\n');
  const kept = cut > 0 ? head.slice(0, cut) : '';
  return `${kept}${closeOpen(kept)}${CUT_NOTE}`;
}

/** What closes the code fence and the `<details>` that are still open at the end of a text. */
function closeOpen(markdown: string): string {
  const fences = markdown.match(/^ {0,3}`{3,}/gm) ?? [];
  const fence = fences.length % 2 === 1 ? `\n${fences.at(-1)?.trim() ?? ''}` : '';
  const opened = markdown.match(/<details[\s>]/g)?.length ?? 0;
  const closed = markdown.match(/<\/details>/g)?.length ?? 0;
  return `${fence}${'\n\n</details>'.repeat(Math.min(10, Math.max(0, opened - closed)))}`;
}

function lines(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
