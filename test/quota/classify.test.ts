import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify } from '../../src/quota/classify.ts';
import type { ApiFailureFacts, FaultKind } from '../../src/quota/kinds.ts';
import { POLICIES } from '../../src/quota/policies.ts';
import type { Action } from '../../src/quota/policies.ts';
import type { Limits } from '../../src/quota/types.ts';
import { answered, capturedBodies, capturedBody } from './support.ts';

interface Row {
  readonly kind: FaultKind;
  readonly learnt?: Limits;
  readonly retryDelayMs?: number;
  /** The first action of the policy. */
  readonly first: Action;
}

/** What each captured body means and what is done first about it. */
const TABLE: Record<string, Row> = {
  '400-api-key-expired.json': { kind: 'key-expired', first: 'key-off' },
  '400-api-key-invalid.json': { kind: 'key-invalid', first: 'key-off' },
  '400-token-limit.json': { kind: 'too-many-tokens', first: 'halve' },
  '400-unknown-field.json': { kind: 'unknown-field', first: 'other-model' },
  '402-prepay-depleted.json': { kind: 'prepay-depleted', first: 'key-off' },
  '403-leaked-key.json': { kind: 'key-leaked', first: 'key-off' },
  '403-project-denied.json': { kind: 'key-denied', first: 'key-off' },
  '404-model-new-users.json': { kind: 'model-gone', first: 'other-key' },
  '404-model-not-found.json': { kind: 'model-gone', first: 'other-key' },
  '429-generic-no-details.json': { kind: 'rate-unknown', first: 'other-key' },
  '429-limit-zero-free-gemini-2.0-flash.json': {
    kind: 'limit-zero',
    learnt: { tokensPerMinute: 0, requestsPerMinute: 0, requestsPerDay: 0 },
    first: 'other-key',
  },
  '429-rpd-free-gemini-3.5-flash.json': {
    kind: 'day-requests',
    learnt: { requestsPerDay: 20 },
    first: 'other-key',
  },
  '429-rpd-free-gemini-3.6-flash.json': {
    kind: 'day-requests',
    learnt: { requestsPerDay: 20 },
    first: 'other-key',
  },
  '429-rpm-free-gemini-2.5-pro.json': {
    kind: 'minute-requests',
    learnt: { requestsPerMinute: 2 },
    retryDelayMs: 56_000,
    first: 'other-key',
  },
  '429-tpm-free-gemini-2.5-pro.json': {
    kind: 'minute-tokens',
    learnt: { tokensPerMinute: 250_000 },
    first: 'other-key',
  },
  '429-tpm-paid-gemini-2.5-pro.json': {
    kind: 'minute-tokens',
    learnt: { tokensPerMinute: 10_000 },
    retryDelayMs: 40_000,
    first: 'other-key',
  },
  '429-tpm-paid-gemini-3.1-pro-via-generative-ai-sdk.json': {
    kind: 'minute-tokens',
    learnt: { tokensPerMinute: 1_000_000 },
    retryDelayMs: 45_000,
    first: 'other-key',
  },
  '429-tpm-paid-gemini-3.7-flash.json': {
    kind: 'minute-tokens',
    learnt: { tokensPerMinute: 2_000_000 },
    retryDelayMs: 59_000,
    first: 'other-key',
  },
  '500-internal.json': { kind: 'internal', first: 'wait-briefly' },
  '503-deadline.json': { kind: 'deadline', first: 'wait-briefly' },
  '503-high-demand.json': { kind: 'overloaded', first: 'wait-briefly' },
  '503-overloaded.json': { kind: 'overloaded', first: 'wait-briefly' },
};

const CONTEXT = { model: 'gemini-flash-latest', now: Date.parse('2026-11-24T12:00:00Z') };

const names = Object.keys(capturedBodies());

function read(httpStatus: number, body: string): ReturnType<typeof classify> {
  return classify(answered(httpStatus, body), CONTEXT);
}

