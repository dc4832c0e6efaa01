import { bad, ok, problem } from '../base/outcome.ts';
import type { Problem, Result } from '../base/outcome.ts';
import {
  AAC_FRAME_SAMPLES,
  aacSampleRate,
  ADTS_HEADER_BYTES,
  adtsTemplate,
  MAX_ADTS_BYTES,
} from './aac.ts';
import type { AacConfig } from './aac.ts';
import { AAC_FLUTTER_SCALE, aacLevel } from './aac-level.ts';
import { AAC_MIME_TYPE } from './adts-walk.ts';
import { findBox } from './mp4-boxes.ts';
import { readNeroChapters, walkChapterTrack } from './mp4-chapters.ts';
import { chooseAudio } from './mp4-choice.ts';
import { readCodec, readTracks } from './mp4-codec.ts';
import type { Mp4Track } from './mp4-codec.ts';
import { decodeTimeOf, defaultSampleSize, visitFragment } from './mp4-fragments.ts';
import { describeShift, shiftOf } from './mp4-edits.ts';
import { walkTopLevel } from './mp4-layout.ts';
import type { Mp4Layout } from './mp4-layout.ts';
import { declaredSec, describeMp4, indexedSec } from './mp4-notes.ts';
import { visitSamples } from './mp4-samples.ts';
import { addPacket, makePacketStore, mapPackets, unitBytesOf } from './packets.ts';
import type { PacketStore } from './packets.ts';
import type { Slice, Track } from './track.ts';
import type { Chapter, Walker } from './types.ts';
import { evenClock } from './unit-clock.ts';

/** Bytes asked for at once. */
const BLOCK_BYTES = 1 << 20;
/** The tables of a 9 h file have about 7 MB. */
const MAX_MOOV_BYTES = 64 << 20;
/** More samples than two days of audio. */
const MAX_SAMPLES = 8_000_000;
/** Bytes between two packets that are read along rather than skipped: video, mostly. */
const GAP_BYTES = 64 << 10;
/** Reads that a file is worth; the packets of a longer one stay without a level, and count as silent. */
const MAX_READS = 100_000;

/**
 * Walks an MP4, M4A or QuickTime file: AAC alone (plain and fragmented). Slices are made of its
 * packets as ADTS. The end of the file may be missing; what is there is used, and noted.
 *
 * @param totalBytes size of the file.
 * @returns the track; `audio-incomplete` without its tables or any audio, `audio-is-not-audio` without
 *   an audio track, `container-not-supported` for another codec.
 */
export function* walkMp4(totalBytes: number): Walker<Result<Track>> {
  const layout = yield* walkTopLevel(totalBytes);
  const range = layout.moov;
  if (range === undefined || range.end > totalBytes || range.end - range.start > MAX_MOOV_BYTES) {
    return bad(withoutTables(layout));
  }
  // The reader may use its buffer again, and the tables are needed to the end.
  const moov = (yield range).slice();
  const tracks = readTracks(moov);
  const { audio, note: choice } = chooseAudio(tracks);
  if (audio === undefined) {
    return bad(
      problem(
        'audio-is-not-audio',
        'The MP4 file has no audio track.',
        'Open the enclosure address of the episode and see what it gives.',
      ),
    );
  }
  const codec = readCodec(findBox(audio.table, 'stsd') ?? new Uint8Array(0));
  if (typeof codec === 'string') {
    return bad(notAac(codec));
  }
  const frameSec = AAC_FRAME_SAMPLES / aacSampleRate(codec.rateIndex);
  const samples = yield* collectSamples(moov, audio, { layout, totalBytes, frameSec });
  if (samples.packets.count === 0) {
    return bad(withoutTables(layout));
  }
  if (samples.bytes > totalBytes) {
    return bad(overdrawn());
  }
  yield* readLevels(samples.packets, codec);
  const shiftSec = shiftOf(moov, audio);
  const listed = yield* collectChapters(moov, { tracks, audio, totalBytes });
  const chapters = listed.map(({ startSec, title }) => ({
    startSec: Math.max(0, startSec - shiftSec),
    title,
  }));
  const missing = describeMp4({
    layout,
    frames: samples.packets.count,
    missing: samples.missing,
    oversized: samples.oversized,
    bytes: samples.bytes,
    lagSec: samples.lagSec,
    frameSec,
    trackSec: audio.timescale === 0 ? 0 : audio.durationTicks / audio.timescale,
    declaredSec: Math.max(declaredSec(moov), yield* indexedSec(layout.indexes, audio.id)),
    isAlone: tracks.length === 1,
  });
  const notes = [...missing, ...choice, ...describeShift(shiftSec)];
  return ok(makeTrack(samples.packets, codec, { chapters, notes }));
}

interface Samples {
  readonly packets: PacketStore;
  /** Samples that lie behind the end of the file. */
  missing: number;
  /** Samples that no ADTS header can state. */
  oversized: number;
  /** Bytes of all packets; more than the file has: its tables name the same bytes again and again. */
  bytes: number;
  /** Seconds that the packets are behind the times which the fragments state: some are missing. */
  lagSec: number;
}

