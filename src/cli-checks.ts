/** `validate-feed`, `validate` and `test-api`. */
import path from 'node:path';
import { listOf } from './cli-flags.ts';
import type { Flags } from './cli-flags.ts';
import { apiText, feedText, transcriptsText } from './cli-print-checks.ts';
import {
  print,
  printJson,
  requireFolder,
  tellFaults,
  withSession,
  withTools,
} from './cli-session.ts';
import type { Session } from './cli-session.ts';
import { checkTranscripts } from './commands/check-transcripts.ts';
import { apiExitCode, testApi } from './commands/test-api.ts';
import { validateFeed } from './commands/validate-feed.ts';
import { makeLocalTree } from './wire-light.ts';

/** `validate-feed <url>`. */
export function validateFeedCommand(url: string, flags: Flags): Promise<number> {
  return withSession(flags, { fetches: true }, (session) =>
    withTools(session, async ({ ports, signal }) => {
      const { settings } = session;
      const rests = isResting(url, session.origins);
      const result = await validateFeed(ports, { url, settings, rests, signal });
      if (!result.ok) {
        tellFaults([result.problem], session);
        return 1;
      }
      if (session.json) printJson(result.value);
      else print(feedText(result.value, typeof flags['limit'] === 'number' ? flags['limit'] : 20));
      // Nothing of it could ever be taken.
      return result.value.episodes.length === 0 ? 1 : 0;
    }),
  );
}

/** True for a show of the config file with `enabled: false`: the settings do not hold it. */
function isResting(url: string, origins: Session['origins']): boolean {
  return origins.some(({ path: name, value }) => {
    if (!/^shows\[\d+\]$/u.test(name) || typeof value !== 'object' || value === null) return false;
    const show = value as { readonly url?: unknown; readonly enabled?: unknown };
    return show.url === url && show.enabled === false;
  });
}

/** `validate [folder]`. */
export function validateCommand(folder: string | undefined, flags: Flags): Promise<number> {
  const folders = folder === undefined ? (['transcripts'] as const) : [];
  return withSession(flags, { folders }, async (session) => {
    const name = folder ?? session.settings.output.transcriptsDir;
    const at = path.resolve(session.folder, name);
    // The default folder may be missing: nothing was transcribed yet.
    if (folder !== undefined) requireFolder(at, folder);
    const tree = makeLocalTree(at);
    const result = await checkTranscripts(tree, session.signal);
    if (session.json) printJson(result);
    else print(transcriptsText(result, name));
    return result.faulty > 0 ? 1 : 0;
  });
}

/** `test-api`. */
export function testApiCommand(flags: Flags): Promise<number> {
  return withSession(flags, { keys: true }, (session) =>
    withTools(session, async ({ ports, keys, signal, last }) => {
      const models = listOf(flags['model']);
      const result = await testApi(ports, {
        settings: session.settings,
        keys,
        ...(models.length === 0 ? {} : { models }),
        force: flags['force'] === true,
        signal,
        last,
      });
      if (session.json) printJson(result);
      else print(apiText(result));
      if (result.unsaved !== undefined) tellFaults([result.unsaved], { ...session, json: false });
      return session.interrupted() === undefined ? apiExitCode(result) : 130;
    }),
  );
}
