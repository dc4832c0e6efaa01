import type { StatusFigures, StatusShow } from '../../src/render/status-types.ts';

/** Thirty days to 2026-11-24, with a minute more each day; the first has none. */
export const DAYS = Array.from({ length: 30 }, (_, index) => ({
  day: new Date(Date.UTC(2026, 9, 26 + index)).toISOString().slice(0, 10),
  minutes: index,
}));

/** A show with a backlog; every part can be replaced. */
export function statusShow(parts: Partial<StatusShow> = {}): StatusShow {
  return { show: 'kettle', title: 'Kettle', done: 120, waiting: 34, failed: 2, ...parts };
}

/** Figures of a healthy project; every part can be replaced. */
export function figuresOf(parts: Partial<StatusFigures> = {}): StatusFigures {
  return {
    day: '2026-11-24',
    days: DAYS,
    shows: [statusShow({ failed: 0 })],
    lastSuccess: '2026-11-24',
    health: { state: 'working', reasons: [] },
    failures: [],
    quotaDay: '2026-11-23',
    quota: [
      { key: 'a1b2c3d4', model: 'gemini-flash-latest', requests: 12, limit: 20, exhausted: false },
    ],
    ...parts,
  };
}
