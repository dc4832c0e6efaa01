/** `search`: words → transcripts → text, JSON or CSV. */
import path from 'node:path';
import type { Flags } from './cli-flags.ts';
import { problem } from './base/outcome.ts';
import type { Problem } from './base/outcome.ts';
import { saveNew } from './cli-files.ts';
import { print, printJson, tellFaults, withSession } from './cli-session.ts';
import { showsInstead } from './cli-shows.ts';
import { clean, counted, paint } from './cli-text.ts';
import { BYTE_ORDER_MARK, clock, searchCsv } from './commands/search-csv.ts';
import { searchTranscripts } from './commands/search.ts';
import type { SearchEpisode, SearchMatch, SearchQuery, SearchResult } from './commands/search.ts';

/** `search [words]`. */
export function searchCommand(words: readonly string[], flags: Flags): Promise<number> {
  return withSession(flags, { folders: ['transcripts'] }, async (session) => {
    const { makeLocalTree } = await import('./wire-light.ts');
    const { transcriptsDir } = session.settings.output;
    const { csv } = flags;
    const query = queryOf(words, flags, typeof csv === 'string' ? Infinity : 50);
    const impossible = impossibleIn(query, csv === '-' && session.json);
    if (impossible !== undefined) {
      tellFaults([impossible], session);
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
      const content = BYTE_ORDER_MARK + searchCsv(result);
      await saveNew(path.resolve(session.folder, csv), content, flags['force'] === true);
    }
    if (session.json) printJson(result);
    else if (typeof csv === 'string') {
      print(`${csv}: ${counted(result.matches || result.episodes.length, 'line')}.`);
    } else print(searchText(result, query, transcriptsDir));
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

/** Why a search cannot be carried out; `both`: CSV and JSON are wanted on standard output. */
function impossibleIn(query: SearchQuery, both: boolean): Problem | undefined {
  if (both) {
    return problem(
      'config-combination',
      '--csv - and --json both want standard output',
      'Take one of them, or give --csv a file.',
    );
  }
  if (!isBackwards(query)) return undefined;
  return problem(
    'config-combination',
    `--since ${query.since} is after --until ${query.until}, and no day is both`,
    'Change them over, or leave one of them out.',
  );
}

/** True for a time that ends before it begins; a month holds all of its days. */
function isBackwards({ since, until }: SearchQuery): boolean {
  if (since === undefined || until === undefined) return false;
  return since > until && !since.startsWith(until);
}

function searchText(result: SearchResult, query: SearchQuery, folder: string): string {
  const { episodes, searched, shows = [] } = result;
  if (episodes.length === 0) {
    if (query.show !== undefined && shows.length > 0) {
      return `No show is called ${clean(query.show, 80)}. ${showsInstead(query.show, shows)}`;
    }
    // Beside words and the limit something was asked for: only some transcripts were looked through.
    const narrowed = Object.keys(query).length > 2;
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
