import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { lintFile, lintWorkflows } from '../../scripts/lint-workflows.ts';
import { INPUTS } from '../../src/config.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const FILE = '.github/workflows/transcribe.yml';
const TEXT = readFileSync(path.join(ROOT, FILE), 'utf8');

/** The lint of the workflow after one replacement, which must have had an effect. */
async function planted(from: string | RegExp, to: string): Promise<string[]> {
  const text = TEXT.replace(from, to);
  expect(text).not.toBe(TEXT);
  return lintFile(FILE, text);
}

describe('the workflows and action.yml', () => {
  it('are without fault', async () => {
    expect(await lintWorkflows(ROOT)).toEqual([]);
  });

  it.each([
    ['an unknown key', 'timeout-minutes:', 'timeout-minuets:', /timeout-minuets/],
    ['an unknown input of our own', 'max-episodes: ${{', 'max-episode: ${{', /max-episode/],
    [
      'an unknown input of a pinned action',
      'persist-credentials',
      'persist-credential',
      /persist-credential/,
    ],
    ['a broken expression', '${{ inputs.mode }}', '${{ inputs.mode }', /./],
    ['an unknown input of the dispatch', '${{ inputs.mode }}', '${{ inputs.mood }}', /mood/],
    ['an unknown permission', 'contents: write', 'content: write', /content/],
    ['a cron that is none', '17 0 * * *', '17 25 * * *', /cron/i],
    ['an action by tag', /actions\/checkout@\S+ # \S+/, 'actions/checkout@v7', /pin it as/],
    ['another commit', '3d3c42e5', '00000000', /pin it as/],
    ['an action that nobody looked at', 'actions/checkout@', 'someone/checkout@', /pinned-actions/],
  ] as const)('%s is seen', async (_name, from, to, message) => {
    const lines = await planted(from, to);
    expect(lines.join('\n')).toMatch(message);
    expect(lines[0]).toMatch(/^\.github\/workflows\/transcribe\.yml:\d+: /);
  });

  it('a broken action.yml is seen', async () => {
    const text = readFileSync(path.join(ROOT, 'action.yml'), 'utf8');
    expect(await lintFile('action.yml', text.replace('branding:', 'brandnig:'))).not.toEqual([]);
    expect(await lintFile('action.yml', text.replace('  main:', '  mian:'))).not.toEqual([]);
  });
});

describe('transcribe.yml', () => {
  const workflow = parse(TEXT) as {
    on: {
      schedule: { cron: string; timezone: string }[];
      workflow_dispatch: {
        inputs: Record<string, { options?: string[]; description?: string; default?: string }>;
      };
    };
    permissions: Record<string, string>;
    concurrency: Record<string, unknown>;
    jobs: { transcribe: { 'timeout-minutes': number; steps: { with?: Record<string, string> }[] } };
  };

  it('runs four times a day, never near the full hour, once just after the quota is renewed', () => {
    const crons = workflow.on.schedule.map((one) => one.cron.split(' ').map(Number));
    expect(crons).toHaveLength(4);
    for (const [minute] of crons)
      expect(minute! % 2 === 1 && minute! > 5 && minute! < 55).toBe(true);
    const zones = workflow.on.schedule.map((one) => one.timezone);
    expect(new Set(zones)).toEqual(new Set(['America/Los_Angeles']));
    expect(crons.some(([, hour]) => hour === 0)).toBe(true);
  });

  it('offers every mode, asks for one permission, drops no run, and outlives the budget', () => {
    const modes = workflow.on.workflow_dispatch.inputs['mode']?.options;
    const described = INPUTS.find((one) => one.name === 'mode')?.description ?? '';
    expect(modes).toEqual([...described.matchAll(/`([a-z-]+)`/g)].map((match) => match[1]));
    expect(workflow.permissions).toEqual({ contents: 'write' });
    expect(TEXT).toMatch(/contents: write # \w+/);
    expect(workflow.concurrency).toMatchObject({ queue: 'max' });
    expect(workflow.jobs.transcribe['timeout-minutes']).toBeGreaterThan(300);
  });

  it('describes each field of its form, and sends nothing but the mode unless it is filled in', () => {
    const fields = Object.entries(workflow.on.workflow_dispatch.inputs);
    expect(fields.map(([name]) => name)).toEqual([
      'mode',
      'episodes',
      'max-episodes',
      'time-budget-minutes',
      'on-quota',
      'feeds',
      'config',
    ]);
    for (const [, { description }] of fields) expect(description).toMatch(/^[A-Z].{8,}/u);
    // What a form sends goes before the config file: only a choice that means "as it is" may be sent.
    const sent = fields.flatMap(([name, field]) =>
      field.default === undefined ? [] : [`${name}: ${field.default}`],
    );
    expect(sent).toEqual(['mode: run', 'on-quota: as configured']);
  });

  it('hands every dispatch input to the Action', () => {
    const given = workflow.jobs.transcribe.steps.at(-1)?.with ?? {};
    for (const name of Object.keys(workflow.on.workflow_dispatch.inputs)) {
      const value =
        name === 'on-quota'
          ? "inputs.on-quota != 'as configured' && inputs.on-quota || ''"
          : `inputs.${name}`;
      expect(given[name]).toBe(`\${{ ${value} }}`);
    }
  });
});
