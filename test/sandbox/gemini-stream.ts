import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { pieces, turnsOf } from './gemini-answer.ts';
import type { TurnOptions } from './gemini-answer.ts';
import { fixture } from './gemini-errors.ts';
import type { ErrorAnswer } from './gemini-errors.ts';
import type { Fault, Words } from './gemini-faults.ts';
import { sendError, sendJson } from './gemini-files.ts';

/** An answer of a model, ready to be sent. */
export interface Reply {
  readonly words: Words;
  readonly modelVersion: string;
  readonly promptTokens: number;
  readonly audioTokens: number;
  readonly outputTokens: number;
  readonly thoughts: number;
  readonly seed: number;
  /** `:streamGenerateContent?alt=sse`; otherwise one JSON object. */
  readonly streamed: boolean;
  /** The model answers in turns. */
  readonly turns?: TurnOptions;
}

/** Sends a reply, as the fault has it. Resolves when the answer has ended, whichever way. */
export async function sendReply(
  response: ServerResponse,
  reply: Reply,
  fault: Fault | undefined,
): Promise<void> {
  if (fault !== undefined) {
    const instead = insteadOf(fault);
    if (instead !== undefined) return sendError(response, instead);
    if (fault.kind === 'hang-up') return void response.destroy();
    if (fault.kind === 'stall' && fault.afterEvents === undefined) return gone(response);
  }
  const parts = events(reply, fault);
  if (!reply.streamed) return sendJson(response, merged(parts));
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  return stream(response, parts, fault);
}

/** An answer that is sent instead of a reply. */
function insteadOf(fault: Fault): ErrorAnswer | undefined {
  switch (fault.kind) {
    case 'status': {
      const body = typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body ?? '');
      return { status: fault.status, body, headers: fault.headers ?? {} };
    }
    case 'fixture': {
      const { status, body } = fixture(fault.name);
      return {
        status,
        body: fault.inArray === true ? `[${body}]` : body,
        headers: fault.headers ?? {},
      };
    }
    case 'redirect':
      return { status: fault.status ?? 307, body: '', headers: { location: fault.location } };
    default:
      return undefined;
  }
}

type Event = Record<string, unknown>;

/** The reply in several events; each repeats the counts so far, the last one tells the reason. */
function events(reply: Reply, fault: Fault | undefined): readonly Event[] {
  const usage = (output: number): Event => ({
    promptTokenCount: reply.promptTokens,
    candidatesTokenCount: output,
    totalTokenCount: reply.promptTokens + output + reply.thoughts,
    promptTokensDetails: [
      { modality: 'TEXT', tokenCount: reply.promptTokens - reply.audioTokens },
      { modality: 'AUDIO', tokenCount: reply.audioTokens },
    ],
    thoughtsTokenCount: reply.thoughts,
  });
  const tail = { modelVersion: reply.modelVersion, responseId: `sandbox-${reply.seed}` };
  if (fault?.kind === 'block') {
    const promptFeedback = { blockReason: fault.reason ?? 'PROHIBITED_CONTENT' };
    return [{ promptFeedback, usageMetadata: usage(0), ...tail }];
  }
  const texts =
    reply.turns === undefined
      ? pieces(reply.words.text, reply.seed).map((text): Event => ({ text }))
      : turnsOf(reply.words.text, reply.turns).map(
          // The words stand in both fields.
          (turn): Event => ({ text: turn.text, audioTranscription: turn }),
        );
  const found: Event[] = [];
  const add = (part: Event | undefined, output: number, finishReason?: string): void => {
    const content = part === undefined ? {} : { content: { parts: [part], role: 'model' } };
    const reason = finishReason === undefined ? {} : { finishReason };
    found.push({
      candidates: [{ ...content, ...reason, index: 0 }],
      usageMetadata: usage(output),
      ...tail,
    });
  };
  if (reply.words.thoughts !== undefined) add({ text: reply.words.thoughts, thought: true }, 0);
  for (const [at, part] of texts.entries()) {
    add(part, Math.round((reply.outputTokens * (at + 1)) / texts.length));
  }
  if (fault?.kind !== 'no-finish') add(undefined, reply.outputTokens, reply.words.finishReason);
  return found;
}

/** All events as the one object of a call that is not streamed. */
function merged(parts: readonly Event[]): Event {
  const candidates = parts.flatMap(
    (part) => (part['candidates'] ?? []) as { content?: { parts: Event[] } }[],
  );
  const all = candidates.flatMap((candidate) => candidate.content?.parts ?? []);
  const last = parts.at(-1) ?? {};
  if (candidates.length === 0) return last;
  return {
    ...last,
    candidates: [{ ...candidates.at(-1), content: { parts: all, role: 'model' } }],
  };
}

async function stream(
  response: ServerResponse,
  parts: readonly Event[],
  fault: Fault | undefined,
): Promise<void> {
  let bytes = 0;
  const limit = fault?.kind === 'cut' ? fault.afterBytes : Infinity;
  const stopAt = stopIndex(fault);
  for (const [at, part] of parts.entries()) {
    if (at === stopAt) break;
    const text = Buffer.from(`data: ${JSON.stringify(part)}\r\n\r\n`);
    const room = Math.min(text.byteLength, limit - bytes);
    bytes += room;
    if (!(await write(response, text.subarray(0, room)))) return;
    if (bytes >= limit) return void response.destroy();
  }
  if (fault?.kind === 'stall') return gone(response);
  if (fault?.kind === 'error-inside') {
    const body = JSON.stringify(fault.body ?? JSON.parse(fixture('503-overloaded').body));
    response.end(fault.bare === true ? `${body}\r\n` : `data: ${body}\r\n\r\n`);
    return undefined;
  }
  response.end();
  return undefined;
}

function stopIndex(fault: Fault | undefined): number {
  if (fault?.kind === 'stall') return fault.afterEvents ?? Infinity;
  return fault?.kind === 'error-inside' ? (fault.afterEvents ?? 1) : Infinity;
}

/** Writes and waits until the bytes are on their way; false when the client has gone. */
async function write(response: ServerResponse, bytes: Buffer): Promise<boolean> {
  if (response.destroyed) return false;
  await new Promise<void>((resolve) => {
    response.write(bytes, () => resolve());
  });
  return !response.destroyed;
}

async function gone(response: ServerResponse): Promise<void> {
  if (!response.destroyed) await once(response, 'close');
}
