/** The ports of one process to the machine that it runs on: disk, clock, cache, log. */
import { createHash } from 'node:crypto';
import { Fault } from '../../src/base/failure.ts';
import { problem } from '../../src/base/outcome.ts';
import type { Artifacts, Cache, Clock, Log, Scratch, ScratchFile } from '../../src/ports.ts';
import type { Process } from './process.ts';
import type { Scheduler } from './scheduler.ts';

/** Temporary files in memory. */
export interface Disk extends Scratch {
  readonly files: Map<string, Uint8Array>;
}

/** A disk for one process. */
export function makeDisk(process: Process): Disk {
  const files = new Map<string, Uint8Array>();
  const bytesOf = (file: ScratchFile): Uint8Array => {
    const bytes = files.get(file.path);
    if (bytes === undefined) throw new Error(`no such file: ${file.path}`);
    return bytes;
  };
  const room = (): void => {
    if (!process.hit('disk-full')) return;
    throw new Fault(problem('disk-full', 'The disk is full.', 'Free space.'));
  };
  return {
    files,
    file: (name) => ({ path: name }),
    size: async (file) => files.get(file.path)?.length,
    append: async (file, source) => {
      const parts = [files.get(file.path) ?? new Uint8Array(0)];
      try {
        for await (const part of source) parts.push(part);
      } finally {
        files.set(file.path, Buffer.concat(parts));
      }
      room();
    },
    read: async (file, start, end) => bytesOf(file).slice(start, end),
    stream: async function* stream(file) {
      yield bytesOf(file);
    },
    assemble: async (target, source, pieces) => {
      room();
      const from = bytesOf(source);
      const parts = pieces.map((piece) => {
        if (piece.kind === 'literal') return piece.bytes;
        if (piece.kind === 'copy') return from.subarray(piece.range.start, piece.range.end);
        throw new Error(`no such piece in MP3: ${piece.kind}`);
      });
      files.set(target.path, Buffer.concat(parts));
    },
    sha256: async (file, _signal, ranges) => {
      const hash = createHash('sha256');
      const bytes = bytesOf(file);
      for (const { start, end } of ranges ?? [{ start: 0, end: bytes.length }]) {
        hash.update(bytes.subarray(start, end));
      }
      return hash.digest('hex');
    },
    remove: async (file) => {
      files.delete(file.path);
    },
    freeBytes: async () => (process.hit('disk-full') ? 1 << 20 : 2 ** 40),
  };
}

/** The process's clock: it may jump, waits do not. */
export function makeClock(scheduler: Scheduler, process: Process): Clock {
  return {
    now: () => Math.floor(scheduler.now() + process.skewMs),
    sleep: (ms, signal) => process.sleep(ms, signal),
  };
}

/** The cache of all runs, which loses what it likes. */
export function makeCache(
  kept: Map<string, Uint8Array>,
  process: Process,
  disk: Disk,
  onRestore: (bytes: Uint8Array) => void,
): Cache {
  return {
    restore: (key, file, signal) =>
      process.call('cache.restore', signal, () => {
        if (process.hit('cache-lost')) kept.delete(key);
        const bytes = kept.get(key);
        if (bytes === undefined) return false;
        disk.files.set(file.path, bytes);
        onRestore(bytes);
        return true;
      }),
    save: (key, file, signal) =>
      process.call('cache.save', signal, () => {
        const bytes = disk.files.get(file.path);
        if (bytes !== undefined && !kept.has(key)) kept.set(key, bytes);
      }),
  };
}

/** Reports go nowhere. */
export function makeArtifacts(process: Process): Artifacts {
  return { upload: (_name, _files, signal) => process.call('artifacts', signal, () => undefined) };
}

/** A log that only `say` hears, when there is one. */
export function makeLog(
  scheduler: Scheduler,
  process: Process,
  say: ((line: string) => void) | undefined,
): Log {
  const line =
    (level: string) =>
    (message: string): void => {
      if (process.state === 'killed') return;
      // Who was told to wait for quota may, and says so every five minutes.
      if (message.startsWith('Waiting for quota')) process.act();
      say?.(`${new Date(scheduler.now()).toISOString()} #${process.number} ${level}: ${message}`);
    };
  const quiet = (): void => undefined;
  return {
    debug: line('debug'),
    info: line('info'),
    warning: line('warning'),
    error: line('error'),
    group: quiet,
    endGroup: quiet,
  };
}
