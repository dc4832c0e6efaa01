import { afterEach, describe, expect, it } from 'vitest';
import type { ServerResponse } from 'node:http';
import type { ApiFailure, Clock, ModelOutcome } from '../../src/ports.ts';
import { makeGemini } from '../../src/adapters/gemini.ts';
import {
  SECRET,
  ask,
  event,
  failureOf,
  gemini,
  handClock,
  loopback,
  replyOf,
  said,
  stream,
} from './gemini-kit.ts';
import type { Loopback, Seen } from './gemini-kit.ts';

const open: Loopback[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function serve(
  handler: (seen: Seen, response: ServerResponse) => unknown,
): Promise<Loopback> {
  const server = await loopback(handler);
  open.push(server);
  return server;
}

/** Serves one stream of raw text and asks once. */
async function heard(raw: string, more: Parameters<typeof ask>[0] = {}): Promise<ModelOutcome> {
  const server = await serve((_, response) => stream(response).end(raw));
  return gemini(server.url).generate(ask(more));
}

describe('a reply', () => {
  it('is the text of all parts, with its reason, version and tokens', async () => {
    const server = await serve((_, response) => {
      stream(response);
      response.write(event(said('[00:00] Ines: Good ')));
      response.end(
        event({
          ...(said('morning.\n', { finishReason: 'STOP' }) as object),
          usageMetadata: { promptTokenCount: 640, candidatesTokenCount: 9, thoughtsTokenCount: 31 },
          modelVersion: 'gemini-3.8-flash',
        }),
      );
    });
    const outcome = await gemini(server.url).generate(ask());
    expect(outcome).toEqual({
      kind: 'reply',
      reply: {
        text: '[00:00] Ines: Good morning.\n',
        finishReason: 'STOP',
        modelVersion: 'gemini-3.8-flash',
        usage: { prompt: 640, output: 9, thoughts: 31 },
      },
    });
  });

  it('leaves the thoughts of the model out of the text', async () => {
    const parts = [{ text: 'I will listen.', thought: true }, { text: 'Hello.' }];
    const reply = replyOf(
      await heard(event({ candidates: [{ content: { parts }, finishReason: 'STOP' }] })),
    );
    expect(reply.text).toBe('Hello.');
  });

  it.each(['RECITATION', 'SAFETY', 'LANGUAGE', 'PROHIBITED_CONTENT', 'SPII', 'MAX_TOKENS'])(
    'keeps the text that stands before a finish by %s',
    async (finishReason) => {
      const reply = replyOf(await heard(event(said('so far', { finishReason }))));
      expect(reply).toMatchObject({ text: 'so far', finishReason });
    },
  );

  it('tells a blocked prompt by its block reason, with no text', async () => {
    const reply = replyOf(
      await heard(
        event({
          promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
          usageMetadata: { promptTokenCount: 7 },
        }),
      ),
    );
    expect(reply).toEqual({
      text: '',
      finishReason: 'PROHIBITED_CONTENT',
      blockReason: 'PROHIBITED_CONTENT',
      usage: { prompt: 7, output: 0, thoughts: 0 },
    });
  });

  it('may be empty when the model says that it is done', async () => {
    expect(replyOf(await heard(event({ candidates: [{ finishReason: 'STOP' }] })))).toMatchObject({
      text: '',
      finishReason: 'STOP',
    });
  });

  it('is read past parts of an unexpected shape', async () => {
    const raw = [
      event(null),
      event([1]),
      event({
        candidates: 'none',
        usageMetadata: { promptTokenCount: -1, candidatesTokenCount: 'x' },
      }),
      event({ candidates: [{ content: { parts: [null, { text: 5 }, { text: 'ok' }] } }] }),
      event({ candidates: [{ finishReason: 'STOP' }], modelVersion: 'x\ny' }),
    ].join('');
    expect(replyOf(await heard(raw))).toEqual({
      text: 'ok',
      finishReason: 'STOP',
      usage: { prompt: 0, output: 0, thoughts: 0 },
    });
  });
});

describe('a stream that does not end well', () => {
  it('is a cut reply when the connection breaks after some text', async () => {
    const server = await serve((_, response) => {
      stream(response).write(event(said('[00:00] Ines: Good')), () => response.destroy());
    });
    expect(replyOf(await gemini(server.url).generate(ask()))).toMatchObject({
      text: '[00:00] Ines: Good',
      finishReason: 'CUT',
    });
  });

  it('is a network failure when it breaks before any text', async () => {
    const server = await serve((_, response) => {
      stream(response).write(
        event(said('thinking', { content: { parts: [{ text: 't', thought: true }] } })),
        () => response.destroy(),
      );
    });
    expect(failureOf(await gemini(server.url).generate(ask()))).toMatchObject({
      transport: 'network',
      unsent: false,
      body: '',
    });
  });

  it('is a cut reply when it ends without a finish reason', async () => {
    expect(replyOf(await heard(event(said('half'))))).toMatchObject({
      text: 'half',
      finishReason: 'CUT',
    });
  });

  it('keeps the finish reason that came before the connection broke', async () => {
    const server = await serve((_, response) => {
      stream(response).write(event(said('whole', { finishReason: 'STOP' })), () =>
        response.destroy(),
      );
    });
    expect(replyOf(await gemini(server.url).generate(ask())).finishReason).toBe('STOP');
  });

  it('is a failure when it ends without having said anything', async () => {
    expect(failureOf(await heard(''))).toMatchObject({ transport: 'network', unsent: false });
  });

  const overloaded = {
    error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' },
  };

  it.each([
    ['as an event', event(overloaded)],
    ['bare, as Google sends some', `${JSON.stringify(overloaded, null, 2)}\n`],
    ['bare in an array', JSON.stringify([overloaded])],
  ])('is a failure by the error inside it: %s', async (_, raw) => {
    const failure = failureOf(await heard(raw));
    expect(failure.httpStatus).toBe(503);
    expect(JSON.parse(failure.body)).toEqual(overloaded);
  });

  it('is a cut reply when an error follows the text', async () => {
    expect(replyOf(await heard(event(said('one')) + event(overloaded)))).toMatchObject({
      text: 'one',
      finishReason: 'CUT',
    });
  });

  it('keeps all that arrived, however suddenly it breaks', async () => {
    const words = Array.from({ length: 60 }, (_, index) => `${index} `);
    const raw = words.map((word) => event(said(word))).join('');
    const reply = replyOf(await heard(`${raw}data: {"candi\n\n`));
    expect(reply).toMatchObject({ text: words.join(''), finishReason: 'CUT' });
  });

  it('is a cut reply when an event is not JSON', async () => {
    expect(
      replyOf(await heard(`${event(said('one'))}data: {"candi\n\n${event(said('two'))}`)),
    ).toMatchObject({
      text: 'one',
      finishReason: 'CUT',
    });
  });
});

describe('events that the SDK cannot read by itself', () => {
  const done = event(said('done', { finishReason: 'STOP' }));

  it.each([
    ['comments between them', `: keep-alive\n\n${done}`],
    ['other fields', `event: message\nid: 7\nretry: 10\n${done}`],
    ['no space after the colon', done.replace('data: ', 'data:')],
    ['line feeds alone', done.replaceAll('\r\n', '\n')],
    ['carriage returns alone', done.replaceAll('\r\n', '\r')],
    ['no blank line at the end', done.trimEnd()],
    ['data on several lines', done.replace(',"finishReason"', '\ndata: ,"finishReason"')],
    ['a closing mark of gateways', `${done}data: [DONE]\n\n`],
  ])('are read with %s', async (_, raw) => {
    expect(replyOf(await heard(raw))).toMatchObject({ text: 'done', finishReason: 'STOP' });
  });

  it('are read with line separators inside the text', async () => {
    const raw = event(said('one\u2028two\u2029three')) + done;
    expect(replyOf(await heard(raw)).text).toBe('one\u2028two\u2029threedone');
  });

  it('are read when they arrive byte by byte', async () => {
    const server = await serve(async (_, response) => {
      stream(response).socket?.setNoDelay(true);
      for (const byte of Buffer.from(event(said('Grüße 🎙')) + done)) {
        await new Promise<void>((resolve) => {
          response.write(Uint8Array.of(byte), () => resolve());
        });
      }
      response.end();
    });
    expect(replyOf(await gemini(server.url).generate(ask())).text).toBe('Grüße 🎙done');
  });

  it('do not end the reply by bytes that are no UTF-8', async () => {
    const server = await serve((_, response) => {
      const [head = '', tail = ''] = event(said('a#b')).split('#');
      stream(response).write(
        Buffer.concat([Buffer.from(head), Buffer.of(0xff), Buffer.from(tail)]),
      );
      response.end(done);
    });
    expect(replyOf(await gemini(server.url).generate(ask()))).toMatchObject({
      text: 'a\ufffdbdone',
      finishReason: 'STOP',
    });
  });

  it('are given up when one of them never ends', async () => {
    const server = await serve((_, response) => {
      stream(response).write(event(said('kept')));
      response.write(`data: ${'x'.repeat(1_200_000)}`);
    });
    expect(replyOf(await gemini(server.url).generate(ask()))).toMatchObject({
      text: 'kept',
      finishReason: 'CUT',
    });
  });
});

describe('a refused request', () => {
  const quota = JSON.stringify({
    error: {
      code: 429,
      message: 'You exceeded your current quota.',
      status: 'RESOURCE_EXHAUSTED',
      details: [{ retryDelay: '38s' }],
    },
  });

  async function refusedWith(
    status: number,
    body: string,
    headers: Record<string, string> = {},
    clock: Clock = handClock(),
  ): Promise<ApiFailure> {
    const server = await serve((_, response) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(body);
    });
    const failure = failureOf(await gemini(server.url, clock).generate(ask()));
    // The adapter never tries again by itself: that is the caller's decision.
    expect(server.seen).toHaveLength(1);
    return failure;
  }

  it.each([
    ['an object', quota],
    ['an array of one', `[${quota}]`],
    ['a page', '<html><body>Bad gateway</body></html>'],
    ['plain text', 'upstream connect error'],
    ['cut JSON', quota.slice(0, 90)],
    ['nothing', ''],
  ])('hands over the body as it came: %s', async (_, body) => {
    expect(await refusedWith(429, body)).toMatchObject({ httpStatus: 429, body, unsent: false });
  });

  it('tells how long to wait, in seconds or by a date', async () => {
    expect((await refusedWith(503, '', { 'retry-after': '7' })).retryAfterMs).toBe(7_000);
    const clock = handClock(Date.UTC(2026, 10, 24, 10, 0, 0));
    const date = 'Tue, 24 Nov 2026 10:00:30 GMT';
    expect((await refusedWith(503, '', { 'retry-after': date }, clock)).retryAfterMs).toBe(30_000);
    expect(await refusedWith(503, '', { 'retry-after': 'soon' })).not.toHaveProperty(
      'retryAfterMs',
    );
  });

  it('keeps at most 64 KiB of the body and reads no more than it needs', async () => {
    const server = await serve((_, response) => {
      response.writeHead(500, { 'content-type': 'text/plain' });
      const more = (): void => {
        while (!response.destroyed && response.write('é'.repeat(8_192)));
        response.once('drain', more);
      };
      more();
    });
    const failure = failureOf(await gemini(server.url).generate(ask()));
    expect(Buffer.byteLength(failure.body)).toBeLessThanOrEqual(65_538);
    expect(failure.body.length).toBeGreaterThan(32_000);
  });

  it('never repeats the key, not even where the service does', async () => {
    const body = JSON.stringify({
      error: { code: 403, message: `key ${SECRET} is denied`, consumer: `api_key:${SECRET}` },
    });
    const failure = await refusedWith(403, body);
    expect(JSON.stringify(failure)).not.toContain(SECRET);
    expect(failure.body).toContain('api_key:***');
  });

  it('never repeats a key that the end of the kept body would cut in two', async () => {
    const failure = await refusedWith(403, `${'x'.repeat(65_536 - 10)}${SECRET}`);
    expect(failure.body).not.toContain(SECRET.slice(0, 6));
  });

  it('is one by an answer that is a page with status 200', async () => {
    expect(
      await refusedWith(200, '<html>Sign in</html>', { 'content-type': 'text/html' }),
    ).toMatchObject({
      httpStatus: 200,
      body: '<html>Sign in</html>',
    });
  });

  it('is one by a redirect, and the key does not go where it points', async () => {
    const thief = await serve((_, response) => response.end());
    const failure = await refusedWith(307, '', { location: `${thief.url}/v1beta` });
    expect(failure).toMatchObject({ httpStatus: 307, unsent: false });
    expect(failure.message).toContain('redirect was not followed');
    expect(thief.seen).toEqual([]);
  });
});

