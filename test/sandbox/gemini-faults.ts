import { hhmmss, mmss, plainLines } from './gemini-answer.ts';
import type { AnswerLine } from './gemini-answer.ts';

/** What a fault rule can look at. */
export interface RequestFacts {
  /** Position among all requests to models, from 0. */
  readonly index: number;
  /** Epoch ms of the sandbox's clock. */
  readonly at: number;
  readonly key: string;
  readonly project: string;
  readonly model: string;
  readonly modelVersion: string;
  /** Absent without audio. */
  readonly episode?: string;
  readonly startSec?: number;
  readonly endSec?: number;
  readonly prompt: string;
}

/** How an answer goes wrong on the wire, before or instead of its words. */
export type WireFault =
  /** Any status and body; an object is sent as JSON. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** A body of `test/fixtures/gemini-errors`, without `.json`; `inArray` wraps it. */
  | {
      readonly kind: 'fixture';
      readonly name: string;
      readonly inArray?: boolean;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'redirect'; readonly location: string; readonly status?: number }
  /** The connection is closed without an answer. */
  | { readonly kind: 'hang-up' }
  /** Nothing comes; with `afterEvents`, nothing more after so many events. Ends when the client goes. */
  | { readonly kind: 'stall'; readonly afterEvents?: number }
  /** The connection breaks after so many bytes of events. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** An error after so many events (1 by default); `bare`: not as an event. */
  | {
      readonly kind: 'error-inside';
      readonly afterEvents?: number;
      readonly body?: unknown;
      readonly bare?: boolean;
    }
  /** The stream ends as if all were well, without a finish reason. */
  | { readonly kind: 'no-finish' }
  /** The prompt is blocked: no candidates. */
  | { readonly kind: 'block'; readonly reason?: string }
  /** Answers rightly, once this promise is kept. */
  | { readonly kind: 'hold'; readonly until: Promise<unknown> };

/** How the words of an answer go wrong. */
export type WordFault =
  /** Ends by this reason, after this share of the words (all by default). */
  | { readonly kind: 'finish'; readonly reason: string; readonly share?: number }
  /** Half of the words (or this share), then MAX_TOKENS. */
  | { readonly kind: 'max-tokens'; readonly share?: number }
  | { readonly kind: 'refusal'; readonly text?: string }
  /** Repeats a phrase after half of the words: so often, else up to the token limit. */
  | { readonly kind: 'loop'; readonly phrase?: string; readonly times?: number }
  /** Leaves out what was said in so many seconds, from the middle or from `atSec` of the chunk. */
  | { readonly kind: 'hole'; readonly seconds: number; readonly atSec?: number }
  /** STOP although only this much of the chunk was written down, seconds. */
  | { readonly kind: 'early-stop'; readonly afterSec: number }
  /** Stamps of the last third lie behind the end of the chunk. */
  | { readonly kind: 'past-end' }
  /** Minutes and seconds written as hours and minutes. */
  | { readonly kind: 'hour-confusion' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'echo' }
  /** The words are right, the form is another. */
  | { readonly kind: 'style'; readonly style: 'hours' | 'fractions' | 'fence' | 'vtt' | 'json' }
  /** A part with the model's thoughts comes first. */
  | { readonly kind: 'thoughts'; readonly text?: string }
  | { readonly kind: 'speakers'; readonly names: Readonly<Record<string, string>> }
  | { readonly kind: 'text'; readonly text: string; readonly finishReason?: string }
  | { readonly kind: 'rewrite'; readonly rewrite: (text: string, facts: RequestFacts) => string };

export type Fault = WireFault | WordFault;

/** What a fault applies to; a value fits when all that it names fits. */
export interface FaultMatch {
  readonly index?: number | readonly number[];
  readonly key?: string;
  readonly project?: string;
  /** As asked for or as routed. */
  readonly model?: string;
  readonly episode?: string;
  /** The chunk holds this second of the episode. */
  readonly holdsSec?: number;
}

/** A fault on demand. A function as `match` decides by itself; `times`: how often it strikes. */
export interface FaultRule {
  readonly match?: FaultMatch | ((facts: RequestFacts) => boolean);
  readonly times?: number;
  readonly fault: Fault;
}

