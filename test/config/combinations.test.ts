import { describe, expect, it } from 'vitest';
import { FEED, KEY, faultsOf } from './kit.ts';

describe('impossible combinations', () => {
  // Of each mode: restricted to an episode, as a part of a fan-out, to so many episodes, without a
  // key, without a feed. What only says how a run works (time, quota, branch) restricts no mode.
  it.each([
    ['run', 'taken', 'taken', 'taken', 'refused', 'refused'],
    ['resume', 'taken', 'taken', 'taken', 'refused', 'refused'],
    ['retry-failed', 'taken', 'taken', 'taken', 'refused', 'refused'],
    ['dry-run', 'taken', 'taken', 'taken', 'taken', 'refused'],
    ['fan-out', 'refused', 'refused', 'refused', 'taken', 'refused'],
    ['health', 'refused', 'refused', 'refused', 'taken', 'taken'],
    ['reset-state', 'refused', 'refused', 'refused', 'taken', 'taken'],
    ['reset-circuit', 'refused', 'refused', 'refused', 'taken', 'taken'],
  ])(
    'mode %s: episodes %s, shard %s, max-episodes %s, no key %s, no feed %s',
    (mode, ...expected) => {
      const base = { feeds: FEED, 'gemini-api-keys': KEY, mode };
      const told = [
        faultsOf({ inputs: { ...base, episodes: 'abc' } }),
        faultsOf({ inputs: { ...base, shard: '1/2' } }),
        faultsOf({ inputs: { ...base, 'max-episodes': '5' } }),
        faultsOf({ inputs: { ...base, 'gemini-api-keys': '' }, env: {} }),
        faultsOf({ inputs: { ...base, feeds: '' } }),
      ];
      expect(told.map((faults) => (faults.length === 0 ? 'taken' : 'refused'))).toEqual(expected);
      for (const faults of told) expect(faults.length).toBeLessThan(2);
      const words = [
        `the mode ${mode} cannot be restricted to episodes`,
        `the mode ${mode} cannot be split into shards`,
        `the mode ${mode} takes no episodes, so max-episodes cannot restrict it`,
        'there is no Gemini API key',
        'nothing to transcribe',
      ];
      told.forEach(([fault], at) => {
        if (fault !== undefined) expect(fault).toContain(words[at]);
      });
      // The form's other fields, and what the file says for runs.
      const others = {
        'time-budget-minutes': '30',
        'on-quota': 'wait',
        'max-quota-wait-hours': '2',
        branch: 'texts',
        commit: 'false',
      };
      expect(faultsOf({ inputs: { ...base, ...others } })).toEqual([]);
      expect(faultsOf({ inputs: base, file: 'run: { maxEpisodes: 3 }' })).toEqual([]);
    },
  );

  const HOSTED = { GITHUB_ACTIONS: 'true', RUNNER_ENVIRONMENT: 'github-hosted' };
  const SELF_HOSTED = { GITHUB_ACTIONS: 'true', RUNNER_ENVIRONMENT: 'self-hosted' };

  // A job of a GitHub-hosted runner is ended after 360 minutes, in the middle of a wait or of work.
  it.each([
    ['run', { 'time-budget-minutes': '331' }, 'a time budget of 331 minutes does not fit'],
    ['resume', { 'time-budget-minutes': '400' }, 'Set time-budget-minutes to at most 330'],
    ['dry-run', { 'time-budget-minutes': '7200' }, 'does not fit into a job of a GitHub-hosted'],
    ['run', { 'time-budget-minutes': '330' }, undefined],
    ['run', {}, undefined],
    [
      'run',
      { 'on-quota': 'wait' },
      'on-quota: wait with up to 25 hours of waiting and 300 minutes',
    ],
    ['retry-failed', { 'on-quota': 'wait' }, 'Set on-quota to defer'],
    [
      'run',
      { 'on-quota': 'wait', 'max-quota-wait-hours': '2', 'time-budget-minutes': '180' },
      undefined,
    ],
    ['health', { 'on-quota': 'wait', 'time-budget-minutes': '400' }, undefined],
    ['reset-state', { 'time-budget-minutes': '400' }, undefined],
  ])('on a GitHub-hosted runner, mode %s with %j: %s', (mode, inputs, message) => {
    const given = { feeds: FEED, mode, ...inputs } as Record<string, string>;
    const faults = faultsOf({ inputs: given, env: { GEMINI_API_KEYS: KEY, ...HOSTED } });
    expect(faults).toHaveLength(message === undefined ? 0 : 1);
    if (message !== undefined) expect(faults[0]).toContain(message);
    // Elsewhere a run may take as long as it likes.
    for (const env of [SELF_HOSTED, { RUNNER_ENVIRONMENT: 'github-hosted' }]) {
      expect(faultsOf({ inputs: given, env: { GEMINI_API_KEYS: KEY, ...env } })).toEqual([]);
    }
  });

  it('on a GitHub-hosted runner name the line of the file that asks too much', () => {
    const file = `feeds: ["${FEED}"]\nrun:\n  onQuota: wait\n`;
    const env = { GEMINI_API_KEYS: KEY, ...HOSTED };
    expect(faultsOf({ file, env })).toEqual([
      expect.stringMatching(/^config\/production\.yaml:3: on-quota: wait with/u),
    ]);
    expect(faultsOf({ file, env, inputs: { 'on-quota': 'defer' } })).toEqual([]);
  });

  it('of a whole form are told at once', () => {
    const inputs = { mode: 'health', episodes: 'abc', shard: '1/2', 'state-dir': 'transcripts' };
    expect(faultsOf({ inputs })).toHaveLength(3);
  });

  it('one folder for state and transcripts, or one inside the other', () => {
    for (const [state, transcripts] of [
      ['a', 'a'],
      ['a/b', 'a'],
      ['./a', 'a/b'],
    ] as const) {
      const inputs = { feeds: FEED, 'state-dir': state, 'transcripts-dir': transcripts };
      expect(faultsOf({ inputs }).join()).toContain('overlap');
    }
    expect(
      faultsOf({ inputs: { feeds: FEED, 'state-dir': 'a/s', 'transcripts-dir': 'a/t' } }),
    ).toEqual([]);
  });

  it('the same show twice', () => {
    const file = `shows:\n  - url: ${FEED}\n    id: one\n  - url: ${FEED}\n    id: one\n`;
    expect(faultsOf({ file }).join('\n')).toMatch(
      /:4: two shows have the same url .*\n.*:5: two shows have the same id "one"/,
    );
  });

  it('nothing to read', () => {
    expect(faultsOf({}).join()).toContain('nothing to transcribe: there is no config file');
    // A workflow without a checkout has no config file, however right the one in the repository is.
    expect(faultsOf({}).join()).toContain('actions/checkout');
    expect(faultsOf({ file: 'run: {order: oldest}' }).join()).toContain('names no show or feed');
  });

  it('a file that was asked for and is not there', () => {
    const faults = faultsOf({ inputs: { config: 'x.yaml', feeds: FEED }, filePath: 'x.yaml' });
    expect(faults[0]).toContain('the config file x.yaml does not exist');
  });
});
