import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkFile, checkRooms } from '../../scripts/check-rooms.ts';
import { STAGES } from '../../scripts/rooms.ts';

const ROOT = path.join(import.meta.dirname, '../..');

/** The rules that a planted file breaks. */
function rulesOf(file: string, text: string): string[] {
  return checkFile(file, text).map((one) => one.rule);
}

const PURE = ['base', 'feed', 'plan', 'audio', 'transcript', 'quota', 'state', 'render'];

describe('the rooms of src', () => {
  it('keep to their rules', () => {
    expect(checkRooms(ROOT)).toEqual([]);
  });
});

describe.each(PURE)('the pure room %s', (room) => {
  it.each([
    ["import { x } from '../ports.ts';", 'room'],
    ["import type { Clock } from '../ports.ts';", 'room'],
    ["import { x } from '../pipeline/run.ts';", 'room'],
    ["import { x } from '../adapters/clock.ts';", 'room'],
    ["import { x } from '../commands/search.ts';", 'room'],
    ["import { x } from '../wire.ts';", 'room'],
    ["export { x } from '../adapters/clock.ts';", 'room'],
    ["export * from '../adapters/clock.ts';", 'room'],
    ["const x = await import('../adapters/clock.ts');", 'room'],
    ["type X = import('../ports.ts').Clock;", 'room'],
    ["const name = 'x'; await import(name);", 'computed-import'],
    ["import { readFile } from 'node:fs/promises';", 'node'],
    ["import type { Worker } from 'node:worker_threads';", 'node'],
    ["import { Octokit } from '@octokit/rest';", 'package'],
    ["import { GoogleGenerativeAI } from '@google/generative-ai';", 'package'],
    ["import fs from 'fs';", 'package'],
    ["import { x } from '../../test/sandbox/github.ts';", 'outside'],
    ["import { x } from '../../scripts/build.ts';", 'outside'],
    ['const now = Date.now();', 'impure'],
    ['const now = new Date();', 'impure'],
    ['const now = Date();', 'impure'],
    ['const luck = Math.random();', 'impure'],
    ["const home = process.env['HOME'];", 'impure'],
    ["await fetch('https://example.com/');", 'impure'],
    ['setTimeout(() => undefined, 1);', 'impure'],
    ['const wait = { after: setTimeout };', 'impure'],
    ['const now = performance.now();', 'impure'],
    ['const id = crypto.randomUUID();', 'impure'],
    ['const now = globalThis.Date.now();', 'impure'],
    ["console.log('x');", 'impure'],
    ["const bytes = Buffer.from('x');", 'impure'],
  ])('may not say %s', (line, rule) => {
    expect(rulesOf(`${room}/planted.ts`, `export const before = 1;\n${line}\n`)).toContain(rule);
  });

  it.each([
    ["import { ok } from '../base/outcome.ts';"],
    ["import type { Ledger } from '../quota/types.ts';"],
    ["import { Ledger } from '../quota/types.ts';"],
    ["import type { FeedState } from '../state/types.ts';"],
    ["import { z } from 'zod';"],
    ["import { sha256 } from '@noble/hashes/sha2.js';"],
    ["import { other } from './other.ts';"],
    ['const day = new Date(0).toISOString();'],
    ["const at = Date.parse('2026-01-01');"],
    ['const options = { fetch: 1, process: 2 }; export const x = options.process;'],
    ['export interface Item { console: string; fetch(): void }'],
    ['export const run = (process: number) => process + 1;'],
  ])('may say %s', (line) => {
    expect(rulesOf(`${room}/planted.ts`, line)).toEqual([]);
  });
});

