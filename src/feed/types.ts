/** The words of the feed room: what a feed says, after reading. Pure data. */

/** A person named by a feed (`podcast:person`, `itunes:author`, Atom author). */
export interface Person {
  readonly name: string;
  /** Lower case, as in the Podcasting 2.0 taxonomy: `host`, `guest`, ...; `author` for a feed's author. */
  readonly role: string;
}

/** A transcript that the publisher already offers (`podcast:transcript`). */
export interface PublishedTranscript {
  readonly url: string;
  /** MIME type as the feed gives it, lower case: `text/vtt`, `application/x-subrip`, `application/json`, `text/html`. */
  readonly type: string;
  readonly language?: string;
}

/** The audio of an episode. */
export interface Enclosure {
  /** Absolute http(s) URL. */
  readonly url: string;
  /** MIME type as the feed gives it; never trusted for decoding. */
  readonly type?: string;
  /** Length in bytes as the feed gives it; absent when missing or 0. Never trusted. */
  readonly bytes?: number;
}

/** One episode as the feed gives it. */
export interface Episode {
  /** Stable id: 16 lower-case hex digits of a SHA-256 over guid, else enclosure URL, else title and date. */
  readonly id: string;
  /** Trimmed, non-empty; absent where the feed has none. */
  readonly guid?: string;
  /** One line of plain text, at most 500 characters; `Untitled episode` when the feed has none. */
  readonly title: string;
  /** Epoch milliseconds; absent when missing or unreadable. */
  readonly publishedAt?: number;
  readonly enclosure: Enclosure;
  /** Seconds, from `itunes:duration`; absent when missing or garbage. A hint, never trusted. */
  readonly durationSec?: number;
  /** Plain text (tags removed, entities resolved), at most 4,000 characters. */
  readonly description?: string;
  readonly link?: string;
  readonly season?: number;
  readonly number?: number;
  readonly people: readonly Person[];
  readonly transcripts: readonly PublishedTranscript[];
  readonly chaptersUrl?: string;
  /** A YouTube link of this episode, found in link or description. */
  readonly youtubeUrl?: string;
}

/** An item that was left out, and why. */
export interface DroppedItem {
  /** Its title, guid or position in the feed (`item 7`): whatever names it best. */
  readonly item: string;
  readonly reason: string;
}

/** A feed after reading. */
export interface Feed {
  readonly title: string;
  /** Plain text, at most 4,000 characters. */
  readonly description?: string;
  readonly author?: string;
  /** BCP 47 tag as the feed gives it. */
  readonly language?: string;
  readonly link?: string;
  readonly people: readonly Person[];
  /** In the feed's order, ids unique. */
  readonly episodes: readonly Episode[];
  readonly dropped: readonly DroppedItem[];
  /** True when the bytes end before the document does (a connection was cut). */
  readonly truncated: boolean;
}
