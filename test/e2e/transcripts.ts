/** Comparing transcripts with the scripts that were spoken. */
import type { ActionResult } from '../sandbox/runner.ts';
import type { World, WorldEpisode, WorldShow } from '../sandbox/world.ts';

/** Segments of a transcript in the Podcasting 2.0 JSON format. */
export interface JsonSegment {
  readonly speaker?: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly body: string;
}

/** Starts may be off by so much: the sandbox jitters its stamps by a second, and rounds them. */
const TOLERANCE_SEC = 2;

/** Lower-case words of a text, without punctuation. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
}

/**
 * How a transcript differs from its script; nothing when every utterance is there once, in order,
 * begins a segment of its speaker, and starts when it was spoken.
 */
export function differences(episode: WorldEpisode, segments: readonly JsonSegment[]): string[] {
  const spoken = episode.script.flatMap((line) => wordsOf(line.text));
  const written = segments.flatMap((segment) => wordsOf(segment.body));
  const at = spoken.findIndex((word, index) => word !== written[index]);
  if (at >= 0 || spoken.length !== written.length) {
    const position = at < 0 ? Math.min(spoken.length, written.length) : at;
    const around = (words: readonly string[]): string =>
      words.slice(position, position + 6).join(' ');
    return [`word ${position}: spoken “${around(spoken)}”, written “${around(written)}”`];
  }
  // The words are equal: each utterance begins where its first word is written.
  const begins = new Map<number, JsonSegment>();
  let first = 0;
  for (const segment of segments) {
    begins.set(first, segment);
    first += wordsOf(segment.body).length;
  }
  const found: string[] = [];
  let word = 0;
  for (const line of episode.script) {
    const name = `“${line.text.slice(0, 30)}”`;
    const segment = begins.get(word);
    word += wordsOf(line.text).length;
    if (segment === undefined) {
      found.push(`${name} does not begin a segment`);
      continue;
    }
    const off = Math.abs(segment.startTime - line.startSec);
    if (off > TOLERANCE_SEC) found.push(`${name} begins ${off.toFixed(1)} s off`);
    if (segment.speaker !== line.speaker) {
      found.push(`${name} is said by ${line.speaker}, not ${segment.speaker ?? 'nobody'}`);
    }
  }
  const ordered = segments.every(
    (segment, index) =>
      segment.endTime > segment.startTime &&
      segment.startTime >= (segments[index - 1]?.startTime ?? 0),
  );
  if (!ordered) found.push('the segments are out of order');
  return found;
}

/** Path of an episode's transcript without extension; undefined when the show's index lacks it. */
export async function transcriptOf(
  world: World,
  show: WorldShow,
  episode: WorldEpisode,
): Promise<string | undefined> {
  const text = await world.github.show(`transcripts/${show.slug}/index.json`);
  if (text === undefined) return undefined;
  const index = JSON.parse(text) as { episodes: { title: string; path: string }[] };
  const entries = index.episodes.filter(({ title }) => title === episode.title);
  if (entries.length > 1) throw new Error(`${episode.title} stands twice in the index`);
  return entries[0] === undefined ? undefined : `transcripts/${entries[0].path}`;
}

/** What is wrong with the transcripts of a world's branch, by episode; nothing when all are right. */
export async function allDifferences(world: World): Promise<string[]> {
  const found: string[] = [];
  for (const show of world.shows) {
    for (const episode of show.episodes) {
      const path = await transcriptOf(world, show, episode);
      const text = path === undefined ? undefined : await world.github.show(`${path}.json`);
      const told =
        text === undefined
          ? ['there is no transcript']
          : differences(episode, (JSON.parse(text) as { segments: JsonSegment[] }).segments);
      found.push(...told.map((one) => `${episode.name}: ${one}`));
    }
  }
  return found;
}

/** What breaks the rule that a transcript is committed with its state and its show's index, in a line, never forced. */
export async function historyFaults(world: World): Promise<string[]> {
  const { github } = world;
  const found: string[] = [];
  const commits = await github.log();
  for (const { sha, parents } of commits.slice(0, -1)) {
    if (parents.length !== 1) found.push(`${sha} has ${parents.length} parents`);
  }
  if (github.requests.some(({ force }) => force === true)) found.push('a push was forced');
  for (const { sha } of commits) {
    const names = await github.git(['show', '--name-only', '--format=', sha]);
    const changed = new Set(names.split('\n'));
    for (const path of changed) {
      const [, show, base] = /^transcripts\/([^/]+)\/(.+)\.vtt$/u.exec(path) ?? [];
      if (show === undefined || base === undefined) continue;
      const wanted = [
        `transcripts/${show}/${base}.json`,
        `transcripts/${show}/${base}.md`,
        `transcripts/${show}/index.json`,
        `state/feeds/${show}.json`,
      ];
      for (const one of wanted) if (!changed.has(one)) found.push(`${path} came without ${one}`);
    }
  }
  return found;
}

/** An episode's entry in the state of its show, by title. */
export async function stateOf(
  world: World,
  show: WorldShow,
  episode: WorldEpisode,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const text = await world.github.show(`state/feeds/${show.slug}.json`);
  if (text === undefined) return undefined;
  const { episodes } = JSON.parse(text) as { episodes: Record<string, { title: string }> };
  return Object.values(episodes).find(({ title }) => title === episode.title);
}

/** How a job ended, with what it said when that was not well: `exit 0`. */
export function ending(result: ActionResult): string {
  const { exitCode, signal, annotations, stderr } = result;
  if (exitCode === 0) return 'exit 0';
  const said = annotations.map(({ level, message }) => `${level}: ${message}`);
  return [`exit ${exitCode ?? signal ?? ''}`, ...said, stderr].join('\n').trim();
}
