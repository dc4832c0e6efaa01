import { expect, it } from 'vitest';
import type { Ports } from '../../src/ports.ts';
import { makeRunWorld } from './run-world.ts';

const URLS = [1, 2, 3, 4].map((number) => `https://audio.example/${number}.mp3`);
const SHOWS = { 'https://feeds.example/one.xml': URLS };

/** Of each episode the model writes down the first three quarters, and refuses to hear the rest. */
function lazy(ports: Ports): Ports {
  const met = new Set<string | undefined>();
  return {
    ...ports,
    model: {
      ...ports.model,
      generate: async (request) => {
        const answer = await ports.model.generate(request);
        if (answer.kind !== 'reply') return answer;
        const title = /Episode \d/u.exec(request.prompt)?.[0];
        const lines = answer.reply.text.split('\n').slice(0, -2);
        const isFirst = !met.has(title);
        met.add(title);
        const text = isFirst
          ? lines.slice(0, Math.ceil(lines.length * 0.75)).join('\n')
          : 'I am sorry, but I cannot transcribe this audio.';
        return { kind: 'reply', reply: { ...answer.reply, text } };
      },
    },
  };
}

// Their last parts once waited for a commit that never came, and took up their workers: after as
// many such episodes as there are workers, the run stood still until its time was over.
it.each([1, 2])('goes on after episodes that lack too much, with %i at once', async (workers) => {
  const world = makeRunWorld(SHOWS);
  const yaml = `models: [gemini-flash-latest]\ntranscription:\n  concurrency: ${workers}`;
  const { report, tookMs } = await world.run({ yaml, between: lazy });
  expect(report?.counts).toMatchObject({ failed: URLS.length, pending: 0 });
  expect(tookMs).toBeLessThan(30 * 60_000);
});
