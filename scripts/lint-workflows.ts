/**
 * Checks the workflows and `action.yml` with GitHub's own language service (schema, expressions,
 * inputs of actions), and that actions of others are pinned by commit.
 * Run: `node scripts/lint-workflows.ts [root]`.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ActionsMetadataProvider } from '@actions/languageservice';
import { INPUTS, OUTPUTS } from '../src/config.ts';
import { validate } from './language-service.ts';
import { PINNED_ACTIONS } from './pinned-actions.ts';

/** Stands for `uses: ./` while a workflow is checked, so that our own inputs are checked too. */
const OWN = 'own/podcast-transcriber@v1';

const provider: ActionsMetadataProvider = {
  fetchActionMetadata: async ({ owner, name }) => {
    if (`${owner}/${name}` === 'own/podcast-transcriber') {
      return {
        name,
        description: '',
        inputs: Object.fromEntries(INPUTS.map((one) => [one.name, { description: '' }])),
        outputs: Object.fromEntries(OUTPUTS.map((one) => [one.name, { description: '' }])),
      };
    }
    const known = PINNED_ACTIONS.find((one) => one.name === `${owner}/${name}`);
    if (known === undefined) return undefined;
    return {
      name,
      description: '',
      inputs: Object.fromEntries(known.inputs.map((one) => [one, { description: '' }])),
    };
  },
};

/** What is wrong in one file, as lines `file:line: message`. */
export async function lintFile(file: string, text: string): Promise<string[]> {
  const checked = text.replaceAll(/^(\s*(?:- )?uses:\s*)\.\/\s*$/gm, `$1${OWN}`);
  const diagnostics = await validate(file, checked, provider);
  return [
    ...diagnostics.map((one) => `${file}:${one.range.start.line + 1}: ${textOf(one.message)}`),
    ...unpinned(file, text),
  ];
}

/** A message is text, or text with markup. */
function textOf(message: string | { readonly value: string }): string {
  return typeof message === 'string' ? message : message.value;
}

function unpinned(file: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const uses = /^\s*(?:- )?uses:\s*(\S+)\s*(?:#\s*(.*))?$/.exec(line);
    const [, target = '', comment = ''] = uses ?? [];
    if (uses === null || target === './') return [];
    const known = PINNED_ACTIONS.find((one) => target.startsWith(`${one.name}@`));
    const where = `${file}:${index + 1}`;
    if (known === undefined) return [`${where}: ${target} is not in scripts/pinned-actions.ts`];
    if (target !== `${known.name}@${known.sha}` || comment.trim() !== known.version) {
      return [`${where}: pin it as ${known.name}@${known.sha} # ${known.version}`];
    }
    return [];
  });
}

/** What is wrong in all of them. */
export async function lintWorkflows(root: string): Promise<string[]> {
  const folder = '.github/workflows';
  const names = (await readdir(path.join(root, folder))).filter((name) => /\.ya?ml$/.test(name));
  const files = [...names.sort().map((name) => `${folder}/${name}`), 'action.yml'];
  const lines = await Promise.all(
    files.map(async (file) => lintFile(file, await readFile(path.join(root, file), 'utf8'))),
  );
  return lines.flat();
}

if (import.meta.main) {
  const lines = await lintWorkflows(process.argv[2] ?? path.join(import.meta.dirname, '..'));
  for (const line of lines) console.log(line);
  process.exitCode = lines.length > 0 ? 1 : 0;
}
