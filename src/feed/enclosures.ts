import { resolveUrl } from './address.ts';
import { allOf, asNode, attributeOf, textOf } from './tree.ts';
import type { Node } from './tree.ts';
import type { Enclosure } from './types.ts';

/** A file that an item offers, as written. */
interface Offer {
  readonly url: string | undefined;
  readonly type: string;
  readonly length: string | undefined;
}

function offer(element: unknown, names: { url: string; length: string }): Offer {
  return {
    url: attributeOf(element, names.url) ?? textOf(element),
    type: (attributeOf(element, 'type') ?? '').toLowerCase().slice(0, 100),
    length: attributeOf(element, names.length),
  };
}

/** All files of an item: `<enclosure>`, Atom `rel=enclosure`, `media:content` (alone or in a group). */
function offersOf(item: Node): readonly Offer[] {
  const links = [...allOf(item, 'aside:link'), ...allOf(item, 'atom:link')];
  const groups = allOf(item, 'media:group').flatMap((group): Node[] => {
    const node = asNode(group);
    return node === undefined ? [] : [node];
  });
  const media = [item, ...groups].flatMap((node) => allOf(node, 'media:content'));
  return [
    ...allOf(item, 'aside:enclosure').map((element) =>
      offer(element, { url: 'url', length: 'length' }),
    ),
    ...links
      .filter((link) => attributeOf(link, 'rel')?.toLowerCase() === 'enclosure')
      .map((link) => offer(link, { url: 'href', length: 'length' })),
    ...media.map((element) => offer(element, { url: 'url', length: 'filesize' })),
  ];
}

const AUDIO_NAME = /\.(?:mp3|m4a|m4b|aac|oga|ogg|opus|flac|wav|weba|wma|aif|aiff|mka|ac3|amr)$/i;
const VIDEO_NAME = /\.(?:mp4|m4v|mov|webm|mkv|avi|mpg|mpeg)$/i;
const OTHER_NAME = /\.(?:jpe?g|png|gif|webp|svg|pdf|html?|txt|vtt|srt|json|xml|zip|torrent|epub)$/i;

/**
 * How likely a file is the episode's audio: MP3 4, other audio 3, unknown 2, video (it has a
 * sound track) 1, anything else 0. The type is believed before the name, unless it says nothing.
 */
function rank({ type }: Offer, url: string): number {
  const name = new URL(url).pathname;
  if (/^audio\/(?:mpeg|mp3|x-mp3|mpeg3|x-mpeg)\b/.test(type)) return 4;
  if (type.startsWith('audio/')) return 3;
  if (type.startsWith('video/')) return AUDIO_NAME.test(name) ? 3 : 1;
  // `image/jpeg` on an MP3 is a picture's type on the wrong file; names of audio are rarely wrong.
  if (/\.mp3$/i.test(name)) return 4;
  if (AUDIO_NAME.test(name) || type === 'application/ogg') return 3;
  const says =
    /^(?:image|text|font|model|message)\/|^application\/(?!octet-stream|x-download|force)/;
  if (says.test(type) || OTHER_NAME.test(name)) return 0;
  return VIDEO_NAME.test(name) ? 1 : 2;
}

/** The likeliest audio of an item (the first of equals), or why there is none. */
export function pickAudio(
  item: Node,
  feedUrl: string,
): { readonly audio: Enclosure } | { readonly reason: string } {
  const offers = offersOf(item);
  if (offers.length === 0) return { reason: 'it has no enclosure' };
  let best: { enclosure: Enclosure; rank: number } | undefined;
  let refused = 'the address of its enclosure is not http or https';
  for (const candidate of offers) {
    const url = resolveUrl(candidate.url, feedUrl);
    if (url === undefined) continue;
    const value = rank(candidate, url);
    if (value === 0) refused = `its enclosure is not audio (${candidate.type || 'by its name'})`;
    if (value > (best?.rank ?? 0)) best = { enclosure: enclosureOf(candidate, url), rank: value };
  }
  return best === undefined ? { reason: refused } : { audio: best.enclosure };
}

function enclosureOf({ type, length }: Offer, url: string): Enclosure {
  const bytes = /^\d{1,15}$/.test(length ?? '') ? Number(length) : 0;
  return { url, ...(type === '' ? {} : { type }), ...(bytes > 0 ? { bytes } : {}) };
}
