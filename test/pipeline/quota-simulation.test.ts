import { describe, expect, it } from 'vitest';
import { addDays, pacificDay, pacificDayStart } from '../../src/quota/pacific.ts';
import { CHANGES, daysBetween, EPISODES, KEYS, PARTS, share, simulate } from './quota-months.ts';

describe.each(CHANGES)(
  '400 hours with three free projects, across %s',
  (_name, firstDay, change) => {
    it('uses what quota allows, asks nobody who is exhausted, pays nothing twice and ends as foretold', async () => {
      const simulated = await simulate(firstDay);
      const { world, service, told, doneOn } = simulated;
      expect(firstDay < change && change < doneOn).toBe(true);
      expect(world.pending).toEqual([]);
      expect(service.books.afterDaily).toBe(0);
      expect(service.books.minute).toBe(0);
      expect(share(simulated)).toBeGreaterThanOrEqual(0.98);
      const answers = world.sent.filter((one) => one.answered).map(({ job }) => job);
      expect(answers).toHaveLength(EPISODES * PARTS);
      expect(new Set(answers).size).toBe(answers.length);
      // Every run is green: work is done, or deferred to a moment that comes, never failed.
      const ends = world.runs.flatMap((run) => run.ends.map((end) => ({ ...end, run })));
      expect(ends.filter(({ kind }) => kind === 'failed' || kind === 'too-long')).toEqual([]);
      for (const end of ends) {
        if (end.kind !== 'deferred') continue;
        expect(end.cause).toBe('quota');
        expect(end.notBefore).toBe(pacificDayStart(addDays(pacificDay(end.run.endedAt), 1)));
      }
      expect(Math.abs(daysBetween(told.doneOn ?? '', doneOn))).toBeLessThanOrEqual(1);
      // A limit is believed for a week, then tried anew: one refusal a key and week.
      const weeks = Math.ceil(daysBetween(firstDay, doneOn) / 7);
      const refusals = [...service.books.daily.values()].reduce((sum, count) => sum + count, 0);
      expect(refusals).toBeLessThanOrEqual(KEYS.length * weeks);
    });

    it('is never refused when the limits are configured, and says the day from the first run on', async () => {
      const simulated = await simulate(firstDay, {
        config:
          'limits:\n  default:\n    requestsPerDay: 20\n    requestsPerMinute: 5\n    tokensPerMinute: 250000',
      });
      const { world, told, doneOn } = simulated;
      expect(world.sent.filter((one) => !one.answered)).toEqual([]);
      expect(share(simulated)).toBe(1);
      expect(told).toMatchObject({ quotaPerDay: 60, bound: 'quota' });
      expect(Math.abs(daysBetween(told.doneOn ?? '', doneOn))).toBeLessThanOrEqual(1);
    });

    it('keeps all of that with a service that is overloaded every twentieth time', async () => {
      const simulated = await simulate(firstDay, { overloaded: 0.05 });
      const { world, service, doneOn, told } = simulated;
      expect(service.books.faults).toBeGreaterThan(50);
      expect(world.pending).toEqual([]);
      expect(service.books.afterDaily).toBe(0);
      expect(share(simulated)).toBeGreaterThanOrEqual(0.98);
      const answers = world.sent.filter((one) => one.answered).map(({ job }) => job);
      expect(new Set(answers).size).toBe(answers.length);
      const kinds = new Set(world.runs.flatMap(({ ends }) => ends.map(({ kind }) => kind)));
      expect([...kinds].filter((kind) => kind !== 'deferred')).toEqual([]);
      expect(Math.abs(daysBetween(told.doneOn ?? '', doneOn))).toBeLessThanOrEqual(1);
    });
  },
);
