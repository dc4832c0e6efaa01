import { FAULT_KINDS, REPLY_KINDS } from './kinds.ts';
import type { FaultKind, ReplyKind } from './kinds.ts';
import { POLICIES } from './policies.ts';
import type { Action } from './policies.ts';

/** What is possible for a chunk when its policy is applied. */
export interface Possibilities {
  /** How often this chunk has already been tried again for this kind. */
  readonly tried: number;
  /** Another key can serve the same model. */
  readonly otherKey: boolean;
  readonly otherModel: boolean;
  /** The chunk is long enough to be halved. */
  readonly halve: boolean;
}

/**
 * The next action for a chunk. `key-off` is done beside it (the ledger notes the key), so it is
 * never the answer.
 */
export function nextAction(
  kind: FaultKind | ReplyKind,
  possible: Possibilities,
): Exclude<Action, 'key-off'> {
  const { actions, tries } = POLICIES[kind];
  for (const action of actions) {
    switch (action) {
      case 'wait-briefly':
      case 'ask-again':
        if (possible.tried < tries) return action;
        break;
      case 'other-key':
        if (possible.otherKey) return action;
        break;
      case 'other-model':
        if (possible.otherModel) return action;
        break;
      case 'halve':
        if (possible.halve) return action;
        break;
      case 'key-off':
        break;
      case 'accept':
      case 'defer':
      case 'fail':
        return action;
    }
  }
  return 'fail';
}

const ACTION_WORDS: Record<Action, string> = {
  accept: 'take it',
  'wait-briefly': 'wait briefly inside the run',
  'ask-again': 'ask again',
  'other-key': 'another key',
  'other-model': 'another model',
  halve: 'halve the chunk',
  defer: 'defer',
  'key-off': 'switch the key off and say so',
  fail: 'fail the episode',
};

/** All policies as a Markdown page, for the docs. */
export function policyTable(): string {
  const head =
    '| kind | what happened | what is done, the first that is possible | tries | breaker counts it | quota spent | tried by a later run | what you can do |';
  const rule = '|---|---|---|---|---|---|---|---|';
  const rows = (kinds: readonly (FaultKind | ReplyKind)[]): string[] => kinds.map(tableRow);
  return [
    '# What is done about each answer of the model service',
    '',
    'Generated from the code. `tries` bounds the waits and repetitions for one chunk; a daily refusal, a key that is off and a model that is gone are remembered between runs.',
    '',
    '## Refused and failed requests',
    '',
    head,
    rule,
    ...rows(FAULT_KINDS),
    '',
    '## Answers',
    '',
    head,
    rule,
    ...rows(REPLY_KINDS),
    '',
  ].join('\n');
}

function tableRow(kind: FaultKind | ReplyKind): string {
  const policy = POLICIES[kind];
  const cells = [
    `\`${kind}\``,
    policy.meaning,
    policy.actions.map((action) => ACTION_WORDS[action]).join(', ') +
      (policy.uploadAgain === true ? ' (after a new upload)' : ''),
    String(policy.tries),
    policy.serviceFault ? 'yes' : 'no',
    policy.quotaSpent,
    policy.retryable ? 'yes' : 'no',
    policy.remedy,
  ];
  return `| ${cells.join(' | ')} |`;
}
