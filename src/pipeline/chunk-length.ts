import type { Settings } from '../config.ts';

/** Length that chunks aim at, seconds. */
export function chunkSecOf(settings: Settings): number {
  const { chunkMs } = settings.transcription;
  return (chunkMs === 'auto' ? AUTO_CHUNK_MS : chunkMs) / 1_000;
}

const AUTO_CHUNK_MS = 600_000;
