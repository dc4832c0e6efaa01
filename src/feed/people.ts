import { resolveUrl } from './address.ts';
import { allOf, asNode, attributeOf, firstText, textOf } from './tree.ts';
import type { Node } from './tree.ts';
import type { Person, PublishedTranscript } from './types.ts';
import { oneLine } from './words.ts';

const MAX_PEOPLE = 50;
const MAX_NAME = 200;
const MAX_TRANSCRIPTS = 20;

/** The name in what RSS calls an author: `mail@host (Name)`; `undefined` for a mail address alone. */
function authorName(text: string | undefined): string | undefined {
  const line = oneLine((text ?? '').slice(0, 1_000), MAX_NAME);
  const name = /^\S+@\S+\s*\((.{1,200})\)$/.exec(line)?.[1]?.trim() ?? line;
  return name === '' || /^\S+@\S+$/.test(name) ? undefined : name;
}

/** Who made a feed or an item, by the elements that feeds use for it. */
export function authorOf(node: Node): string | undefined {
  const written = [
    firstText(node, 'itunes:author'),
    firstText(node, 'googleplay:author'),
    ...allOf(node, 'author').map((author) => {
      const atom = asNode(author);
      return (atom === undefined ? undefined : firstText(atom, 'name')) ?? textOf(author);
    }),
    firstText(node, 'dc:creator'),
    firstText(node, 'managingEditor'),
  ];
  for (const text of written) {
    const name = authorName(text);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** Those of `podcast:person` (a role that is not given is `host`, by the specification), then the author. */
export function peopleOf(node: Node, author: string | undefined): readonly Person[] {
  const people = new Map<string, Person>();
  const add = (person: Person): void => {
    const key = `${person.role}\n${person.name}`;
    if (people.size < MAX_PEOPLE && !people.has(key)) people.set(key, person);
  };
  for (const element of allOf(node, 'podcast:person')) {
    const name = oneLine((textOf(element) ?? '').slice(0, 1_000), MAX_NAME);
    const role = oneLine((attributeOf(element, 'role') ?? 'host').slice(0, 100), 40).toLowerCase();
    if (name !== '') add({ name, role });
  }
  if (author !== undefined) add({ name: author, role: 'author' });
  return [...people.values()];
}

const TYPE_OF_NAME: Readonly<Record<string, string>> = {
  vtt: 'text/vtt',
  srt: 'application/x-subrip',
  json: 'application/json',
  html: 'text/html',
  htm: 'text/html',
  txt: 'text/plain',
};

/** All of an item's `podcast:transcript`; a missing type is told by the address's name. */
export function transcriptsOf(item: Node, feedUrl: string): readonly PublishedTranscript[] {
  const found: PublishedTranscript[] = [];
  for (const element of allOf(item, 'podcast:transcript')) {
    const url = resolveUrl(attributeOf(element, 'url'), feedUrl);
    if (url === undefined || found.length >= MAX_TRANSCRIPTS) continue;
    const written = attributeOf(element, 'type')?.split(';', 1)[0]?.trim().toLowerCase();
    const ending = /\.(\w{2,4})$/.exec(new URL(url).pathname)?.[1]?.toLowerCase() ?? '';
    const language = attributeOf(element, 'language')?.slice(0, 35);
    const type = (written ?? TYPE_OF_NAME[ending] ?? 'text/plain').slice(0, 100);
    found.push({ url, type, ...(language === undefined ? {} : { language }) });
  }
  return found;
}
