import type { Problem } from './base/outcome.ts';

/**
 * What the core says to the user of a workflow, in the words of the command line: inputs are flags,
 * modes are commands, a secret is a variable, the repository is the folder.
 */

/** Phrase → phrase, tried in this order. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\bthe input "([\w.-]+)" is not known/gu, 'there is no setting $1'],
  [/\bthe input feeds is\b/gu, '--feeds is'],
  [/, not by the input "[^"]*"/gu, ''],
  [/\bWhat is finished is committed;/gu, 'What is finished is saved;'],
  [/\bthe input ([a-zA-Z]\w*\.[\w.-]+|limits|prices) (is|has)\b/gu, '--set $1 $2'],
  [/\bthe input ([a-z]+(?:-[a-z]+)*) is\b/gu, '--$1 is'],
  [/\bCorrect [a-z][a-z-]*, or leave it empty for the default\./gu, 'Correct it, or leave it out.'],
  [
    /\bCorrect [a-zA-Z]+(?:\.[\w-]+)+, or leave it empty for the default\./gu,
    'Correct it, or leave it out.',
  ],
  [/or give feed addresses as the input feeds/gu, 'or give a feed by --feed-url'],
  [/ In a workflow actions\/checkout must come before, or the file is not there\./gu, ''],
  [
    /, save it as the repository secret GEMINI_API_KEYS and pass it as the input gemini-api-keys \(or set the environment variable GEMINI_API_KEYS\)/gu,
    ' and set the environment variable GEMINI_API_KEYS (several keys: separated by commas)',
  ],
  [/put it into the secret and remove/gu, 'put it into GEMINI_API_KEYS and remove'],
  [/Correct the input config, or commit the file at that path/gu, 'Correct --config'],
  [
    /Commit the file at that path, or correct the path in the configuration/gu,
    'Correct the path: a feed begins with https://, a list of feeds is an OPML file in the folder',
  ],
  [/\bis not in the repository\b/gu, 'is not in the folder'],
  [/\ba folder in the repository\b/gu, 'a folder below the one that is worked in'],
  [/\ban OPML file in the repository\b/gu, 'an OPML file in the folder'],
  [/the path of an OPML file in the repository/gu, 'the path of an OPML file in the folder'],
  [/list it in allow-private-network/gu, 'list it in --allow-private-network'],
  [/the mode reset-circuit asks/gu, '`podcast-transcriber circuit reset` asks'],
  [
    /Take the ids from the job summary or from the files in the state folder,/gu,
    '`podcast-transcriber state show --episodes` lists the ids;',
  ],
  [/\bthe mode retry-failed takes it/gu, '`podcast-transcriber run --retry-failed` takes it'],
  [/\bthe mode run takes it/gu, '`podcast-transcriber run` takes it'],
  [
    /\b(?:Retry with the mode|run with mode) retry-failed/gu,
    'run `podcast-transcriber run --retry-failed`',
  ],
];

/** The same text for a reader at a terminal. Text that has none of the phrases stays as it is. */
export function terminalWords(text: string): string {
  let said = text;
  for (const [phrase, instead] of PHRASES) said = said.replaceAll(phrase, instead);
  return said;
}

/** A fault in these words. */
export function terminalProblem({ code, message, remedy }: Problem): Problem {
  return { code, message: terminalWords(message), remedy: terminalWords(remedy) };
}

/** Oldest Node.js that has all that is used here, as `engines` of package.json says. */
const OLDEST_NODE = 24;

/** Why this Node.js cannot run the program; undefined when it can. `version` as `24.1.0`. */
export function tooOld(version: string): string | undefined {
  if (Number(version.split('.')[0]) >= OLDEST_NODE) return undefined;
  return `podcast-transcriber needs Node.js ${OLDEST_NODE} or newer, and this is ${version}. Get it at https://nodejs.org/.`;
}
