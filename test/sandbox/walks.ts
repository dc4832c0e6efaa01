/** Shows of two people who walk and talk, whose audio says what it is: as many and as long as wanted. */
import { encode, FRAME_SEC, makeTake } from '../simulation/audio.ts';
import { chanceOf } from '../simulation/chance.ts';
import type { WorldShow } from './world.ts';

/** Shows with so many episodes each, newest last; each so many seconds long, half a minute unless told. */
export function makeWalks(options: {
  readonly shows: number;
  readonly episodes: number;
  readonly seconds?: number;
}): WorldShow[] {
  const { shows, episodes, seconds = 30 } = options;
  const chance = chanceOf(6);
  return Array.from({ length: shows }, (_, which) => ({
    slug: `walks-${which + 1}`,
    title: `Walks ${which + 1}`,
    description: 'Two people walk and talk.',
    author: 'The walkers',
    language: 'en',
    hosts: [{ name: 'Ada' }, { name: 'Ben' }],
    episodes: Array.from({ length: episodes }, (__, at) => {
      const number = at + 1;
      const name = `${number}-of-${which + 1}`;
      const take = makeTake(0, seconds, chance);
      return {
        name,
        guid: `walks-${name}`,
        title: `Walk ${number} of show ${which + 1}`,
        published: `2026-11-${10 + number}T06:00:00Z`,
        description: 'A walk.',
        durationSec: take.frames * FRAME_SEC,
        audio: encode(which * episodes + number, [take]),
        script: take.script,
      };
    }),
  }));
}
