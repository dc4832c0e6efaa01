import { createHash } from 'node:crypto';
import { mkdir, open, rm, stat, statfs } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../base/failure.ts';
import { assertNever, problem } from '../base/outcome.ts';
import { adtsFrames } from '../audio/aac.ts';
import { MAX_PAGE_BYTES, sealPage } from '../audio/ogg-page.ts';
import type { ChunkPiece } from '../audio/types.ts';
import type { Scratch, ScratchFile } from '../ports.ts';

/** Bytes read or written at once. */
const BLOCK_BYTES = 1 << 20;
/** Bytes of one part of a stream. */
const STREAM_BYTES = 256 << 10;
/** Small parts of a stream are gathered to this much before they are written. */
const GATHER_BYTES = 256 << 10;
/** Longest file name; file systems take 255 bytes, and something may be appended. */
const MAX_NAME = 120;
/** Codes that mean that the disk (or the user's share of it) is full. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * Temporary files below `folder`, which is made when the first file is written. Files stay until
 * they are removed; no handle stays open between calls, so a file may be moved or replaced.
 * A full disk is a `Fault` with code `disk-full`; any other fault of the disk is thrown as it is.
 */
export function makeScratch(folder: string): Scratch {
  return {
    file: (name) => ({ path: join(folder, safeName(name)) }),
    size: async (file) => {
      try {
        return (await stat(file.path)).size;
      } catch (error) {
        if (codeOf(error) === 'ENOENT') {
          return undefined;
        }
        throw error;
      }
    },
    append: (file, source) =>
      writing(folder, file, 'a', async (handle) => {
        await appendAll(handle, source);
      }),
    read: async (file, start, end, into) => {
      const handle = await open(file.path, 'r');
      try {
        return await readRange(handle, start, end, into);
      } finally {
        await handle.close();
      }
    },
    stream: (file) => streamFile(file),
    assemble: (target, source, pieces) =>
      writing(folder, target, 'w', async (handle) => {
        const from = await open(source.path, 'r');
        try {
          await copyPieces(handle, from, pieces);
        } finally {
          await from.close();
        }
      }),
    sha256: hashFile,
    remove: (file) => rm(file.path, { force: true }),
    freeBytes: async () => {
      await mkdir(folder, { recursive: true });
      const disk = await statfs(folder);
      return disk.bavail * disk.bsize;
    },
  };
}

/** One path segment of letters, digits, dots, dashes and underscores that is no hidden file. */
function safeName(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/[^A-Za-z0-9._-]+/g, '-');
  // The end holds the extension, so a long name loses its beginning.
  const short = plain.slice(-MAX_NAME).replace(/^[.-]+/, '');
  return short === '' ? 'file' : short;
}