describe('every captured body', () => {
  it('has a row in the table', () => {
    expect(Object.keys(TABLE).toSorted()).toEqual(names.toSorted());
  });

  it.each(names)('%s: kind, limits, delay and policy as written', (name) => {
    const row = TABLE[name];
    const fault = read(capturedBodies()[name]?.httpStatus ?? 0, capturedBody(name));
    expect(fault.kind).toBe(row?.kind);
    expect(fault.learnt).toEqual(row?.learnt ?? {});
    expect(fault.retryDelayMs).toBe(row?.retryDelayMs);
    expect(POLICIES[fault.kind].actions[0]).toBe(row?.first);
    expect(fault.message).toMatch(/^gemini-flash-latest: .*HTTP \d{3}/u);
  });

  it.each(names)('%s: wrapped in an array it means the same', (name) => {
    const status = capturedBodies()[name]?.httpStatus ?? 0;
    const body = capturedBody(name);
    expect(read(status, `[${body}\n]`)).toEqual(read(status, body));
  });

  it.each(names)('%s: inside a stream it means the same', (name) => {
    const status = capturedBodies()[name]?.httpStatus ?? 0;
    const line = JSON.stringify(JSON.parse(capturedBody(name)));
    const inStream = classify({ ...answered(200, `data: ${line}\n\n`) }, CONTEXT);
    expect(inStream.kind).toBe(read(status, line).kind);
  });

  it.each(names)(
    '%s: with details, violations and fields in any order it means the same',
    (name) => {
      const status = capturedBodies()[name]?.httpStatus ?? 0;
      const plain = read(status, capturedBody(name));
      const turned = turn(JSON.parse(capturedBody(name)));
      const again = read(status, JSON.stringify(turned));
      expect(again).toEqual(plain);
    },
  );

  it.each(names)("%s: in an SDK's words instead of a body it means the same", (name) => {
    const status = capturedBodies()[name]?.httpStatus ?? 0;
    const { error } = JSON.parse(capturedBody(name)) as {
      error: { message: string; details?: unknown };
    };
    const details = error.details === undefined ? '' : ` ${JSON.stringify(error.details)}`;
    const words = `[GoogleGenerativeAI Error]: Error fetching from https://host/v1beta: [${status} ] ${error.message}${details}`;
    const kind = read(status, words).kind;
    // A refusal in bare words may come from a gateway: it condemns neither key nor model.
    const cautious = details === '' && (status === 403 || status === 404);
    expect(kind).toBe(cautious ? 'unrecognised' : TABLE[name]?.kind);
  });
});

/** Reverses every array and the order of every object's fields. */
function turn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turn).toReversed();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, inner]) => [name, turn(inner)]),
  );
}

describe('cut bodies', () => {
  it('tell a daily refusal once the quota id has begun to say so', () => {
    const body = capturedBody('429-rpd-free-gemini-3.5-flash.json');
    const told = body.indexOf('PerDay') + 'PerDay'.length;
    for (let length = told; length <= body.length; length += 1) {
      expect(read(429, body.slice(0, length)).kind).toBe('day-requests');
    }
  });

  it('tell the limit that the message names before the details come', () => {
    const body = capturedBody('429-limit-zero-free-gemini-2.0-flash.json');
    const fault = read(429, body.slice(0, body.indexOf('"details"')));
    expect(fault.kind).toBe('limit-zero');
    expect(fault.learnt).toEqual({ requestsPerDay: 0 });
  });

  it.each(names)('%s: any cut gives a kind of the same status, and never throws', (name) => {
    const status = capturedBodies()[name]?.httpStatus ?? 0;
    const body = capturedBody(name);
    const whole = read(status, body).kind;
    for (let length = 0; length < body.length; length += 7) {
      const { kind } = read(status, body.slice(0, length));
      const lessKnown: readonly FaultKind[] = [
        'rate-unknown',
        'bad-request',
        'unrecognised',
        'overloaded',
        'key-invalid',
        'key-denied',
        'model-gone',
        'minute-requests',
        'minute-tokens',
      ];
      expect([whole, ...lessKnown]).toContain(kind);
    }
  });
});

