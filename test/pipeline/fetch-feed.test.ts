import { describe, expect, it } from 'vitest';
import { problem } from '../../src/base/outcome.ts';
import type { Problem } from '../../src/base/outcome.ts';
import { fetchFeed } from '../../src/pipeline/fetch-feed.ts';
import type { FetchFeedOutcome, FetchFeedRequest } from '../../src/pipeline/fetch-feed.ts';
import { HttpBodyError } from '../../src/ports.ts';
import type { Clock, FeedParser, Http, HttpOutcome, HttpRequest, Log } from '../../src/ports.ts';

const URL_OF_FEED = 'https://feeds.test/show.xml?token=hush';
const NOW = Date.UTC(2026, 10, 24);

const XML =
  '<rss version="2.0"><channel><title>A show</title><item><title>One</title><guid>1</guid>' +
  '<enclosure url="/1.mp3" type="audio/mpeg"/></item></channel></rss>';

/** The tree that rss-parser makes of {@link XML}. */
const TREE = {
  title: ['A show'],
  items: [
    {
      title: ['One'],
      guid: '1',
      'aside:enclosure': [{ $: { url: '/1.mp3', type: 'audio/mpeg' } }],
    },
    { title: ['No audio'] },
  ],
};

interface World {
  readonly requests: HttpRequest[];
  readonly parsed: { xml: string; deadlineMs: number }[];
  readonly lines: string[];
  discarded: number;
  run(request?: Partial<FetchFeedRequest>): Promise<FetchFeedOutcome>;
}

interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** Parts; a problem breaks the body there. */
  readonly body?: readonly (string | Problem)[];
  readonly finalUrl?: string;
  readonly permanentUrl?: string;
}

/** A world with one server, whose clock moves only when told. */
function world(
  answer: Answer | HttpOutcome | 'silence',
  parser: Partial<FeedParser> = {},
): World & { pass(): void } {
  let wake: () => void = () => undefined;
  const clock: Clock = {
    now: () => NOW,
    sleep: (_, signal) =>
      new Promise((resolve, reject) => {
        wake = resolve;
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      }),
  };
  const made: World = {
    requests: [],
    parsed: [],
    lines: [],
    discarded: 0,
    run: (request) =>
      fetchFeed(
        { http, parser: { parse, ...parser }, clock, log },
        { url: URL_OF_FEED, deadlineMs: 60_000, signal: new AbortController().signal, ...request },
      ),
  };
  const http: Http = {
    get: (request) => {
      made.requests.push(request);
      if (answer === 'silence') {
        return new Promise((_, reject) => {
          request.signal.addEventListener('abort', () => reject(request.signal.reason));
        });
      }
      return Promise.resolve(
        'kind' in answer ? answer : response(answer, () => (made.discarded += 1)),
      );
    },
  };
  const parse: FeedParser['parse'] = (xml, { deadlineMs }) => {
    made.parsed.push({ xml, deadlineMs });
    return Promise.resolve({ kind: 'parsed', tree: TREE });
  };
  const say = (level: string) => (message: string) => void made.lines.push(`${level}: ${message}`);
  const log: Log = {
    debug: say('debug'),
    info: say('info'),
    warning: say('warning'),
    error: say('error'),
    group: say('group'),
    endGroup: () => undefined,
  };
  return {
    ...made,
    pass: () => wake(),
    get discarded() {
      return made.discarded;
    },
  };
}

function response(answer: Answer, discard: () => void): HttpOutcome {
  return {
    kind: 'response',
    status: answer.status ?? 200,
    headers: answer.headers ?? {},
    finalUrl: answer.finalUrl ?? URL_OF_FEED,
    ...(answer.permanentUrl === undefined ? {} : { permanentUrl: answer.permanentUrl }),
    body: (async function* () {
      for (const part of answer.body ?? [XML]) {
        if (typeof part !== 'string') throw new HttpBodyError(part);
        yield new TextEncoder().encode(part);
      }
    })(),
    discard,
  };
}

