import type { ModelReply } from '../ports.ts';
import type { TranscribedTurn, TranscribedWord } from '../transcript/raw.ts';

/** What was heard of an answer so far. */
export interface Heard {
  text: string;
  /** Turns of a model made for transcription. */
  readonly turns: TranscribedTurn[];
  finishReason?: string;
  blockReason?: string;
  modelVersion?: string;
  usage: { prompt: number; output: number; thoughts: number };
  /** An `error` that came inside the stream, as it stood there. */
  error?: Readonly<Record<string, unknown>>;
}

/** Nothing heard yet. */
export function newHeard(): Heard {
  return { text: '', turns: [], usage: { prompt: 0, output: 0, thoughts: 0 } };
}

/**
 * Adds one part of the stream. Candidates are read here and not by the SDK's `text()`, which
 * throws or hides the text depending on the finish reason and joins the model's thoughts to it.
 * Only the first candidate counts. Anything of an unexpected type is passed over.
 */
export function listen(heard: Heard, part: unknown): void {
  if (!isRecord(part)) return;
  if (isRecord(part['error'])) heard.error = part['error'];
  const version = wordIn(part['modelVersion']);
  if (version !== undefined) heard.modelVersion = version;
  if (isRecord(part['promptFeedback'])) {
    const reason = reasonIn(part['promptFeedback']['blockReason']);
    if (reason !== undefined) heard.blockReason = reason;
  }
  const usage = part['usageMetadata'];
  if (isRecord(usage)) {
    // Each part repeats the counts so far; the last one holds.
    heard.usage = {
      prompt: count(usage['promptTokenCount'], heard.usage.prompt),
      output: count(usage['candidatesTokenCount'], heard.usage.output),
      thoughts: count(usage['thoughtsTokenCount'], heard.usage.thoughts),
    };
  }
  const candidates = part['candidates'];
  const candidate: unknown = Array.isArray(candidates) ? candidates[0] : undefined;
  if (!isRecord(candidate)) return;
  const reason = reasonIn(candidate['finishReason']);
  if (reason !== undefined) heard.finishReason = reason;
  const content = candidate['content'];
  if (!isRecord(content) || !Array.isArray(content['parts'])) return;
  for (const one of content['parts'])
    if (isRecord(one) && one['thought'] !== true) hear(heard, one);
}

/** A part with a transcription may repeat its text in the field of ordinary text. */
function hear(heard: Heard, part: Readonly<Record<string, unknown>>): void {
  const turn = turnOf(part['audioTranscription']);
  if (turn !== undefined) heard.turns.push(turn);
  else if (typeof part['text'] === 'string') heard.text += part['text'];
}

/**
 * `{text, speakerLabel, words: [{word, startOffset: '1.100s', endOffset: '2s', speakerLabel}]}`: the
 * messages AudioTranscription and WordInfo of the API reference (2026-08). Undefined without words.
 */
function turnOf(value: unknown): TranscribedTurn | undefined {
  if (!isRecord(value)) return undefined;
  const words = Array.isArray(value['words']) ? value['words'].flatMap(wordOf) : [];
  const text = typeof value['text'] === 'string' ? value['text'] : '';
  if (text === '' && words.length === 0) return undefined;
  return { text, words, ...speakerIn(value['speakerLabel']) };
}

function wordOf(value: unknown): readonly TranscribedWord[] {
  if (!isRecord(value) || typeof value['word'] !== 'string') return [];
  const startSec = offsetIn(value['startOffset']);
  const endSec = offsetIn(value['endOffset']);
  return [
    {
      word: value['word'],
      ...(startSec === undefined ? {} : { startSec }),
      ...(endSec === undefined ? {} : { endSec }),
      ...speakerIn(value['speakerLabel']),
    },
  ];
}

function speakerIn(value: unknown): { readonly speaker?: string } {
  const label = typeof value === 'string' ? value.trim().slice(0, 80) : '';
  return label === '' ? {} : { speaker: label };
}

/** A duration of JSON in protocol buffers (`1.100s`), or plain seconds; undefined when neither. */
function offsetIn(value: unknown): number | undefined {
  const sec =
    typeof value === 'string' && /^\d{1,7}(?:\.\d{1,9})?s?$/u.test(value)
      ? Number.parseFloat(value)
      : value;
  return typeof sec === 'number' && Number.isFinite(sec) && sec >= 0 ? sec : undefined;
}

/**
 * The reply that was heard; undefined when nothing was said that could stand as one: neither a
 * finish reason, nor a block, nor a word. Words without a finish reason are a reply that was cut.
 */
export function replyOf(heard: Heard): ModelReply | undefined {
  const said = heard.text.trim() !== '' || heard.turns.length > 0;
  const finishReason = heard.finishReason ?? (said ? 'CUT' : heard.blockReason);
  if (finishReason === undefined) return undefined;
  return {
    text: heard.text,
    ...(heard.turns.length === 0 ? {} : { transcription: heard.turns }),
    finishReason,
    usage: heard.usage,
    ...(heard.blockReason === undefined ? {} : { blockReason: heard.blockReason }),
    ...(heard.modelVersion === undefined ? {} : { modelVersion: heard.modelVersion }),
  };
}

/**
 * The reply of a model that was asked for turns. Where it gave nothing but text, each of its lines
 * is a turn without speaker and times.
 */
export function inTurns(reply: ModelReply): ModelReply {
  const { text, transcription } = reply;
  if (transcription !== undefined || text.trim() === '') return reply;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return { ...reply, text: '', transcription: lines.map((line) => ({ text: line, words: [] })) };
}

/** True for an object that is neither null nor an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A reason such as `STOP`; what means "none given" counts as none. */
function reasonIn(value: unknown): string | undefined {
  const word = wordIn(value);
  return word === undefined || word.endsWith('_UNSPECIFIED') ? undefined : word;
}

/** A short word on one line: model names and reasons, never more. */
function wordIn(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return /^[\w./:@-]{1,100}$/u.test(value) ? value : undefined;
}

function count(value: unknown, before: number): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : before;
}
