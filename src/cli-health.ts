/** `health`. */
import { paint } from './cli-text.ts';
import { print, printJson, withSession, withTools } from './cli-session.ts';
import type { Flags } from './cli-flags.ts';
import { checkHealth } from './commands/health.ts';

/** `health`. */
export function healthCommand(flags: Flags): Promise<number> {
  return withSession(flags, {}, (session) =>
    withTools(session, async ({ ports, keys, signal }) => {
      const health = await checkHealth(ports, {
        stateDir: session.settings.output.stateDir,
        keys: keys.map(({ fingerprint }) => fingerprint),
        signal,
      });
      if (session.json) printJson(health);
      else {
        for (const { ok, name, detail } of health.checks) {
          print(`${ok ? paint('green', 'ok    ') : paint('red', 'wrong ')} ${name}: ${detail}`);
        }
      }
      return health.healthy ? 0 : 1;
    }),
  );
}
