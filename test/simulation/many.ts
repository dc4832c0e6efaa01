import { live } from './life.ts';
import { tellLife } from './tell.ts';

/** Days with faults in each life. */
const DAYS = 30;

/** Lives these seeds and tells every life in which a law was broken. */
export async function brokenLives(first: number, count: number): Promise<string[]> {
  const told: string[] = [];
  for (let seed = first; seed < first + count; seed += 1) {
    const life = await live({ seed, days: DAYS });
    if (life.breaches.length > 0) told.push(tellLife(life, DAYS));
  }
  return told;
}