function* collectSamples(
  moov: Uint8Array,
  audio: Mp4Track,
  file: { readonly layout: Mp4Layout; readonly totalBytes: number; readonly frameSec: number },
): Walker<Samples> {
  const samples: Samples = {
    packets: makePacketStore(65_536),
    missing: 0,
    oversized: 0,
    bytes: 0,
    lagSec: 0,
  };
  const visit = (offset: number, size: number): boolean => {
    // A fragment may state any place, ahead of the file's start too.
    if (!(offset >= 0 && offset + size <= file.totalBytes)) {
      samples.missing += 1;
    } else if (size === 0 || size > MAX_ADTS_BYTES - ADTS_HEADER_BYTES) {
      samples.oversized += 1;
    } else {
      addPacket(samples.packets, offset, size, 0);
      samples.bytes += size;
    }
    if (samples.bytes > file.totalBytes) return false;
    return samples.packets.count + samples.missing + samples.oversized < MAX_SAMPLES;
  };
  visitSamples(audio.table, visit);
  const defaultSize = defaultSampleSize(moov, audio.id);
  let startSec: number | undefined;
  for (const fragment of file.layout.fragments) {
    const moof = yield { start: fragment.start, end: fragment.end };
    const ticks = decodeTimeOf(moof, audio.id);
    if (ticks !== undefined && audio.timescale > 0) {
      const heldSec = (samples.packets.count + samples.missing) * file.frameSec;
      const atSec = ticks / audio.timescale - heldSec;
      // A stream that was joined late starts at any time; what counts is what it loses from there.
      startSec ??= atSec;
      samples.lagSec = Math.max(samples.lagSec, atSec - startSec);
    }
    if (!visitFragment(moof, { id: audio.id, defaultSize, moofOffset: fragment.offset }, visit)) {
      break;
    }
  }
  return samples;
}

/** Reads the packets in blocks and notes how loud each is. A gap up to a size is read along. */
function* readLevels(packets: PacketStore, codec: AacConfig): Walker<void> {
  const map = mapPackets(packets);
  let packet = 0;
  for (let reads = 0; packet < packets.count && reads < MAX_READS; reads += 1) {
    const start = map.offsetOf(packet);
    const starts: number[] = [];
    let end = start;
    for (let next = packet, run = runFrom(packets, packet); next < packets.count; next += 1) {
      const startsRun = run < packets.runCount && packets.runFirsts[run] === next;
      const offset = startsRun ? packets.runOffsets[run]! : end;
      run += startsRun ? 1 : 0;
      const size = packets.sizes[next]!;
      if (offset < end || offset - end > GAP_BYTES || offset + size - start > BLOCK_BYTES) {
        break;
      }
      starts.push(offset - start);
      end = offset + size;
    }
    const bytes = yield { start, end };
    for (const at of starts) {
      packets.levels[packet] = aacLevel(bytes.subarray(at, at + packets.sizes[packet]!), codec);
      packet += 1;
    }
  }
}

/** The first run that starts at a packet or behind it. */
function runFrom(packets: PacketStore, packet: number): number {
  let low = 0;
  let high = packets.runCount;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (packets.runFirsts[middle]! < packet) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

function* collectChapters(
  moov: Uint8Array,
  movie: {
    readonly tracks: readonly Mp4Track[];
    readonly audio: Mp4Track;
    readonly totalBytes: number;
  },
): Walker<readonly Chapter[]> {
  const listed = readNeroChapters(moov);
  const track = movie.tracks.find(
    ({ id, handler }) =>
      movie.audio.chapterTracks.includes(id) && (handler === 'text' || handler === 'sbtl'),
  );
  return listed.length > 0 || track === undefined
    ? listed
    : yield* walkChapterTrack(track, movie.totalBytes);
}

function makeTrack(
  packets: PacketStore,
  codec: AacConfig,
  found: { readonly chapters: readonly Chapter[]; readonly notes: readonly string[] },
): Track {
  const map = mapPackets(packets);
  const header = adtsTemplate(codec);
  const slice = (first: number, end: number): Slice => {
    const payloadBytes = map.bytesOf(first, end);
    const ranges = map.rangesOf(first, end);
    const sizes = packets.sizes.subarray(first, end);
    return {
      pieces: [{ kind: 'adts', header, ranges, sizes }],
      bytes: payloadBytes + (end - first) * ADTS_HEADER_BYTES,
      payloadBytes,
    };
  };
  const clock = evenClock(AAC_FRAME_SAMPLES, aacSampleRate(codec.rateIndex));
  return {
    container: 'mp4',
    mimeType: AAC_MIME_TYPE,
    sections: [{ firstUnit: 0, unitCount: packets.count, clock, slice }],
    levels: packets.levels.subarray(0, packets.count),
    flutterScale: AAC_FLUTTER_SCALE,
    payloadBytes: map.bytesOf(0, packets.count),
    bytes: unitBytesOf(packets, map),
    ...found,
  };
}

function withoutTables(layout: Mp4Layout): Problem {
  return problem(
    'audio-incomplete',
    layout.isCut
      ? 'The MP4 file is cut short: the tables that say where its audio lies are missing.'
      : 'The MP4 file holds no audio that its tables point to.',
    'It is tried again later; if it stays so, the publisher must upload the file again.',
  );
}

function overdrawn(): Problem {
  return problem(
    'audio-is-not-audio',
    'The tables of the MP4 file name more bytes of audio than the file has.',
    'Open the enclosure address of the episode; the publisher may have to upload it again.',
  );
}

function notAac(codec: string): Problem {
  return problem(
    'container-not-supported',
    `The audio is ${codec} in MP4, which this version cannot cut.`,
    'Update podcast-transcriber and run with mode retry-failed; MP3 files always work.',
  );
}