describe("bodies that are not the service's own", () => {
  const html = '<!doctype html><html><head><title>Error 4xx</title></head></html>';
  const cases: readonly [number, FaultKind, FaultKind][] = [
    [400, 'bad-request', 'bad-request'],
    [401, 'unrecognised', 'key-invalid'],
    [402, 'prepay-depleted', 'prepay-depleted'],
    [403, 'unrecognised', 'unrecognised'],
    [404, 'unrecognised', 'unrecognised'],
    [408, 'deadline', 'deadline'],
    [413, 'too-large', 'too-large'],
    [429, 'rate-unknown', 'rate-unknown'],
    [418, 'unrecognised', 'unrecognised'],
    [500, 'internal', 'internal'],
    [502, 'overloaded', 'overloaded'],
    [503, 'overloaded', 'overloaded'],
    [504, 'deadline', 'deadline'],
    [529, 'overloaded', 'overloaded'],
    [599, 'internal', 'internal'],
    [302, 'unrecognised', 'unrecognised'],
  ];

  it.each(cases)('HTTP %i: HTML is %s, nothing is %s', (status, forHtml, forNothing) => {
    expect(read(status, html).kind).toBe(forHtml);
    expect(read(status, '').kind).toBe(forNothing);
    expect(read(status, '  \n').kind).toBe(forNothing);
  });

  it('never switch a key off or condemn a model by HTML', () => {
    for (let status = 400; status < 600; status += 1) {
      expect(
        POLICIES[read(status, html).kind].actions.filter((action) => action === 'key-off'),
      ).toEqual(status === 402 ? ['key-off'] : []);
      expect(read(status, html).kind).not.toBe('model-gone');
    }
  });

  it('are read whatever they hold, without throwing', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.json().map((json) => `{"error":${json}}`),
    );
    fc.assert(
      fc.property(anything, fc.integer({ min: 100, max: 699 }), (body, status) => {
        const fault = read(status, body);
        expect(POLICIES[fault.kind].meaning).not.toBe('');
        expect(fault.message).not.toMatch(/[\n\r]/u);
      }),
    );
  });

  it('are read in linear time, however hostile', () => {
    const hostile = [
      '"message":"'.repeat(5_000),
      '\\'.repeat(65_000),
      '[{'.repeat(30_000),
      '"a" '.repeat(16_000),
    ];
    // A quadratic reading of these would outlast the test's own deadline.
    for (const body of hostile) expect(read(429, body).kind).toBe('rate-unknown');
  });
});