describe('the flow', () => {
  const order = ['base', 'feed', 'plan', 'audio', 'transcript', 'render'];
  const pairs = order.flatMap((from) => order.map((to) => [from, to] as const));

  it.each(pairs.filter(([from, to]) => from !== to))(
    '%s imports %s only to its left',
    (from, to) => {
      const allowed = order.indexOf(to) < order.indexOf(from);
      const rules = rulesOf(`${from}/planted.ts`, `import { x } from '../${to}/thing.ts';`);
      expect(rules).toEqual(allowed ? [] : ['room']);
    },
  );

  it.each(['feed', 'plan', 'audio', 'transcript', 'render'])(
    '%s takes only types from quota and state',
    (room) => {
      for (const other of ['quota', 'state']) {
        expect(rulesOf(`${room}/x.ts`, `import { f } from '../${other}/merge.ts';`)).toEqual([
          'room',
        ]);
        expect(rulesOf(`${room}/x.ts`, `import type { T } from '../${other}/merge.ts';`)).toEqual(
          [],
        );
      }
    },
  );
});

describe.each(['pipeline', 'commands'])('%s', (room) => {
  it.each([
    ["import { clock } from '../adapters/clock.ts';", 'room'],
    ["import type { X } from '../adapters/clock.ts';", 'room'],
    ["import { x } from '../wire.ts';", 'room'],
    ["import path from 'node:path';", 'node'],
    ["import { Octokit } from '@octokit/rest';", 'package'],
    ["const core = await import('@actions/core');", 'package'],
    ["import { x } from '../../test/kit.ts';", 'outside'],
  ])('may not say %s', (line, rule) => {
    expect(rulesOf(`${room}/planted.ts`, line)).toEqual([rule]);
  });

  it('speaks to ports and computes with pure rooms', () => {
    const text =
      "import type { Ports } from '../ports.ts';\nimport { f } from '../quota/merge.ts';";
    expect(rulesOf(`${room}/planted.ts`, text)).toEqual([]);
  });
});

describe('stages', () => {
  const take = "import { transcribeChunk } from './transcribe-chunk.ts';";

  it('do not import each other, save for types', () => {
    expect(rulesOf('pipeline/cut.ts', take)).toEqual(['stage']);
    expect(rulesOf('pipeline/cut.ts', take.replace('import', 'import type'))).toEqual([]);
  });

  it('are brought together by conductors', () => {
    expect(rulesOf('pipeline/run.ts', take)).toEqual([]);
    expect(rulesOf('pipeline/conduct-episode.ts', take)).toEqual([]);
  });
});

describe('the table of stages', () => {
  it('names files that exist', () => {
    const files = readdirSync(path.join(ROOT, 'src/pipeline'));
    expect(STAGES.filter((stage) => !files.includes(`${stage}.ts`))).toEqual([]);
  });
});

describe('adapters', () => {
  it.each([
    ["import { x } from './github-store.ts';", 'adapter'],
    ["import type { X } from './github-store.ts';", 'adapter'],
    ["import { x } from '../pipeline/context.ts';", 'room'],
    ["import { x } from '../commands/search.ts';", 'room'],
    ["import { x } from '../../test/kit.ts';", 'outside'],
  ])('may not say %s', (line, rule) => {
    expect(rulesOf('adapters/gemini.ts', line)).toEqual([rule]);
  });

  it('may consist of several files, and use SDKs and node', () => {
    const text =
      "import { x } from './gemini-wire.ts';\nimport 'node:fs';\nimport '@google/generative-ai';";
    expect(rulesOf('adapters/gemini.ts', text)).toEqual([]);
  });
});

describe('entries and the rest', () => {
  it('only wire.ts names adapters', () => {
    const line = "import { clock } from './adapters/clock.ts';";
    expect(rulesOf('wire.ts', line)).toEqual([]);
    for (const entry of ['action.ts', 'cli.ts', 'config.ts', 'ports.ts']) {
      expect(rulesOf(entry, line)).toEqual(['room']);
    }
  });

  it('a new room is unknown until it has rules', () => {
    expect(rulesOf('helpers/x.ts', '')).toEqual(['unknown-room']);
  });

  it('a finding names the line', () => {
    const [finding] = checkFile('feed/x.ts', '\n\nconst now = Date.now();\n');
    expect(finding).toMatchObject({ file: 'src/feed/x.ts', line: 3 });
  });
});
