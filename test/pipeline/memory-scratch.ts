/** Temporary files in memory: a fake of the `Scratch` port. */
import { createHash } from 'node:crypto';
import { sliceBytes } from '../audio/slices.ts';
import type { Scratch, ScratchFile } from '../../src/ports.ts';

/** The fake, and a look inside. */
export interface MemoryScratch extends Scratch {
  readonly files: Map<string, Uint8Array>;
  /** Ranges that were read, in order. */
  readonly reads: { readonly start: number; readonly end: number }[];
  free: number;
}

/** Makes an empty scratch with a gigabyte free. */
export function makeMemoryScratch(): MemoryScratch {
  const files = new Map<string, Uint8Array>();
  const reads: { start: number; end: number }[] = [];
  const bytesOf = (file: ScratchFile): Uint8Array => {
    const bytes = files.get(file.path);
    if (bytes === undefined) {
      throw new Error(`no such file: ${file.path}`);
    }
    return bytes;
  };
  const add = (path: string, part: Uint8Array): void => {
    files.set(path, Buffer.concat([files.get(path) ?? new Uint8Array(0), part]));
  };
  const scratch: MemoryScratch = {
    files,
    reads,
    free: 2 ** 30,
    file: (name) => ({ path: name }),
    size: async (file) => files.get(file.path)?.length,
    append: async (file, source) => {
      const parts: Uint8Array[] = [];
      try {
        for await (const part of source) {
          parts.push(part);
        }
      } finally {
        add(file.path, Buffer.concat(parts));
      }
    },
    read: async (file, start, end) => {
      reads.push({ start, end });
      return bytesOf(file).slice(start, end);
    },
    stream: async function* stream(file) {
      yield bytesOf(file);
    },
    assemble: async (target, source, pieces) => {
      files.set(target.path, sliceBytes(bytesOf(source), pieces));
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
    freeBytes: async () => scratch.free,
  };
  return scratch;
}