/** Opens a file for writing and closes it again, whatever happens; a full disk becomes a `Fault`. */
async function writing(
  folder: string,
  file: ScratchFile,
  flags: 'a' | 'w',
  work: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    const handle = await open(file.path, flags);
    try {
      await work(handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw FULL.has(codeOf(error) ?? '') ? diskFull(folder, error) : error;
  }
}

/**
 * Writes what arrives. When the source breaks midway, all that arrived before is on disk when the
 * source's error is thrown on, so that a download can go on from there.
 */
async function appendAll(handle: FileHandle, source: AsyncIterable<Uint8Array>): Promise<void> {
  let gathered: Uint8Array[] = [];
  let gatheredBytes = 0;
  const flush = async (): Promise<void> => {
    const parts = gathered;
    gathered = [];
    gatheredBytes = 0;
    await writeAll(handle, Buffer.concat(parts));
  };
  try {
    for await (const part of source) {
      gathered.push(part);
      gatheredBytes += part.length;
      if (gatheredBytes >= GATHER_BYTES) {
        await flush();
      }
    }
  } finally {
    await flush();
  }
}

async function copyPieces(
  target: FileHandle,
  source: FileHandle,
  pieces: readonly ChunkPiece[],
): Promise<void> {
  const block = new Uint8Array(BLOCK_BYTES);
  let filled = 0;
  /** Makes room in the block and takes up to `wanted` bytes of it. */
  const take = async (wanted: number): Promise<Uint8Array> => {
    if (filled === BLOCK_BYTES) {
      await writeAll(target, block);
      filled = 0;
    }
    const end = Math.min(BLOCK_BYTES, filled + wanted);
    const room = block.subarray(filled, end);
    filled = end;
    return room;
  };
  const put = async (bytes: Uint8Array): Promise<void> => {
    for (let at = 0; at < bytes.length;) {
      const room = await take(bytes.length - at);
      room.set(bytes.subarray(at, at + room.length));
      at += room.length;
    }
  };
  const window = makeWindow(source);
  const page = new Uint8Array(MAX_PAGE_BYTES);
  for (const piece of pieces) {
    switch (piece.kind) {
      case 'literal':
        await put(piece.bytes);
        break;
      case 'copy':
        for (let at = piece.range.start; at < piece.range.end;) {
          const room = await take(piece.range.end - at);
          await readFully(source, room, at);
          at += room.length;
        }
        break;
      case 'adts':
        await copyPackets(source, piece, put);
        break;
      case 'ogg':
        await put(await readPage(window, piece, page));
        break;
      default:
        assertNever(piece);
    }
  }
  await writeAll(target, block.subarray(0, filled));
}

/** Bytes of a range of a file; valid until the next call. */
type Window = (start: number, end: number) => Promise<Uint8Array>;

/** Reads ahead in blocks, for ranges that follow each other closely. */
function makeWindow(source: FileHandle): Window {
  let buffer = new Uint8Array(0);
  let from = 0;
  let held = 0;
  return async (start, end) => {
    if (start < from || end > from + held) {
      const length = Math.max(BLOCK_BYTES, end - start);
      buffer = buffer.length < length ? new Uint8Array(length) : buffer;
      from = start;
      held = await readInto(source, buffer, start);
    }
    if (end > from + held) {
      throw endsEarly(from + held);
    }
    return buffer.subarray(start - from, end - from);
  };
}

/** Puts a page together in `page`, which is long enough for any, and returns what it takes of it. */
async function readPage(
  window: Window,
  piece: Extract<ChunkPiece, { kind: 'ogg' }>,
  page: Uint8Array,
): Promise<Uint8Array> {
  page.set(piece.head);
  let at = piece.head.length;
  for (const { start, end } of piece.body) {
    page.set(await window(start, end), at);
    at += end - start;
  }
  const whole = page.subarray(0, at);
  sealPage(whole);
  return whole;
}

/** Reads neighbouring packets in blocks and puts each behind its header. */
async function copyPackets(
  source: FileHandle,
  piece: Extract<ChunkPiece, { kind: 'adts' }>,
  put: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const { sizes } = piece;
  const buffer = new Uint8Array(BLOCK_BYTES);
  let packet = 0;
  for (const range of piece.ranges) {
    for (let at = range.start; at < range.end;) {
      const first = packet;
      let bytes = 0;
      for (; at + bytes < range.end; packet += 1) {
        const size = sizes[packet] ?? Infinity;
        if (bytes + size > BLOCK_BYTES) {
          break;
        }
        bytes += size;
      }
      if (bytes === 0) {
        throw new Error('a piece of packets has ranges that its sizes do not fill');
      }
      const packets = buffer.subarray(0, bytes);
      await readFully(source, packets, at);
      await put(adtsFrames(piece.header, packets, sizes.subarray(first, packet)));
      at += bytes;
    }
  }
}

/** Fills the whole buffer. */
async function readFully(source: FileHandle, buffer: Uint8Array, position: number): Promise<void> {
  const got = await readInto(source, buffer, position);
  if (got < buffer.length) {
    throw endsEarly(position + got);
  }
}

/** A source that ends before a piece does changed under us, which is a bug. */
function endsEarly(position: number): Error {
  return new Error(`a scratch file ends at byte ${position}, before the piece to copy does`);
}

async function readRange(
  handle: FileHandle,
  start: number,
  end: number,
  into?: Uint8Array,
): Promise<Uint8Array> {
  const length = Math.max(0, end - start);
  const buffer = into === undefined ? new Uint8Array(length) : into.subarray(0, length);
  return buffer.subarray(0, await readInto(handle, buffer, start));
}

/** Reads until the buffer is full or the file ends; a single read may give less. */
async function readInto(handle: FileHandle, buffer: Uint8Array, position: number): Promise<number> {
  let got = 0;
  while (got < buffer.length) {
    const { bytesRead } = await handle.read(buffer, got, buffer.length - got, position + got);
    if (bytesRead === 0) {
      break;
    }
    got += bytesRead;
  }
  return got;
}

/** Writes the whole buffer; a single write may take less. */
async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written);
    written += bytesWritten;
  }
}

const hashFile: Scratch['sha256'] = async (file, signal, ranges) => {
  const hash = createHash('sha256');
  const handle = await open(file.path, 'r');
  try {
    const window = makeWindow(handle);
    for (const { start, end } of ranges ?? [{ start: 0, end: (await handle.stat()).size }]) {
      for (let at = start; at < end; at += BLOCK_BYTES) {
        signal.throwIfAborted();
        hash.update(await window(at, Math.min(end, at + BLOCK_BYTES)));
      }
    }
  } finally {
    await handle.close();
  }
  return hash.digest('hex');
};

async function* streamFile(file: ScratchFile): AsyncGenerator<Uint8Array> {
  const handle = await open(file.path, 'r');
  try {
    let position = 0;
    while (true) {
      const block = await readRange(handle, position, position + STREAM_BYTES);
      if (block.length === 0) {
        return;
      }
      position += block.length;
      yield block;
    }
  } finally {
    await handle.close();
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

function diskFull(folder: string, cause: unknown): Fault {
  return new Fault(
    problem(
      'disk-full',
      `The disk that holds the temporary files (${folder}) is full.`,
      'Free space there, point RUNNER_TEMP to a larger disk, or take fewer or shorter episodes at a time.',
    ),
    { cause },
  );
}
