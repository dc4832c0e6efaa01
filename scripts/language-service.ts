/**
 * GitHub's language service for workflows. It is written for bundlers: its modules import JSON
 * files without the attribute that Node asks for. This hook adds it.
 */
import { registerHooks } from 'node:module';
import type { ActionsMetadataProvider } from '@actions/languageservice';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic } from 'vscode-languageserver-types';

registerHooks({
  load: (url, context, nextLoad) => {
    if (!url.endsWith('.json') || !url.includes('/node_modules/@actions/')) {
      return nextLoad(url, context);
    }
    return nextLoad(url, { ...context, importAttributes: { type: 'json' } });
  },
});

// Loaded after the hook is in place; a static import would come before it.
const service = await import('@actions/languageservice');

/** Faults inside the service itself, which it logs and otherwise passes over. */
const faults: string[] = [];
const ignore = (): void => undefined;
service.registerLogger({
  error: (message) => void faults.push(message),
  warn: ignore,
  info: ignore,
  log: ignore,
});

let documents = 0;

/**
 * What the service finds wrong in a workflow or an `action.yml`.
 *
 * @throws Error when the service failed: silence would pass for a clean file.
 */
export async function validate(
  file: string,
  text: string,
  actionsMetadataProvider: ActionsMetadataProvider,
): Promise<Diagnostic[]> {
  // The service remembers documents by their address, so each text gets one of its own.
  documents += 1;
  const document = TextDocument.create(`file:///${documents}/${file}`, 'yaml', 1, text);
  const diagnostics = await service.validate(document, { actionsMetadataProvider });
  const fault = faults.shift();
  if (fault !== undefined) throw new Error(`${file}: ${fault}`);
  return diagnostics;
}
