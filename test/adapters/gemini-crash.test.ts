import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { event, loopback, said, stream } from './gemini-kit.ts';
import type { Loopback } from './gemini-kit.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Runs a module in a process of its own; resolves with its exit code and what it said. */
async function run(code: string): Promise<{ readonly code: number; readonly said: string }> {
  try {
    const args = ['--no-warnings', '--input-type=module', '-e', code];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: root });
    return { code: 0, said: stdout + stderr };
  } catch (error) {
    const failed = error as { code: number; stdout: string; stderr: string };
    return { code: failed.code, said: failed.stdout + failed.stderr };
  }
}

describe('a stream that is cut', () => {
  let server: Loopback;
  beforeAll(async () => {
    server = await loopback((_, response) => {
      stream(response).write(event(said('so far')), () => response.destroy());
    });
  });
  afterAll(() => server.close());

  it('ends a process that uses the SDK as its manual says', async () => {
    const ended = await run(`
      import { GoogleGenerativeAI } from '@google/generative-ai';
      const model = new GoogleGenerativeAI('key').getGenerativeModel({ model: 'm' }, { baseUrl: '${server.url}' });
      const answer = await model.generateContentStream('hello');
      try { for await (const part of answer.stream); } catch { console.log('caught'); }
      process.on('exit', (code) => console.log('exit', code));
    `);
    expect(ended.code).not.toBe(0);
    expect(ended.said).toContain('Error reading from the stream');
  });

  it('does not end a process that uses the adapter', async () => {
    const ended = await run(`
      import { makeGemini } from './src/adapters/gemini.ts';
      import { makeClock } from './src/adapters/clock.ts';
      const model = makeGemini({ baseUrl: '${server.url}', userAgent: 'test', clock: makeClock() });
      const outcome = await model.generate({
        key: { secret: 'key', fingerprint: 'f' }, model: 'm', systemInstruction: '', prompt: 'hello',
        maxOutputTokens: 9, timeoutMs: 60000, idleTimeoutMs: 60000, signal: new AbortController().signal,
      });
      console.log(JSON.stringify(outcome));
    `);
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.said).toContain('"finishReason":"CUT"');
  });
});
