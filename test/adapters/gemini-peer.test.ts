import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, failureOf, gemini, replyOf } from './gemini-kit.ts';

const TEXT = '[00:00] Ines: Good morning.\n[00:04] Tobias: It came at about four o’clock.\n';

/** A peer that others wrote: a second opinion on the shape of the wire. It knows no Files API. */
describe('against aimock', () => {
  const peer = new LLMock({ port: 0, chunkSize: 7, logLevel: 'silent' });
  beforeAll(async () => {
    peer.onMessage('Write it down.', {
      content: TEXT,
      usage: { prompt_tokens: 640, completion_tokens: 21 },
    });
    peer.onMessage('Think first.', { content: 'Said.', reasoning: 'Unsaid.' });
    peer.onMessage('Say too much.', { content: 'It goes on', finishReason: 'length' });
    peer.onMessage('Refuse.', {
      error: { message: 'Resource has been exhausted.', type: 'RESOURCE_EXHAUSTED' },
      status: 429,
    });
    peer.onMessage('Break off.', { content: TEXT }, { disconnectAfterMs: 1, latency: 50 });
    await peer.start();
  });
  afterAll(() => peer.stop());

  it('a streamed reply is heard whole', async () => {
    const reply = replyOf(await gemini(peer.url).generate(ask()));
    expect(reply).toEqual({
      text: TEXT,
      finishReason: 'STOP',
      usage: { prompt: 640, output: 21, thoughts: 0 },
    });
  });

  it('what was sent is understood: instruction, prompt, limit', async () => {
    await gemini(peer.url).generate(ask({ maxOutputTokens: 777 }));
    const sent = peer.getLastRequest();
    expect(sent?.path).toMatch(/^\/v1beta\/models\/gemini-flash-latest:streamGenerateContent/u);
    expect(sent?.body).toMatchObject({
      stream: true,
      messages: [
        { role: 'system', content: 'You write down what is said.' },
        { role: 'user', content: 'Write it down.' },
      ],
    });
  });

  it('thoughts are not words, and a full house ends by its reason', async () => {
    const thought = replyOf(await gemini(peer.url).generate(ask({ prompt: 'Think first.' })));
    expect(thought.text).toBe('Said.');
    const full = replyOf(await gemini(peer.url).generate(ask({ prompt: 'Say too much.' })));
    expect(full).toMatchObject({ text: 'It goes on', finishReason: 'MAX_TOKENS' });
  });

  it('a refusal brings its status and body', async () => {
    const failure = failureOf(await gemini(peer.url).generate(ask({ prompt: 'Refuse.' })));
    expect(failure.httpStatus).toBe(429);
    expect(failure.body).toContain('Resource has been exhausted.');
    expect(failure.retryAfterMs).toBeGreaterThan(0);
  });

  it('a stream that breaks off is a reply cut short or a failure, never a whole one', async () => {
    const outcome = await gemini(peer.url).generate(ask({ prompt: 'Break off.' }));
    expect(
      outcome.kind === 'reply' ? outcome.reply.finishReason : outcome.failure.transport,
    ).toMatch(/^(?:CUT|network)$/u);
  });
});
