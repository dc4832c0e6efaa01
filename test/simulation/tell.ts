import type { Life } from './life.ts';

/** Breaches told of one life: more would say the same. */
const MOST = 5;

/** How a life with broken laws is told: the line that lives it again, and what was broken. */
export function tellLife(life: Life, days: number, only?: string): string {
  const again = `npm run simulate -- --seed ${life.seed} --days ${days}${only === undefined ? '' : ` --only ${only}`}`;
  return [again, ...life.breaches.slice(0, MOST).map((words) => `  ${words}`), ''].join('\n');
}
