import type { FaultKind, ReplyKind } from './kinds.ts';

/** What can be done about an outcome. */
export type Action =
  | 'accept'
  | 'wait-briefly'
  | 'ask-again'
  | 'other-key'
  | 'other-model'
  | 'halve'
  | 'defer'
  | 'key-off'
  | 'fail';

/** The written policy for one kind of outcome. */
export interface Policy {
  /** What happened, as a phrase. */
  readonly meaning: string;
  /** What to do, the first that is possible: see `nextAction`. */
  readonly actions: readonly Action[];
  /** How often `wait-briefly` and `ask-again` may be tried for one chunk, each; then the next action. */
  readonly tries: number;
  /** True when the breaker of the model counts it. Quota and content never do. */
  readonly serviceFault: boolean;
  /**
   * Whether the service counts the request. Errors 400 and 500 are counted though not charged
   * (ai.google.dev/gemini-api/docs/billing); `unknown` keeps it in the minute, which costs a pause at
   * most, and leaves it out of the day, which would cost a request that is still allowed.
   */
  readonly quotaSpent: 'yes' | 'no' | 'unknown';
  /** Whether an episode that fails of it may be tried again by a later run. */
  readonly retryable: boolean;
  /** True when an uploaded file must be sent again before the chunk is. */
  readonly uploadAgain?: boolean;
  /** One sentence for the user. */
  readonly remedy: string;
}

const NOTHING_TO_DO = 'Nothing to do: the next run goes on from here.';
const NEW_KEY = 'Make a new key in Google AI Studio, put it into the secret and remove this one.';

const minute = (what: string): Policy => ({
  meaning: `the minute's ${what} are used up`,
  actions: ['other-key', 'wait-briefly', 'other-model', 'defer'],
  tries: 10,
  serviceFault: false,
  quotaSpent: 'no',
  retryable: true,
  remedy: NOTHING_TO_DO,
});

const day = (what: string): Policy => ({
  meaning: `the day's ${what} are used up`,
  actions: ['other-key', 'other-model', 'defer'],
  tries: 0,
  serviceFault: false,
  quotaSpent: 'no',
  retryable: true,
  remedy: `${NOTHING_TO_DO} Keys of further Google projects, or billing, raise the day's quota.`,
});

const deadKey = (meaning: string, remedy: string): Policy => ({
  meaning,
  actions: ['key-off', 'other-key', 'fail'],
  tries: 0,
  serviceFault: false,
  quotaSpent: 'no',
  retryable: true,
  remedy,
});

const service = (meaning: string, quotaSpent: Policy['quotaSpent']): Policy => ({
  meaning,
  actions: ['wait-briefly', 'other-model', 'defer'],
  tries: 3,
  serviceFault: true,
  quotaSpent,
  retryable: true,
  remedy: NOTHING_TO_DO,
});

const refusedRequest = (meaning: string, remedy: string): Policy => ({
  meaning,
  actions: ['other-model', 'fail'],
  tries: 0,
  serviceFault: false,
  quotaSpent: 'yes',
  retryable: false,
  remedy,
});

const tooBig = (meaning: string): Policy => ({
  meaning,
  actions: ['halve', 'other-model', 'fail'],
  tries: 0,
  serviceFault: false,
  quotaSpent: 'yes',
  retryable: false,
  remedy: 'Set a shorter chunk length.',
});

const lostFile = (meaning: string, actions: readonly Action[]): Policy => ({
  meaning,
  actions,
  tries: 2,
  serviceFault: false,
  quotaSpent: 'no',
  retryable: true,
  uploadAgain: actions[0] === 'ask-again',
  remedy: NOTHING_TO_DO,
});