describe('a service that cannot be reached', () => {
  it('leaves the request unsent when the connection is refused', async () => {
    const server = await loopback(() => undefined);
    await server.close();
    const failure = failureOf(await gemini(server.url).generate(ask()));
    expect(failure).toMatchObject({ transport: 'network', unsent: true, body: '' });
    expect(failure.message).toContain('ECONNREFUSED');
  });

  it('leaves the request unsent when the name is unknown', async () => {
    const model = makeGemini({
      baseUrl: 'https://gemini.invalid',
      userAgent: 'test',
      clock: handClock(),
    });
    expect(failureOf(await model.generate(ask()))).toMatchObject({
      transport: 'network',
      unsent: true,
    });
  });

  it('may have heard the request when it hangs up without an answer', async () => {
    const server = await serve((_, response) => response.destroy());
    expect(failureOf(await gemini(server.url).generate(ask()))).toMatchObject({
      transport: 'network',
      unsent: false,
    });
  });
});

describe('time', () => {
  it('ends an answer that never begins at the limit of the whole request', async () => {
    const clock = handClock();
    const server = await serve(() => clock.ring(600_000));
    const failure = failureOf(await gemini(server.url, clock).generate(ask()));
    expect(failure).toMatchObject({ transport: 'timeout', unsent: false });
    expect(clock.pending()).toEqual([]);
  });

  it('ends a stream that falls silent, keeping its text', async () => {
    const clock = handClock();
    const server = await serve((_, response) => {
      stream(response).write(event(said('so far')));
    });
    const asked = gemini(server.url, clock).generate(ask());
    // The watch begins with the head of the answer, and anew with its first part.
    await clock.begun(90_000, 2);
    clock.ring(90_000);
    expect(replyOf(await asked)).toMatchObject({ text: 'so far', finishReason: 'CUT' });
    expect(clock.pending()).toEqual([]);
  });

  it('calls silence before the first word a timeout', async () => {
    const clock = handClock();
    const server = await serve((_, response) => stream(response).flushHeaders());
    const asked = gemini(server.url, clock).generate(ask());
    await clock.begun(90_000, 1);
    clock.ring(90_000);
    expect(failureOf(await asked)).toMatchObject({ transport: 'timeout', unsent: false });
  });

  it('leaves no timer behind after a reply', async () => {
    const clock = handClock();
    const server = await serve((_, response) =>
      stream(response).end(event(said('x', { finishReason: 'STOP' }))),
    );
    await gemini(server.url, clock).generate(ask());
    expect(clock.pending()).toEqual([]);
  });

  it('sends nothing when the signal has already fired', async () => {
    const server = await serve((_, response) => response.end());
    const reason = new Error('stop');
    await expect(
      gemini(server.url).generate(ask({ signal: AbortSignal.abort(reason) })),
    ).rejects.toBe(reason);
    expect(server.seen).toEqual([]);
  });

  it.each(['before the answer', 'inside the answer'])(
    'rejects with the reason when the signal fires %s',
    async (when) => {
      const controller = new AbortController();
      const reason = new Error('stop');
      const hungUp = Promise.withResolvers<void>();
      const server = await serve((_, response) => {
        response.on('close', () => hungUp.resolve());
        if (when === 'inside the answer') stream(response).write(event(said('so far')));
        controller.abort(reason);
      });
      await expect(gemini(server.url).generate(ask({ signal: controller.signal }))).rejects.toBe(
        reason,
      );
      await hungUp.promise;
    },
  );
});