function feedOf(outcome: FetchFeedOutcome): Extract<FetchFeedOutcome, { kind: 'feed' }> {
  if (outcome.kind !== 'feed') throw new Error(JSON.stringify(outcome));
  return outcome;
}

function failureOf(outcome: FetchFeedOutcome): Extract<FetchFeedOutcome, { kind: 'failed' }> {
  if (outcome.kind !== 'failed') throw new Error(JSON.stringify(outcome));
  return outcome;
}

describe('a feed', () => {
  it('is read, with its validators, resolved against its last address', async () => {
    const { run, requests, lines } = world({
      headers: { etag: '"1"', 'last-modified': 'Tue, 24 Nov 2026 10:00:00 GMT' },
      finalUrl: 'https://cdn.test/feed/',
      permanentUrl: 'https://cdn.test/feed/',
    });
    const outcome = feedOf(await run());
    expect(outcome.feed).toMatchObject({
      title: 'A show',
      truncated: false,
      episodes: [{ title: 'One', enclosure: { url: 'https://cdn.test/1.mp3' } }],
      dropped: [{ item: 'No audio' }],
    });
    expect(outcome.validators).toEqual({
      etag: '"1"',
      lastModified: 'Tue, 24 Nov 2026 10:00:00 GMT',
    });
    expect(outcome.permanentUrl).toBe('https://cdn.test/feed/');
    expect(requests[0]?.headers).not.toHaveProperty('if-none-match');
    expect(lines).toEqual([
      'debug: feed feeds.test/show.xml: left out No audio: it has no enclosure',
    ]);
  });

  it('is asked for conditionally, and may be unchanged', async () => {
    const { run, requests } = world({ status: 304, body: [] });
    const outcome = await run({ validators: { etag: '"1"', lastModified: 'then' } });
    expect(outcome).toEqual({ kind: 'unchanged' });
    expect(requests[0]?.headers).toMatchObject({
      'if-none-match': '"1"',
      'if-modified-since': 'then',
    });
  });

  it('without sound validators has none', async () => {
    const { run } = world({ headers: { etag: '"\u0001"', 'last-modified': 'x'.repeat(2_000) } });
    expect(feedOf(await run()).validators).toEqual({});
  });

  it.each([
    ['its closing tag is missing', { body: [XML.replace('</channel></rss>', '')] }],
    ['the connection broke', { body: [XML, problem('http-body-cut', 'cut', '')] }],
    ['it is shorter than was promised', { headers: { 'content-length': '100000' } }],
  ])('of which %s is used, marked, and fetched again', async (_, answer: Answer) => {
    const { run, lines } = world({ ...answer, headers: { ...answer.headers, etag: '"1"' } });
    const outcome = feedOf(await run());
    expect(outcome.feed.truncated).toBe(true);
    expect(outcome.feed.episodes).toHaveLength(1);
    expect(outcome.validators).toEqual({});
    expect(lines.join()).toContain('warning: feed feeds.test/show.xml: only 1 episode could');
  });

  it('has its time shared between fetching and parsing', async () => {
    const { run, parsed } = world({});
    await run({ deadlineMs: 1_234 });
    expect(parsed).toMatchObject([{ deadlineMs: 1_234 }]);
    expect(parsed[0]?.xml).toContain('<title>One</title><guid>1</guid>');
  });
});

