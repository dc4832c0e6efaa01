/**
 * The light part of the composition root: what every command needs, the small ones alone. It names
 * adapters that bring nothing with them.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { makeConsoleLog } from './adapters/console-log.ts';
import type { HealthAnswer, HealthServer } from './adapters/health-server.ts';
import { makeLocalTree } from './adapters/local-tree.ts';
import { Fault } from './base/failure.ts';
import { problem } from './base/outcome.ts';
import { configPathOf, resolveSettings } from './config.ts';
import type { SettingsOutcome, SettingsRequest } from './config.ts';

export { makeConsoleLog, makeLocalTree };

/**
 * Serves `/healthz`. Loaded here: a server brings Node's HTTP with it, which takes as long to load
 * as a small command takes in all.
 *
 * @throws Fault when the port cannot be listened on.
 */
export async function serveHealth(options: {
  readonly port: number;
  readonly host: string;
  readonly look: () => Promise<HealthAnswer>;
}): Promise<HealthServer> {
  const server = await import('./adapters/health-server.ts');
  return await server.serveHealth(options);
}

/** Reads the config file of a folder and makes the settings. */
export async function loadSettings(
  folder: string,
  request: Omit<SettingsRequest, 'fileText' | 'filePath'>,
): Promise<SettingsOutcome> {
  const filePath = configPathOf(request.inputs, request.env);
  return resolveSettings({
    ...request,
    filePath,
    fileText: await readText(path.resolve(folder, filePath)),
  });
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new Fault(
      problem(
        'config-unreadable',
        `The config file ${file} cannot be read.`,
        'Check that it is a file and that this user may read it.',
      ),
      { cause: error },
    );
  }
}
