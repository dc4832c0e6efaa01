/**
 * A process that saves change sets until it is killed: three files that always say the same number.
 * Started by the test of the local store as `node local-writer.ts <folder>`.
 */
import { makeLocalStore } from '../../src/adapters/local-store.ts';

const never = new AbortController().signal;
const store = makeLocalStore({
  folder: process.argv[2] ?? '',
  stateDir: 'state',
  transcriptsDir: 'transcripts',
  clock: { now: Date.now, sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
  log: {
    debug: () => undefined,
    info: () => undefined,
    warning: () => undefined,
    error: () => undefined,
    group: () => undefined,
    endGroup: () => undefined,
  },
});
const next = (text: string | undefined): string => `${Number(text ?? '0') + 1}\n`;
for (;;) {
  const paths = ['state/a.json', 'state/feeds/b.json', 'transcripts/x/c.vtt'];
  const files = paths.map((path) => ({ kind: 'merge' as const, path, merge: next }));
  const outcome = await store.commit({ message: 'Count', files }, never);
  process.stdout.write(`${outcome.kind}\n`);
}