/** True when the rule applies to the request. */
export function strikes(rule: FaultRule, facts: RequestFacts): boolean {
  const { match } = rule;
  if (match === undefined) return true;
  if (typeof match === 'function') return match(facts);
  const { index, holdsSec } = match;
  const inChunk =
    holdsSec === undefined ||
    (facts.startSec !== undefined &&
      facts.endSec !== undefined &&
      facts.startSec <= holdsSec &&
      holdsSec < facts.endSec);
  const indexes = typeof index === 'number' ? [index] : index;
  return (
    inChunk &&
    (indexes === undefined || indexes.includes(facts.index)) &&
    (match.key === undefined || match.key === facts.key) &&
    (match.project === undefined || match.project === facts.project) &&
    (match.model === undefined ||
      match.model === facts.model ||
      match.model === facts.modelVersion) &&
    (match.episode === undefined || match.episode === facts.episode)
  );
}

/** The words of an answer and how it says that it ends. */
export interface Words {
  readonly text: string;
  readonly finishReason: string;
  readonly thoughts?: string;
}

/** What a model says, by the fault that is on it. `limitChars`: what the token limit lets through. */
export function speak(
  lines: readonly AnswerLine[],
  fault: Fault | undefined,
  context: {
    readonly facts: RequestFacts;
    readonly lengthSec: number;
    readonly limitChars: number;
  },
): Words {
  const text = plainLines(lines);
  const stop = (words: string): Words => ({ text: words, finishReason: 'STOP' });
  if (fault === undefined) return stop(text);
  const share = (part: number): string => text.slice(0, Math.round(text.length * part));
  switch (fault.kind) {
    case 'finish':
      return { text: share(fault.share ?? 1), finishReason: fault.reason };
    case 'max-tokens':
      return { text: share(fault.share ?? 0.5), finishReason: 'MAX_TOKENS' };
    case 'refusal':
      return stop(fault.text ?? 'I cannot transcribe the audio you have provided.');
    case 'loop': {
      const phrase = fault.phrase ?? 'I-';
      const times = fault.times ?? Math.ceil(context.limitChars / phrase.length) + 1;
      return stop(share(0.5) + phrase.repeat(times));
    }
    case 'hole': {
      const from = fault.atSec ?? (context.lengthSec - fault.seconds) / 2;
      const until = from + fault.seconds;
      return stop(plainLines(lines.filter((line) => line.atSec < from || line.atSec >= until)));
    }
    case 'early-stop':
      return stop(plainLines(lines.filter((line) => line.atSec < fault.afterSec)));
    case 'past-end': {
      const from = Math.floor((lines.length * 2) / 3);
      const late = (line: AnswerLine, at: number): AnswerLine =>
        at < from ? line : { ...line, atSec: line.atSec + context.lengthSec };
      return stop(plainLines(lines.map(late)));
    }
    case 'hour-confusion':
      return stop(text.replaceAll(/^\[(\d+:\d\d)\]/gmu, '[$1:00]'));
    case 'empty':
      return stop('');
    case 'echo':
      return stop(context.facts.prompt);
    case 'style':
      return stop(inStyle(lines, fault.style, context.lengthSec));
    case 'thoughts':
      return { ...stop(text), thoughts: fault.text ?? 'I will listen to the audio first.' };
    case 'speakers':
      return stop(
        plainLines(
          lines.map((line) => ({ ...line, speaker: fault.names[line.speaker] ?? line.speaker })),
        ),
      );
    case 'text':
      return { text: fault.text, finishReason: fault.finishReason ?? 'STOP' };
    case 'rewrite':
      return stop(fault.rewrite(text, context.facts));
    default:
      return stop(text);
  }
}

type Style = Extract<WordFault, { kind: 'style' }>['style'];

function inStyle(lines: readonly AnswerLine[], style: Style, lengthSec: number): string {
  switch (style) {
    case 'hours':
      return lines
        .map((line) => `[${hhmmss(line.atSec)}] ${line.speaker}: ${line.text}\n`)
        .join('');
    case 'fractions':
      return lines
        .map((line) => `[${mmss(line.atSec)}.250] ${line.speaker}: ${line.text}\n`)
        .join('');
    case 'fence':
      return `\`\`\`text\n${plainLines(lines)}\`\`\`\n`;
    case 'json':
      return JSON.stringify(
        lines.map((line) => ({
          speaker: line.speaker,
          timestamp: mmss(line.atSec),
          content: line.text,
        })),
      );
    case 'vtt':
      return `WEBVTT\n\n${lines
        .map((line, at) => {
          const end = lines[at + 1]?.atSec ?? lengthSec;
          return `${hhmmss(line.atSec)}.000 --> ${hhmmss(Math.max(end, line.atSec + 1))}.000\n<v ${line.speaker}>${line.text}</v>\n`;
        })
        .join('\n')}`;
    default: {
      const unknown: never = style;
      throw new Error(`unknown style ${String(unknown)}`);
    }
  }
}
