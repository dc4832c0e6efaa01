/**
 * The worker thread in which rss-parser runs. It answers each message `{id, xml}` with
 * `{id, tree}` or `{id, error}`; the thread's owner ends it when it takes too long.
 */
import { parentPort } from 'node:worker_threads';
import Parser from 'rss-parser';
import { FEED_FIELDS, ITEM_FIELDS } from '../feed/fields.ts';

/** What the owner sends. */
export interface ParseTask {
  readonly id: number;
  readonly xml: string;
}

/** What the worker answers. */
export type ParseAnswer =
  | { readonly id: number; readonly tree: unknown }
  | { readonly id: number; readonly error: string };

function keepAll(names: readonly string[]): [string, string, { keepArray: true }][] {
  return names.map((name) => [name, name, { keepArray: true }]);
}

const parser = new Parser<Record<string, unknown>, Record<string, unknown>>({
  // `<rss>` without a version occurs.
  defaultRSS: 2,
  // The types of 3.13.0 do not know that a feed's fields take options as an item's do.
  customFields: { feed: keepAll(FEED_FIELDS) as never, item: keepAll(ITEM_FIELDS) },
});

parentPort?.on('message', (task: ParseTask) => {
  parser.parseString(task.xml).then(
    (tree) => answer({ id: task.id, tree }),
    (error: unknown) => {
      // rss-parser stumbles over a document without channel with a TypeError.
      const words = error instanceof TypeError ? 'it has no channel' : String(error);
      answer({ id: task.id, error: words.split('\n', 1)[0]?.slice(0, 200) ?? '' });
    },
  );
});

function answer(message: ParseAnswer): void {
  parentPort?.postMessage(message);
}