const FAULT_POLICIES: Record<FaultKind, Policy> = {
  'minute-requests': minute('requests'),
  'minute-tokens': minute('tokens'),
  'day-requests': day('requests'),
  'day-tokens': day('tokens'),
  'limit-zero': {
    meaning: 'the project has no allowance for this model',
    actions: ['other-key', 'other-model', 'fail'],
    tries: 0,
    serviceFault: false,
    quotaSpent: 'no',
    retryable: true,
    remedy: 'Choose a model that the free tier offers, or turn on billing for the project.',
  },
  'rate-unknown': {
    ...minute('requests'),
    meaning: 'a quota is used up, the service does not say which',
    tries: 2,
  },
  'prepay-depleted': {
    meaning: 'the prepaid credit of the project is used up',
    actions: ['key-off', 'other-key', 'defer'],
    tries: 0,
    serviceFault: false,
    quotaSpent: 'no',
    retryable: true,
    remedy: 'Top up the credit or raise the spending cap in Google AI Studio.',
  },
  'key-invalid': deadKey('the key is not valid', NEW_KEY),
  'key-expired': deadKey('the key has expired', NEW_KEY),
  'key-leaked': deadKey('the key was reported as leaked', NEW_KEY),
  'key-denied': deadKey(
    'the key or its project is denied access',
    'Check in Google AI Studio that the project is active, the Gemini API enabled and the key unrestricted.',
  ),
  'region-denied': deadKey(
    'the service is not offered where this runs',
    'Run on a machine in a supported region, or turn on billing for the project.',
  ),
  'model-gone': {
    meaning: 'the model is not offered',
    actions: ['other-key', 'other-model', 'fail'],
    tries: 0,
    serviceFault: false,
    quotaSpent: 'no',
    retryable: true,
    remedy: 'Name a current model in the configuration.',
  },
  'too-many-tokens': tooBig('the audio has more tokens than the model takes'),
  'too-large': tooBig('the request is larger than the service takes'),
  'unknown-field': refusedRequest(
    'the service does not know a field of the request',
    'Update the action; report it if it is the newest.',
  ),
  'bad-request': refusedRequest(
    'the service refuses the request as malformed',
    'Look at the message; report it if the audio plays.',
  ),
  overloaded: service('the model is overloaded', 'unknown'),
  deadline: service('the service did not answer within its own deadline', 'yes'),
  internal: service('the service had an internal error', 'yes'),
  network: {
    ...service('the connection failed', 'unknown'),
    remedy:
      'If it stays so, check `gemini.baseUrl`, any proxy on the way and the name service; the next run goes on from here.',
  },
  timeout: service('no answer came in time', 'yes'),
  aborted: {
    meaning: 'the request was given up by this run',
    actions: ['defer'],
    tries: 0,
    serviceFault: false,
    quotaSpent: 'yes',
    retryable: true,
    remedy: NOTHING_TO_DO,
  },
  'file-not-found': lostFile('the uploaded audio is gone', ['ask-again', 'fail']),
  'file-forbidden': lostFile('the uploaded audio belongs to the project of another key', [
    'ask-again',
    'fail',
  ]),
  'file-not-ready': lostFile('the uploaded audio is still being processed', [
    'wait-briefly',
    'ask-again',
    'fail',
  ]),
  unrecognised: {
    meaning: 'the answer is not one that the service is known to give',
    actions: ['ask-again', 'other-key', 'other-model', 'fail'],
    tries: 1,
    serviceFault: false,
    quotaSpent: 'unknown',
    retryable: true,
    remedy: 'Check `gemini-base-url` and any proxy on the way.',
  },
};

const content = (meaning: string, actions: readonly Action[], tries: number): Policy => ({
  meaning,
  actions,
  tries,
  serviceFault: false,
  quotaSpent: 'yes',
  retryable: false,
  remedy: 'Add a further model to the configuration: another one often answers.',
});

const REPLY_POLICIES: Record<ReplyKind, Policy> = {
  ok: {
    meaning: 'an answer',
    actions: ['accept'],
    tries: 0,
    serviceFault: false,
    quotaSpent: 'yes',
    retryable: false,
    remedy: NOTHING_TO_DO,
  },
  empty: content('the answer is empty', ['ask-again', 'other-model', 'fail'], 1),
  cut: {
    ...content('the answer broke off', ['ask-again', 'other-model', 'fail'], 2),
    retryable: true,
    remedy: NOTHING_TO_DO,
  },
  'max-tokens': {
    ...content('the answer reached its length limit', ['halve', 'other-model', 'fail'], 0),
    remedy: 'Set a shorter chunk length.',
  },
  // Deterministic on harmless speech for one model; another one answers.
  blocked: content('the model blocks the content', ['other-model', 'fail'], 0),
  recitation: content('the model stops at known text', ['other-model', 'halve', 'fail'], 0),
  prohibited: content('the model holds the content to be prohibited', ['other-model', 'fail'], 0),
  spii: content('the model holds back personal data', ['other-model', 'halve', 'fail'], 0),
};

/** The policy of every kind. */
export const POLICIES: Readonly<Record<FaultKind | ReplyKind, Policy>> = {
  ...FAULT_POLICIES,
  ...REPLY_POLICIES,
};
