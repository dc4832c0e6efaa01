import type { Chunk } from '../audio/types.ts';
import type { Person } from '../feed/types.ts';
import type { ModelReply, ScratchFile } from '../ports.ts';
import { episodeAllowance } from '../quota/backoff.ts';
import { languagesOfEpisode } from '../transcript/episode-language.ts';
import { maxOutputTokens, profileOf, transcriptionAsk } from '../transcript/profiles.ts';
import { buildPrompt } from '../transcript/prompt.ts';
import { untilCut } from '../transcript/read-cut.ts';
import { transcriptionText } from '../transcript/read-transcription.ts';
import type { Segment } from '../transcript/types.ts';
import type { ChunkWork } from './chunk-types.ts';
import type { RunContext } from './context.ts';
import type { ModelJob } from './dispatch-types.ts';

/** The stretch of audio that one request is about. */
export interface JobAudio {
  /** The chunk, or a part of it that was cut out; times from the episode's start. */
  readonly cut: Chunk;
  readonly file: ScratchFile;
  /** Models that are not to be asked. */
  readonly without: readonly string[];
  /** The words before it. */
  readonly previousTail?: string;
  /** Names and labels of voices heard before: they shall be called the same. */
  readonly roster?: readonly string[];
}

/** Words the request for a chunk, or for a part of it that is asked again. */
export function jobOf(run: RunContext, work: ChunkWork, audio: JobAudio): ModelJob {
  const { show, episode, plan } = work;
  const { cut, previousTail, roster = [] } = audio;
  const durationSec = cut.endSec - cut.startSec;
  const language = languageOfChunk(work);
  const prompt = buildPrompt({
    show: {
      title: show.title,
      ...(show.description === undefined ? {} : { description: show.description }),
    },
    episode: {
      title: episode.title,
      ...(episode.description === undefined ? {} : { description: episode.description }),
    },
    ...(language === undefined ? {} : { language }),
    people: [...show.people, ...episode.people],
    vocabulary: show.vocabulary,
    chunk: {
      index: work.chunk.index,
      count: plan.chunks.length,
      startSec: cut.startSec,
      durationSec,
    },
    ...(previousTail === undefined ? {} : { previousTail }),
    ...(roster.length === 0 ? {} : { roster }),
  });
  return {
    label: labelOf(work),
    file: audio.file,
    bytes: cut.bytes,
    mimeType: cut.mimeType,
    durationSec,
    ...prompt,
    maxOutputTokens: (model) => maxOutputTokens(durationSec, profileOf(model)),
    thinkingLevel: (model) => profileOf(model).thinkingLevel,
    transcription: (model) => transcriptionAsk(profileOf(model), language),
    without: [...audio.without, ...tooShort(run, durationSec)],
    episode: `${show.slug}/${episode.id}`,
    maxRequests: Math.min(
      run.settings.transcription.maxRequestsPerEpisode,
      episodeAllowance(plan.chunks.length),
    ),
  };
}

/**
 * The language that a chunk is expected in: the show's, unless the episode's finished chunks have shown
 * another one. Undefined when it is not known, or when several are right.
 */
export function languageOfChunk(work: ChunkWork): string | undefined {
  const [language, ...more] = languagesOfChunk(work);
  return more.length === 0 ? language : undefined;
}

/** The languages that a chunk's words may be in: any of them is right. Empty when nothing is known. */
export function languagesOfChunk({ show, finished }: ChunkWork): readonly string[] {
  return languagesOfEpisode(show.language, finished.values());
}

/** Models of the configuration that take no audio of this length (seconds) in one request. */
function tooShort(run: RunContext, durationSec: number): readonly string[] {
  return run.settings.models.filter((model) => profileOf(model).maxAudioSec < durationSec);
}

/** True when some model that may be asked takes audio of this length, seconds, in one request. */
export function canBeHeard(
  run: RunContext,
  durationSec: number,
  without: readonly string[],
): boolean {
  const none = [...without, ...tooShort(run, durationSec)];
  return run.settings.models.some((model) => !none.includes(model));
}

/**
 * What a model said, in a form that is read the same whatever the model's style, and without what
 * the end of a reply that broke off has torn.
 *
 * @param kept what is known of the chunk
 * @param asked the part of it that was asked about
 */
export function wordsOf(
  { text, transcription, finishReason }: ModelReply,
  kept: readonly Segment[],
  asked: { readonly startSec: number; readonly endSec: number },
): string {
  if (transcription === undefined) return finishReason === 'STOP' ? text : untilCut(text);
  const { startSec, endSec } = asked;
  const within = kept
    .filter((one) => one.endSec > startSec && one.startSec < endSec)
    .map((one) => ({
      ...one,
      startSec: one.startSec - startSec,
      endSec: one.endSec - startSec,
    }));
  return transcriptionText(transcription, within);
}

/** What supports a name: all that is known of the episode. */
export function evidenceOf({ show, episode }: Pick<ChunkWork, 'show' | 'episode'>): {
  readonly people: readonly Person[];
  readonly text: string;
} {
  return {
    people: [...show.people, ...episode.people],
    text: [show.title, show.description, episode.title, episode.description].join('\n'),
  };
}

/** How a chunk is spoken of: `Show: Title, part 3 of 8`. */
export function labelOf(work: ChunkWork): string {
  return `${work.show.title}: ${work.episode.title}, part ${work.chunk.index + 1} of ${work.plan.chunks.length}`;
}

/** Extension of a slice's file. */
export function extensionOf(mimeType: string): string {
  return mimeType.replace(/^audio\//u, '');
}