describe('a failure', () => {
  const statuses: readonly [number, string, boolean][] = [
    [401, 'feed-forbidden', false],
    [403, 'feed-forbidden', false],
    [404, 'feed-not-found', false],
    [410, 'feed-not-found', false],
    [304, 'feed-unexpected-status', false],
    [204, 'feed-unexpected-status', false],
    [302, 'feed-unexpected-status', false],
    [418, 'feed-unexpected-status', false],
    [408, 'feed-server-error', true],
    [429, 'feed-busy', true],
    [500, 'feed-server-error', true],
    [503, 'feed-busy', true],
    [522, 'feed-server-error', true],
  ];

  it.each(statuses)('with status %i is %s, retryable: %s', async (status, code, retryable) => {
    const made = world({ status, body: ['ignored'] });
    const failure = failureOf(await made.run());
    expect([failure.error.code, failure.retryable]).toEqual([code, retryable]);
    expect(failure.error.message).toContain('feeds.test/show.xml');
    expect(failure.error.message).not.toContain('hush');
    expect(failure.error.remedy).not.toBe('');
    expect(made.discarded).toBe(1);
  });

  it.each([
    ['120', NOW + 120_000],
    ['Tue, 24 Nov 2026 10:00:00 GMT', Date.UTC(2026, 10, 24, 10)],
    ['soon', undefined],
  ])('that says Retry-After: %s is not before %s', async (header, expected) => {
    const { run } = world({ status: 429, headers: { 'retry-after': header } });
    expect(failureOf(await run()).notBefore).toBe(expected);
  });

  it.each([
    ['a web page', '<!DOCTYPE html><html><body>Sign in</body></html>', 'feed-is-html', false],
    ['JSON', '{"version":"https://jsonfeed.org/version/1"}', 'feed-is-json', false],
    ['nothing', '', 'feed-empty', true],
    ['white space', ' \n ', 'feed-empty', true],
    ['an OPML list', '<opml version="2.0"></opml>', 'feed-is-opml', false],
    ['other XML', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'feed-not-a-feed', false],
    ['words', 'Not found', 'feed-not-a-feed', false],
  ])('is %s as a feed', async (_, body, code, retryable) => {
    const failure = failureOf(await world({ body: [body] }).run());
    expect([failure.error.code, failure.retryable]).toEqual([code, retryable]);
    expect(failure.error.message).toMatch(/^feed feeds\.test\/show\.xml: /);
  });

  it('of the connection before anything came is told as such', async () => {
    const cut = problem('http-body-cut', 'feeds.test ended the connection', 'wait');
    const failure = failureOf(await world({ body: [cut] }).run());
    expect([failure.error.code, failure.retryable]).toEqual(['http-body-cut', true]);
  });

  it('to connect is handed on', async () => {
    const error = problem('http-refused', 'feeds.test does not take connections', 'wait');
    const failure = failureOf(await world({ kind: 'failed', error, retryable: true }).run());
    expect([failure.error.code, failure.retryable]).toEqual(['http-refused', true]);
  });

  it('by size ends the transfer', async () => {
    const made = world({ body: [XML, 'x'.repeat(1_000), 'never read'] });
    const failure = failureOf(await made.run({ maxBytes: 1_000 }));
    expect([failure.error.code, failure.retryable]).toEqual(['feed-too-large', false]);
    expect(made.discarded).toBe(1);
  });

  it.each([
    ['feed-unreadable', false],
    ['feed-parse-timeout', true],
  ])('of the parser is handed on: %s', async (code, retryable) => {
    const { run } = world(
      {},
      { parse: async () => ({ kind: 'failed', error: problem(code, 'no', 'none') }) },
    );
    const failure = failureOf(await run());
    expect([failure.error.code, failure.retryable]).toEqual([code, retryable]);
  });

  it('is a tree without items', async () => {
    const { run } = world({}, { parse: async () => ({ kind: 'parsed', tree: { title: 'x' } }) });
    expect(failureOf(await run()).error.code).toBe('feed-unreadable');
  });

  it('is a passed deadline', async () => {
    const { run, pass } = world('silence');
    const running = run();
    pass();
    const failure = failureOf(await running);
    expect([failure.error.code, failure.retryable]).toEqual(['feed-timeout', true]);
  });
});

describe('an abort', () => {
  it('rejects with its reason', async () => {
    const stop = new AbortController();
    const running = world('silence').run({ signal: stop.signal });
    const reason = new Error('stop');
    stop.abort(reason);
    await expect(running).rejects.toBe(reason);
  });

  it('before it begins sends nothing', async () => {
    const { run, requests } = world({});
    await expect(run({ signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
    expect(requests).toEqual([]);
  });
});
