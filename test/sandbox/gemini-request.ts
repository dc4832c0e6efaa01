import { fixture, plainError } from './gemini-errors.ts';
import type { ErrorAnswer } from './gemini-errors.ts';

/** Models that the sandbox serves, with the thinking levels that they take. */
const MODELS: Readonly<Record<string, readonly string[]>> = {
  'gemini-3.8-flash': ['low', 'medium', 'high'],
  'gemini-3.7-flash': ['low', 'medium', 'high'],
  'gemini-3.6-flash': ['minimal', 'low', 'medium', 'high'],
  'gemini-3.5-flash': ['minimal', 'low', 'medium', 'high'],
  'gemini-3.5-flash-lite': ['minimal', 'low', 'medium', 'high'],
  'gemini-3.1-flash-lite': ['minimal', 'low', 'medium', 'high'],
  'gemini-3.1-pro': ['low', 'high'],
  'gemini-3.5-transcribe': [],
};

/** Models that transcribe and do nothing else: they do not think, and answer in turns. */
const TRANSCRIBERS = new Set(['gemini-3.5-transcribe']);

const ALIASES: Readonly<Record<string, string>> = {
  'gemini-flash-latest': 'gemini-3.8-flash',
  'gemini-flash-lite-latest': 'gemini-3.5-flash-lite',
  'gemini-pro-latest': 'gemini-3.1-pro',
};

/** Names of all models and aliases. */
export const MODEL_NAMES: readonly string[] = [...Object.keys(MODELS), ...Object.keys(ALIASES)];

/** The model that answers for a name, or the refusal of a name that is retired or unknown. */
export function route(name: string): string | ErrorAnswer {
  const model = ALIASES[name] ?? name;
  if (Object.hasOwn(MODELS, model)) return model;
  const retired = /^gemini-(?:1\.|2\.)/u.test(name);
  const { status, body } = fixture(retired ? '404-model-new-users' : '404-model-not-found');
  return { status, body: body.replaceAll(/gemini-(?:2\.0|3\.0)-flash/gu, name) };
}

/** A request to a model, read. */
export interface ReadRequest {
  readonly prompt: string;
  readonly systemInstruction: string;
  readonly generationConfig: Readonly<Record<string, unknown>>;
  readonly maxOutputTokens: number;
  /** Tokens that the model spends on thinking. */
  readonly thoughts: number;
  /** What a model made for transcription is asked. */
  readonly transcription?: { readonly diarization: boolean; readonly wordTimestamps: boolean };
  readonly audio:
    | { readonly kind: 'none' }
    | { readonly kind: 'inline'; readonly bytes: Buffer; readonly mimeType: string }
    | { readonly kind: 'file'; readonly uri: string; readonly mimeType: string };
}

const TOP_FIELDS = new Set([
  'contents',
  'systemInstruction',
  'generationConfig',
  'safetySettings',
  'tools',
  'toolConfig',
  'cachedContent',
]);
const CONFIG_FIELDS = new Set([
  'maxOutputTokens',
  'thinkingConfig',
  'temperature',
  'topP',
  'topK',
  'seed',
  'stopSequences',
  'candidateCount',
  'responseMimeType',
  'responseSchema',
  'responseJsonSchema',
  'mediaResolution',
  'audioTranscriptionConfig',
]);
const TRANSCRIPTION_FIELDS = new Set([
  'languageCodes',
  'customVocabulary',
  'diarization',
  'wordTimestamp',
  'mode',
]);
const AUDIO_TYPES = /^audio\/(?:wav|mp3|mpeg|aiff|aac|ogg|flac)$/u;
const MAX_OUTPUT_TOKENS = 65_536;
const THOUGHTS: Readonly<Record<string, number>> = {
  minimal: 0,
  low: 48,
  medium: 512,
  high: 2_048,
};

type Json = Readonly<Record<string, unknown>>;

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function invalid(message: string): ErrorAnswer {
  return plainError(400, 'INVALID_ARGUMENT', message);
}

function unknownField(value: Json, known: ReadonlySet<string>): ErrorAnswer | undefined {
  const name = Object.keys(value).find((key) => !known.has(key));
  if (name === undefined) return undefined;
  const { status, body } = fixture('400-unknown-field');
  return { status, body: body.replaceAll('enable_thinking', name) };
}

