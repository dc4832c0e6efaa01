import { describe, expect, it } from 'vitest';
import { executeCommand } from '../../src/commands/execute.ts';
import type { CommandMode } from '../../src/commands/execute.ts';
import { planFanOut } from '../../src/commands/fan-out.ts';
import { keysForShard, limitsForShard } from '../../src/quota/shards.ts';
import { MOST_JOBS } from '../../src/quota/writes.ts';
import type { Execution } from '../../src/pipeline/execute.ts';
import { makeStopper } from '../../src/pipeline/signals.ts';
import type { Ports } from '../../src/ports.ts';
import { writeCircuitState, writeFeedState } from '../../src/state/write.ts';
import { makeLog } from '../pipeline/kit.ts';
import { FOUND, feedState } from '../state/make.ts';
import { makeFolder, NOON, settingsOf } from './kit.ts';
import type { MemoryFolder } from './kit.ts';

const FEEDS = Array.from({ length: 9 }, (_, at) => `https://example.com/${at}.xml`);
const YAML = `feeds: [${FEEDS.join(', ')}]\n`;

function execute(folder: MemoryFolder, mode: CommandMode): Promise<Execution> {
  const ports = { store: folder.store, clock: folder.clock, log: makeLog() };
  return executeCommand(
    {
      ports: ports as unknown as Ports,
      settings: settingsOf(YAML),
      keys: [{ secret: 'secret-k1', fingerprint: 'k1' }],
      place: {},
      runId: '7',
      stopper: makeStopper(folder.clock),
    },
    mode,
  );
}

const WALKS = { 'state/feeds/walks.json': writeFeedState(feedState({ aa11: FOUND })) };

describe('the modes that do no work on episodes', () => {
  it('health: 0 with a table when all is well, 1 when not', async () => {
    const well = await execute(makeFolder(WALKS), 'health');
    expect(well).toMatchObject({ exitCode: 0, outputs: { pending: '1' }, faults: [] });
    expect(well.summary).toContain('| ✅ state |');
    const ill = await execute(makeFolder({ 'state/runs.json': '{' }), 'health');
    expect(ill.exitCode).toBe(1);
    expect(ill.summary).toMatch(/❌ Not healthy.*❌ state \| .*runs\.json/su);
    // Commands in the remedy are shown as such, not with their signs.
    expect(ill.summary).toMatch(/`podcast-transcriber state rebuild`.*state-broken/u);
  });

  it('reset-state: a backup, then nothing but the quota', async () => {
    const folder = makeFolder(WALKS);
    const result = await execute(folder, 'reset-state');
    expect(result).toMatchObject({ exitCode: 0, outputs: { 'commit-sha': 'r1' } });
    expect([...folder.files.keys()]).toEqual(['state/backups/2026-11-24T20-00-00Z.json']);
    const again = await execute(folder, 'reset-state');
    expect(again.summary).toContain('There was no state to reset');
  });

  it('reset-circuit: names what was reset', async () => {
    const breaker = { state: 'open' as const, failures: 5, trips: 1, openUntil: NOON + 1 };
    const folder = makeFolder({
      'state/circuit.json': writeCircuitState({
        version: 1,
        breakers: { 'host:x.example': breaker },
      }),
    });
    expect((await execute(folder, 'reset-circuit')).summary).toContain('host');
    expect((await execute(folder, 'reset-circuit')).summary).toContain('No breaker');
  });

  it('a fault of saving or reading is told, with exit code 1', async () => {
    const full = makeFolder(WALKS);
    full.breakDisk();
    expect(await execute(full, 'reset-state')).toMatchObject({
      exitCode: 1,
      faults: [{ code: 'disk-full' }],
    });
    expect((await execute(full, 'reset-state')).summary).toMatch(/^`disk-full` /u);
    const broken = await execute(makeFolder({ 'state/circuit.json': '[' }), 'reset-circuit');
    expect(broken).toMatchObject({ exitCode: 1, faults: [{ code: 'state-broken' }] });
    // The guide's table of troubleshooting goes by the code.
    expect(broken.summary).toMatch(
      /^## 🛑 Nothing was done\n\n`state-broken` state\/circuit\.json/u,
    );
  });

  it('fan-out: a matrix of jobs as output', async () => {
    const { outputs, exitCode } = await execute(makeFolder(), 'fan-out');
    expect(exitCode).toBe(0);
    const { include } = JSON.parse(outputs['matrix'] ?? '') as { include: { shard: string }[] };
    expect(include.length).toBeGreaterThan(0);
    expect(include.map(({ shard }) => shard)).toEqual(
      include.map((_, at) => `${at + 1}/${include.length}`),
    );
  });
});

describe('the plan of a fan-out', () => {
  it('has no more jobs than shows', () => {
    const plan = planFanOut(settingsOf(), 1, 10);
    expect(plan.matrix.include).toEqual([{ shard: '1/1' }]);
    expect(plan.reasons.join()).toContain('there is 1 show,');
  });

  it('has no more jobs than the writes of a repository carry, however many shows there are', () => {
    const plan = planFanOut(settingsOf(), 500, 500);
    expect(plan.matrix.include).toHaveLength(MOST_JOBS);
    expect(plan.reasons.join()).toContain(`carry ${MOST_JOBS} jobs`);
    expect(planFanOut(settingsOf(), 3, 500).matrix.include).toHaveLength(3);
  });

  it('leaves each job one request a minute', () => {
    const settings = settingsOf('limits:\n  default:\n    requestsPerMinute: 1\n');
    const plan = planFanOut(settings, 50, 1);
    expect(plan.matrix.include).toHaveLength(1);
    expect(plan.reasons.join()).toContain('1 key with 1 request a minute gives no more jobs');
  });

  it.each([
    [3, 5, 5],
    [8, 5, 8],
    [1, 10, 10],
  ])('asks no more of %i keys with %i requests a minute than they allow: %i jobs', (...row) => {
    const [keys, perMinute, jobs] = row;
    const settings = settingsOf(`limits:\n  default:\n    requestsPerMinute: ${perMinute}\n`);
    const count = planFanOut(settings, 50, keys).matrix.include.length;
    expect(count).toBe(jobs);
    const names = Array.from({ length: keys }, (_, at) => `k${at}`);
    const asked = Array.from({ length: count }, (_, at) => {
      const shard = { index: at + 1, count };
      const share = limitsForShard({ requestsPerMinute: perMinute }, shard, {
        requests: 0,
        tokens: 0,
      });
      const each = keys < count ? (share.requestsPerMinute ?? Infinity) : perMinute;
      return keysForShard(names, shard).length * each;
    });
    expect(asked.reduce((sum, one) => sum + one, 0)).toBe(keys * perMinute);
  });
});
