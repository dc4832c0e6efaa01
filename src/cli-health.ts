/** `health`, once or as a server. */
import type { Flags } from './cli-flags.ts';
import { print, printJson, withSession, withTools } from './cli-session.ts';
import type { Session, Tools } from './cli-session.ts';
import { age, paint } from './cli-text.ts';
import { checkHealth } from './commands/health.ts';
import type { Health } from './commands/health.ts';
import { serveHealth } from './wire-light.ts';

/** `health`. */
export function healthCommand(flags: Flags): Promise<number> {
  return withSession(flags, { folders: ['state', 'transcripts'] }, (session) =>
    withTools(session, async (tools) => {
      const { listen, host } = flags;
      if (typeof listen === 'number') {
        const address = typeof host === 'string' ? host : '127.0.0.1';
        return await serve(session, tools, { port: listen, host: address });
      }
      const health = await look(session, tools);
      if (session.json) printJson(health);
      else print(healthText(health));
      return health.healthy ? 0 : 1;
    }),
  );
}

const DAY_MS = 24 * 3_600_000;

function look(session: Session, { ports, keys, signal }: Tools): Promise<Health> {
  const { flags } = session;
  const { output, models } = session.settings;
  return checkHealth(ports, {
    stateDir: output.stateDir,
    transcriptsDir: output.transcriptsDir,
    ...(typeof flags['maxQuietDays'] === 'number'
      ? { maxQuietMs: flags['maxQuietDays'] * DAY_MS }
      : {}),
    keys: keys.map(({ fingerprint }) => fingerprint),
    models,
    signal,
  });
}

/** Answers until it is stopped, which is how it is meant to end. */
async function serve(
  session: Session,
  tools: Tools,
  at: { readonly port: number; readonly host: string },
): Promise<number> {
  const server = await serveHealth({
    ...at,
    look: async () => {
      const health = await look(session, tools);
      return { healthy: health.healthy, body: health };
    },
  });
  session.log.info(`Serving ${server.url}; Ctrl+C ends it.`);
  await new Promise<void>((resolve) => {
    tools.signal.addEventListener('abort', () => resolve(), { once: true });
    if (tools.signal.aborted) resolve();
  });
  await server.close();
  return 0;
}

function healthText(health: Health): string {
  const verdict = health.healthy
    ? paint(['bold', 'green'], 'Healthy')
    : paint(['bold', 'red'], 'Not healthy');
  const checks = health.checks.map(
    ({ ok, name, detail }) =>
      `${ok ? paint('green', 'ok   ') : paint('red', 'wrong')}  ${name}: ${detail}`,
  );
  const oldest =
    health.backlogAgeMs === undefined
      ? []
      : [`The oldest episode that waits is ${age(health.backlogAgeMs / 1_000)} old.`];
  return [verdict, ...checks, ...oldest].join('\n');
}
