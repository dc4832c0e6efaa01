import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Utterance {
  readonly startSec: number;
  readonly endSec: number;
  readonly speaker: string;
  readonly text: string;
}

interface Episode {
  readonly name: string;
  readonly guid: string;
  readonly file: string;
  readonly script: string;
  readonly durationSec: number;
  readonly bytes: number;
}

interface Show {
  readonly hosts: readonly { readonly name: string }[];
  readonly episodes: readonly Episode[];
}

/** Bytes a second of 16 kbit/s. */
const BYTES_A_SECOND = 2_000;

const folders = {
  demo: join(import.meta.dirname, '../../demo'),
  'show-b': join(import.meta.dirname, '../fixtures/show-b'),
};

const episodes = Object.entries(folders).flatMap(([name, folder]) => {
  const { shows } = JSON.parse(readFileSync(join(folder, 'shows.json'), 'utf8')) as {
    shows: Show[];
  };
  return shows.flatMap((show) =>
    show.episodes.map((episode) => ({
      name,
      label: `${name}/${episode.name}`,
      folder,
      show,
      episode,
    })),
  );
});

function read(folder: string, episode: Episode) {
  const script = JSON.parse(readFileSync(join(folder, episode.script), 'utf8')) as Utterance[];
  return { script, audio: readFileSync(join(folder, episode.file)) };
}

describe.each(episodes)('the made episode $label', ({ folder, show, episode }) => {
  const { script, audio } = read(folder, episode);

  it('says what its written script says', () => {
    const written = readFileSync(join(folder, 'scripts', `${episode.name}.txt`), 'utf8');
    expect(`${script.map(({ speaker, text }) => `${speaker}: ${text}`).join('\n')}\n`).toBe(
      written,
    );
  });

  it('repeats no utterance, so that each can be looked for by its words', () => {
    expect(new Set(script.map(({ text }) => text)).size).toBe(script.length);
  });

  it('is spoken by the hosts in turn, with a real pause between any two utterances', () => {
    const names = show.hosts.map(({ name }) => name);
    script.forEach(({ speaker, startSec, endSec }, index) => {
      const pause = startSec - (script[index - 1]?.endSec ?? startSec - 0.6);
      expect(names).toContain(speaker);
      expect(pause).toBeGreaterThanOrEqual(0.399);
      expect(pause).toBeLessThanOrEqual(1.201);
      expect(endSec - startSec).toBeGreaterThan(0.5);
    });
  });

  it('is as long and as large as its list says', () => {
    const last = script.at(-1)?.endSec ?? 0;
    expect(audio.length).toBe(episode.bytes);
    expect(episode.durationSec).toBeGreaterThan(last);
    expect(episode.durationSec - last).toBeLessThan(1.3);
    expect(Math.abs(audio.length / BYTES_A_SECOND - episode.durationSec)).toBeLessThan(0.5);
  });
});

describe('the made shows', () => {
  const sum = (name: string): number =>
    episodes
      .filter((each) => each.name === name)
      .reduce((total, { episode }) => total + episode.bytes, 0);

  it('are two with four episodes, and small', () => {
    expect(episodes).toHaveLength(4);
    expect(new Set(episodes.map(({ episode }) => episode.guid)).size).toBe(4);
    expect(sum('demo')).toBeLessThan(2_000_000);
    expect(sum('show-b')).toBeLessThan(120_000);
  });

  it('hold one episode that makes three chunks of five minutes', () => {
    const parts = episodes.map(({ episode }) => Math.ceil(episode.durationSec / 300 - 0.02));
    expect(parts).toEqual([1, 3, 1, 1]);
  });
});
