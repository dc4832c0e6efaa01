import { crc32, inflateRawSync } from 'node:zlib';

/**
 * The files of a zip archive by path, read from its central directory (APPNOTE.TXT 4.3.12).
 * Stored and deflated entries only. Throws on a broken archive or a wrong checksum.
 */
export function unzip(archive: Buffer): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  const end = archive.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  if (end < 0) throw new Error('not a zip archive');
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  for (let i = 0; i < count; i += 1) {
    const method = archive.readUInt16LE(at + 10);
    const checksum = archive.readUInt32LE(at + 16);
    const size = archive.readUInt32LE(at + 20);
    const nameLength = archive.readUInt16LE(at + 28);
    const rest = archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    const local = archive.readUInt32LE(at + 42);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const packed = archive.subarray(start, start + size);
    const content = method === 8 ? inflateRawSync(packed) : Buffer.from(packed);
    if (crc32(content) !== checksum)
      throw new Error(`wrong checksum of ${name} in the zip archive`);
    if (!name.endsWith('/')) files.set(name, content);
    at += 46 + nameLength + rest;
  }
  return files;
}
