/** `show-quota` and `stats`. */
import type { Flags } from './cli-flags.ts';
import { quotaText, statsText } from './cli-print-figures.ts';
import { print, printJson, withSession, withTools } from './cli-session.ts';
import { showQuota } from './commands/show-quota.ts';
import { readStats } from './commands/stats.ts';

/** `show-quota`. */
export function quotaCommand(flags: Flags): Promise<number> {
  return withSession(flags, {}, (session) =>
    withTools(session, async ({ ports, keys, signal }) => {
      const view = await showQuota(ports, {
        settings: session.settings,
        keys: keys.map(({ fingerprint }) => fingerprint),
        signal,
      });
      if (session.json) printJson(view);
      else print(quotaText(view));
      return 0;
    }),
  );
}

/** `stats`. */
export function statsCommand(flags: Flags): Promise<number> {
  return withSession(flags, {}, (session) =>
    withTools(session, async ({ ports, keys, signal }) => {
      const stats = await readStats(ports, {
        settings: session.settings,
        keys: keys.map(({ fingerprint }) => fingerprint),
        signal,
      });
      if (session.json) printJson(stats);
      else print(statsText(stats));
      return 0;
    }),
  );
}