describe('refusals by quota', () => {
  function violation(quotaId: string, quotaValue?: string | number): Record<string, unknown> {
    return {
      quotaMetric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests',
      quotaId,
      quotaDimensions: { model: 'gemini-3.8-flash', location: 'global' },
      ...(quotaValue === undefined ? {} : { quotaValue }),
    };
  }
  function body(
    violations: unknown,
    message = 'You exceeded your current quota.',
    delay = '5s',
  ): string {
    return JSON.stringify({
      error: {
        code: 429,
        message,
        status: 'RESOURCE_EXHAUSTED',
        details: [
          { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations },
          { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: delay },
        ],
      },
    });
  }
  const DAY = 'GenerateRequestsPerDayPerProjectPerModel-FreeTier';
  const MINUTE = 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier';
  const TOKENS = 'GenerateContentInputTokensPerModelPerMinute-FreeTier';

  it('a day wins over a minute in whatever order, and its short delay is not believed', () => {
    for (const violations of [
      [violation(MINUTE, '5'), violation(DAY, '20')],
      [violation(DAY, '20'), violation(MINUTE, '5')],
    ]) {
      const fault = read(429, body(violations));
      expect(fault.kind).toBe('day-requests');
      expect(fault.retryDelayMs).toBeUndefined();
      expect(fault.learnt).toEqual({ requestsPerDay: 20, requestsPerMinute: 5 });
    }
  });

  it("the paid tier's ids, tokens a day, and numbers for strings are understood", () => {
    expect(
      read(429, body([violation('GenerateRequestsPerDayPerProjectPerModel', 1500)])).learnt,
    ).toEqual({
      requestsPerDay: 1500,
    });
    expect(
      read(429, body([violation('GenerateContentInputTokensPerModelPerDay', '5000000')])).kind,
    ).toBe('day-tokens');
    const both = read(429, body([violation(MINUTE, '5'), violation(TOKENS, '250000')]));
    expect(both.kind).toBe('minute-tokens');
    expect(both.learnt).toEqual({ requestsPerMinute: 5, tokensPerMinute: 250_000 });
  });

  it('without a value a day is a day, not a missing allowance', () => {
    const fault = read(429, body([violation(DAY)]));
    expect(fault.kind).toBe('day-requests');
    expect(fault.learnt).toEqual({});
  });

  it('a limit of 0 is told by the value or by the message, and not by 0 inside another number', () => {
    expect(read(429, body([violation(DAY, '0')])).kind).toBe('limit-zero');
    const said = (limit: string): string =>
      `Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: ${limit}, model: gemini-3.8-flash`;
    expect(read(429, body([violation(DAY)], said('0'))).kind).toBe('limit-zero');
    expect(read(429, body([violation(DAY)], said('20'))).kind).toBe('day-requests');
    expect(read(429, body([violation(DAY)], said('20'))).learnt).toEqual({ requestsPerDay: 20 });
    expect(read(429, body([violation(DAY)], said('05000'))).kind).toBe('day-requests');
  });

  it("a limit that the message's lines do not agree on stays unknown", () => {
    const line = (limit: number): string =>
      `Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: ${limit}`;
    const fault = read(429, body([violation(DAY)], `${line(5)}\n${line(20)}`));
    expect(fault.kind).toBe('day-requests');
    expect(fault.learnt).toEqual({});
  });

  it('names the model whose quota it is when that is not the one asked for', () => {
    expect(read(429, body([violation(MINUTE, '5')])).quotaModel).toBe('gemini-3.8-flash');
    const same = classify(answered(429, body([violation(MINUTE, '5')])), {
      ...CONTEXT,
      model: 'gemini-3.8-flash',
    });
    expect(same.quotaModel).toBeUndefined();
  });

  it.each([
    ['5s', 5_000],
    ['39.915086254s', 39_916],
    ['420ms', 420],
    ['1h2m3.5s', 3_723_500],
    ['soon', undefined],
    ['-5s', undefined],
  ])('a delay of %s is %s ms', (delay, expected) => {
    expect(read(429, body([violation(MINUTE, '5')], 'Quota.', delay)).retryDelayMs).toBe(expected);
  });

  it('the delay is taken from the message, then from Retry-After, when no detail has it', () => {
    const bare = (message: string): string => JSON.stringify({ error: { code: 429, message } });
    const said = bare('Quota exceeded. Please retry in 12.5s.');
    expect(read(429, said).retryDelayMs).toBe(12_500);
    const header: ApiFailureFacts = { ...answered(429, bare('Slow down')), retryAfterMs: 7_000 };
    expect(classify(header, CONTEXT).retryDelayMs).toBe(7_000);
  });

  it('a refusal that names its period only in words is understood', () => {
    const said = JSON.stringify({
      error: {
        code: 429,
        message: "Quota exceeded for quota metric 'Requests' and limit 'Requests per day'",
      },
    });
    expect(read(429, said).kind).toBe('day-requests');
  });

  it('used up credit is that under its older status too', () => {
    const old = capturedBody('402-prepay-depleted.json').replaceAll('402', '429');
    expect(read(429, old).kind).toBe('prepay-depleted');
  });

  it('an error nested as text in another one is read', () => {
    const inner = capturedBody('429-rpd-free-gemini-3.5-flash.json');
    const outer = JSON.stringify({
      error: { code: 429, message: inner, status: 'Too Many Requests' },
    });
    expect(read(429, outer).kind).toBe('day-requests');
  });
});
