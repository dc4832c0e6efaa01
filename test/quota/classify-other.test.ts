import { describe, expect, it } from 'vitest';
import { classify, classifyReply, withoutSecrets } from '../../src/quota/classify.ts';
import type { FaultKind, ReplyKind } from '../../src/quota/kinds.ts';
import { nextAction } from '../../src/quota/policy.ts';
import type { Action } from '../../src/quota/policies.ts';
import { answered } from './support.ts';

const CONTEXT = { model: 'gemini-flash-latest', now: Date.parse('2026-11-24T12:00:00Z') };

function read(httpStatus: number, body: string): ReturnType<typeof classify> {
  return classify(answered(httpStatus, body), CONTEXT);
}

describe('other refusals', () => {
  const json = (code: number, status: string, message: string, reason?: string): string =>
    JSON.stringify({
      error: { code, status, message, ...(reason === undefined ? {} : { details: [{ reason }] }) },
    });
  const cases: readonly [string, number, string, FaultKind][] = [
    [
      'a stale key',
      401,
      json(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.'),
      'key-invalid',
    ],
    ['an expired credential', 401, json(401, 'UNAUTHENTICATED', 'API key expired.'), 'key-expired'],
    [
      'a disabled API',
      403,
      json(
        403,
        'PERMISSION_DENIED',
        'Generative Language API has not been used in project 1 before or it is disabled.',
        'SERVICE_DISABLED',
      ),
      'key-denied',
    ],
    [
      "another project's file",
      403,
      json(
        403,
        'PERMISSION_DENIED',
        'You do not have permission to access the File 4lc8xd3uqmmf or it may not exist.',
      ),
      'file-forbidden',
    ],
    [
      'a file that expired',
      404,
      json(404, 'NOT_FOUND', 'File files/4lc8xd3uqmmf not found.'),
      'file-not-found',
    ],
    [
      'a file still processing',
      400,
      json(
        400,
        'FAILED_PRECONDITION',
        'The File abc is not in an ACTIVE state and usage is not allowed.',
      ),
      'file-not-ready',
    ],
    [
      'a model without words',
      404,
      json(404, 'NOT_FOUND', 'Requested entity was not found.'),
      'model-gone',
    ],
    [
      'a region',
      400,
      json(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
      'region-denied',
    ],
    [
      'a request too large',
      400,
      json(400, 'INVALID_ARGUMENT', 'Request payload size exceeds the limit: 104857600 bytes.'),
      'too-large',
    ],
    [
      'a malformed request',
      400,
      json(400, 'INVALID_ARGUMENT', 'Unsupported MIME type: audio/mp4'),
      'bad-request',
    ],
    [
      'a deadline under its own status',
      500,
      json(500, 'DEADLINE_EXCEEDED', 'Timed out'),
      'deadline',
    ],
  ];

  it.each(cases)('%s', (_name, status, body, kind) => {
    expect(read(status, body).kind).toBe(kind);
  });

  it('without an answer the transport tells, and nothing is learnt', () => {
    for (const transport of ['network', 'timeout', 'aborted'] as const) {
      const fault = classify(
        { body: '', message: 'connection refused', transport, unsent: true },
        CONTEXT,
      );
      expect(fault).toEqual({
        kind: transport,
        message: expect.stringContaining('connection refused') as unknown,
        model: CONTEXT.model,
        learnt: {},
        unsent: true,
      });
    }
  });

  it('a wish to be left alone for long is cut to a minute where it is not about quota', () => {
    const busy = { ...answered(503, ''), retryAfterMs: 3_600_000 };
    expect(classify(busy, CONTEXT).retryDelayMs).toBe(60_000);
    expect(classify({ ...busy, httpStatus: 429 }, CONTEXT).retryDelayMs).toBe(3_600_000);
  });

  it('a refusal whose body broke off on the way is still the refusal', () => {
    const fault = classify({ ...answered(429, ''), transport: 'network' }, CONTEXT);
    expect(fault.kind).toBe('rate-unknown');
  });
});

describe('messages', () => {
  it('mask a key that the service repeats, whatever it begins with', () => {
    const key = 'AQ.Ab8RN6Lx0fakefakefakeFAKE1234567890';
    const old = 'AIzaSyD0fakefakefakeFAKE1234567890abcde';
    for (const secret of [key, old, '0123456789abcdef0123456789abcdef']) {
      const body = JSON.stringify({
        error: {
          code: 403,
          message: `Consumer 'api_key:${secret}' suspended; ${secret} ?key=${secret}&x`,
        },
      });
      expect(read(403, body).message).not.toContain(secret.slice(4, 20));
    }
  });

  it('keep what people need: models, metrics, addresses', () => {
    const text =
      'models/gemini-3.1-pro-preview-customtools generate_content_free_tier_input_token_count https://ai.google.dev/gemini-api/docs/rate-limits';
    expect(withoutSecrets(text)).toBe(text);
  });

  it('are bounded', () => {
    const body = JSON.stringify({ error: { code: 400, message: 'word '.repeat(10_000) } });
    expect(read(400, body).message.length).toBeLessThan(400);
  });
});

describe('replies', () => {
  const cases: readonly [string, string | undefined, string, ReplyKind, Action][] = [
    ['STOP', undefined, 'words', 'ok', 'accept'],
    ['STOP', undefined, ' \n', 'empty', 'ask-again'],
    ['MAX_TOKENS', undefined, 'words', 'max-tokens', 'halve'],
    ['CUT', undefined, 'words', 'cut', 'ask-again'],
    ['', undefined, 'words', 'cut', 'ask-again'],
    ['MALFORMED_RESPONSE', undefined, '', 'cut', 'ask-again'],
    ['SAFETY', undefined, 'some', 'blocked', 'other-model'],
    ['BLOCKLIST', undefined, '', 'blocked', 'other-model'],
    ['LANGUAGE', undefined, '', 'blocked', 'other-model'],
    ['OTHER', undefined, '', 'blocked', 'other-model'],
    ['OTHER', undefined, 'words', 'cut', 'ask-again'],
    ['RECITATION', undefined, 'some', 'recitation', 'other-model'],
    ['PROHIBITED_CONTENT', undefined, '', 'prohibited', 'other-model'],
    ['SPII', undefined, '', 'spii', 'other-model'],
    ['', 'SAFETY', '', 'blocked', 'other-model'],
    ['CUT', 'OTHER', '', 'blocked', 'other-model'],
    ['', 'PROHIBITED_CONTENT', '', 'prohibited', 'other-model'],
    ['', 'SOMETHING_NEW', '', 'blocked', 'other-model'],
  ];

  it.each(cases)(
    'finish %s, block %s, text %j: %s',
    (finishReason, blockReason, text, kind, first) => {
      const reply = { text, finishReason, ...(blockReason === undefined ? {} : { blockReason }) };
      expect(classifyReply(reply)).toBe(kind);
      const all = { tried: 0, otherKey: true, otherModel: true, halve: true };
      expect(nextAction(kind, all)).toBe(first);
    },
  );
});

describe('the words about a refusal', () => {
  it.each(['""', "''", '{}', ' . '])(
    'are no empty quotes where the answer says nothing: %s',
    (body) => {
      expect(read(503, body).message).not.toMatch(/: (?:""|''|\{\}|\.)$/u);
    },
  );
});