/** Reads a request as strictly as the service does; an answer is its refusal. */
export function readRequest(text: string, model: string): ReadRequest | ErrorAnswer {
  let body: Json;
  try {
    body = object(JSON.parse(text));
  } catch {
    return invalid('Invalid JSON payload received.');
  }
  const config = object(body['generationConfig']);
  const unknown = unknownField(body, TOP_FIELDS) ?? unknownField(config, CONFIG_FIELDS);
  if (unknown !== undefined) return unknown;
  const maxOutputTokens = config['maxOutputTokens'] ?? MAX_OUTPUT_TOKENS;
  if (
    typeof maxOutputTokens !== 'number' ||
    maxOutputTokens < 1 ||
    maxOutputTokens > MAX_OUTPUT_TOKENS
  ) {
    return invalid(`maxOutputTokens must be from 1 to ${MAX_OUTPUT_TOKENS}.`);
  }
  const thinking = readThinking(object(config['thinkingConfig']), model);
  if (typeof thinking !== 'number') return thinking;
  const transcription = readTranscription(object(config['audioTranscriptionConfig']), model);
  if (transcription !== undefined && 'status' in transcription) return transcription;
  const parts = list(body['contents'])
    .flatMap((content) => list(object(content)['parts']))
    .map(object);
  const audio = readAudio(parts);
  if ('status' in audio) return audio;
  const words = (value: readonly Json[]): string =>
    value.map((part) => (typeof part['text'] === 'string' ? part['text'] : '')).join('');
  const prompt = words(parts);
  if (prompt === '' && audio.kind === 'none')
    return invalid('* GenerateContentRequest.contents: contents is not specified');
  return {
    prompt,
    systemInstruction: words(list(object(body['systemInstruction'])['parts']).map(object)),
    generationConfig: config,
    maxOutputTokens,
    thoughts: thinking,
    ...(transcription === undefined ? {} : { transcription }),
    audio,
  };
}

/** Other models pass the field over, and answer as they always do. */
function readTranscription(
  config: Json,
  model: string,
): ReadRequest['transcription'] | ErrorAnswer {
  if (!TRANSCRIBERS.has(model)) return undefined;
  const unknown = unknownField(config, TRANSCRIPTION_FIELDS);
  if (unknown !== undefined) return unknown;
  const diarization = config['diarization'] === true;
  const wordTimestamps = config['wordTimestamp'] === true;
  if (list(config['customVocabulary']).length > 0) {
    if (wordTimestamps) return invalid('custom_vocabulary is incompatible with timestamps.');
    if (diarization) return invalid('custom_vocabulary is incompatible with diarization.');
  }
  return { diarization, wordTimestamps };
}

function readThinking(config: Json, model: string): number | ErrorAnswer {
  if (TRANSCRIBERS.has(model)) {
    return Object.keys(config).length === 0
      ? 0
      : invalid('Thinking is not enabled for this model.');
  }
  const level = config['thinkingLevel'];
  if (level === undefined) return THOUGHTS['low'] ?? 0;
  if (config['thinkingBudget'] !== undefined) {
    return invalid('You can only set only one of thinking budget and thinking level.');
  }
  const name = typeof level === 'string' ? level.toLowerCase() : '';
  if (!(MODELS[model] ?? []).includes(name)) {
    return invalid(`Thinking level ${name.toUpperCase()} is not supported for this model.`);
  }
  return THOUGHTS[name] ?? 0;
}

function readAudio(parts: readonly Json[]): ReadRequest['audio'] | ErrorAnswer {
  for (const part of parts) {
    const inline = object(part['inlineData']);
    const file = object(part['fileData']);
    const type = inline['mimeType'] ?? file['mimeType'];
    const mimeType = typeof type === 'string' ? type : '';
    const data = inline['data'];
    const uri = file['fileUri'];
    if (typeof data !== 'string' && typeof uri !== 'string') continue;
    if (!AUDIO_TYPES.test(mimeType)) return invalid(`Unsupported MIME type: ${mimeType}`);
    if (typeof uri === 'string') return { kind: 'file', uri, mimeType };
    return {
      kind: 'inline',
      bytes: Buffer.from(typeof data === 'string' ? data : '', 'base64'),
      mimeType,
    };
  }
  return { kind: 'none' };
}
