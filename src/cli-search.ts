/** `search`: words → transcripts → text, JSON or CSV. */
import path from 'node:path';
import type { Flags } from './cli-flags.ts';
import { problem } from './base/outcome.ts';
import { saveNew } from './cli-files.ts';
import { print, printJson, tellFaults, withSession } from './cli-session.ts';
import { clean, counted, paint } from './cli-text.ts';
import { clock, searchCsv, searchTranscripts } from './commands/search.ts';
import type { SearchEpisode, SearchMatch, SearchQuery, SearchResult } from './commands/search.ts';

/** `search [words]`. */
export function searchCommand(words: readonly string[], flags: Flags): Promise<number> {
  return withSession(flags, {}, async (session) => {
    const { makeLocalTree } = await import('./wire-light.ts');
    const { transcriptsDir } = session.settings.output;
    const { csv } = flags;
    const query = queryOf(words, flags, typeof csv === 'string' ? Infinity : 50);
    if (isBackwards(query)) {
      tellFaults(
        [
          problem(
            'config-combination',
            `--since ${query.since} is after --until ${query.until}, and no day is both`,
            'Change them over, or leave one of them out.',
          ),
        ],
        session,
      );
      return 1;
    }
    const tree = makeLocalTree(path.resolve(session.folder, transcriptsDir));
    const result = await searchTranscripts(tree, query, session.signal);
    for (const stem of result.unreadable) {
      session.log.warning(
        `${transcriptsDir}/${stem} cannot be read and was left out. \`podcast-transcriber validate\` says why.`,
      );
    }
    if (csv === '-') {
      process.stdout.write(searchCsv(result));
      return 0;
    }
    if (typeof csv === 'string') {
      await saveNew(path.resolve(session.folder, csv), searchCsv(result), flags['force'] === true);
    }
    if (session.json) printJson(result);
    else if (typeof csv === 'string') {
      print(`${csv}: ${counted(result.matches || result.episodes.length, 'line')}.`);
    } else print(searchText(result, transcriptsDir, Object.keys(query).length > 2));
    return 0;
  });
}

function queryOf(words: readonly string[], flags: Flags, limit: number): SearchQuery {
  const text = (name: string): Record<string, string> => {
    const value = flags[name];
    return typeof value === 'string' && value.trim() !== '' ? { [name]: value } : {};
  };
  return {
    words,
    limit: typeof flags['limit'] === 'number' ? flags['limit'] : limit,
    ...text('speaker'),
    ...text('show'),
    ...text('title'),
    ...text('date'),
    ...text('since'),
    ...text('until'),
  };
}

/** True for a time that ends before it begins; a month holds all of its days. */
function isBackwards({ since, until }: SearchQuery): boolean {
  if (since === undefined || until === undefined) return false;
  return since > until && !since.startsWith(until);
}

/** `narrowed`: only some transcripts were looked through. */
function searchText(result: SearchResult, folder: string, narrowed: boolean): string {
  const { episodes, searched } = result;
  if (episodes.length === 0) {
    if (searched > 0) return `Nothing was found in ${counted(searched, 'transcript')}.`;
    return narrowed
      ? `No transcript in ${folder} is of that show, speaker, title or time.`
      : `There is no transcript in ${folder} yet. \`podcast-transcriber run\` makes them.`;
  }
  const blocks = episodes.map((one) => episodeText(one, folder));
  const sum =
    result.matches === 0
      ? counted(episodes.length, 'episode')
      : `${counted(result.matches, 'match', 'matches')} in ${counted(episodes.length, 'episode')}`;
  const more = result.more ? '; there are more: --limit shows them' : '';
  return [...blocks, paint('dim', `${sum}${more}.`)].join('\n\n');
}

function episodeText(one: SearchEpisode, folder: string): string {
  const head = `${paint('bold', clean(one.title))} ${paint('dim', `· ${clean(one.show, 80)} · ${one.date ?? 'no date'}`)}`;
  const where = `  ${paint('dim', clean(`${folder}/${one.path}`, 400))}`;
  return [head, where, ...one.matches.map(matchLine)].join('\n');
}

function matchLine({ startSec, speaker, text, marks }: SearchMatch): string {
  let marked = '';
  let last = 0;
  for (const [start, end] of marks) {
    marked +=
      cleanPart(text.slice(last, start)) +
      paint(['bold', 'yellow'], cleanPart(text.slice(start, end)));
    last = end;
  }
  marked += cleanPart(text.slice(last));
  const who = speaker === undefined ? '' : `${paint('cyan', clean(speaker, 60))}: `;
  return `  ${clock(startSec)} ${who}${marked.trim()}`;
}

/** Part of a line: its spaces at the ends count. */
function cleanPart(text: string): string {
  const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/su.exec(text) ?? [];
  return `${before === '' ? '' : ' '}${clean(inner, 4_000)}${after === '' ? '' : ' '}`;
}
