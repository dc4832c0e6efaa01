import type { Problem } from '../base/outcome.ts';
import { assertNever, problem } from '../base/outcome.ts';

/**
 * Why GitHub refused or failed a request, told apart by status, headers and words.
 *
 * - `network`: no answer (refused, broken, timed out); it may have been carried out.
 * - `server`: 5xx or an unreadable answer; it may have been carried out.
 * - `limited`: primary or secondary rate limit; not carried out. `waitMs`: until it may be tried again.
 * - `moved`: the ref is no longer where the commit starts from; the loop rebuilds.
 * - `behind`: an object made a moment ago is not visible yet on the server that was asked.
 * - `rules`: a ruleset or branch protection forbids the push.
 * - `no-ref`, `not-found`, `empty`: nothing there under that name; a repository without commits.
 * - `token`: the token is wrong or has expired. `forbidden`: it may not do that. `archived`: read-only.
 * - `refused`: anything else GitHub says no to.
 */
export type GithubFailureKind =
  | 'network'
  | 'server'
  | 'limited'
  | 'moved'
  | 'behind'
  | 'rules'
  | 'no-ref'
  | 'not-found'
  | 'empty'
  | 'token'
  | 'forbidden'
  | 'archived'
  | 'refused';

/** A failed request. `message` is one line without secrets. */
export interface GithubFailure {
  readonly kind: GithubFailureKind;
  /** Absent when there was no answer. */
  readonly status?: number;
  readonly message: string;
  /** Milliseconds until it may be tried again; of `limited` only. */
  readonly waitMs?: number;
}

/** The facts of an answer that was not a success. Header names are lower case. */
export interface RefusedAnswer {
  readonly status: number;
  readonly message: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** What a secondary limit without `retry-after` asks for, ms (REST documentation, "Exceeding the rate limit"). */
const SECONDARY_WAIT_MS = 60_000;

/** Reads an answer that was not a success. `now` is epoch ms, for limits that name an instant. */
export function classifyAnswer(answer: RefusedAnswer, now: number): GithubFailure {
  const { status } = answer;
  const message = answer.message.replaceAll(/\s+/g, ' ').trim().slice(0, 300);
  const waitMs = limitOf(answer, now);
  if (waitMs !== undefined) return { kind: 'limited', status, message, waitMs };
  return { kind: kindOf(status, message), status, message };
}

function limitOf(answer: RefusedAnswer, now: number): number | undefined {
  if (answer.status !== 403 && answer.status !== 429) return undefined;
  const after = Number(answer.headers['retry-after'] ?? Number.NaN);
  if (Number.isFinite(after)) return Math.max(0, after) * 1000;
  if (answer.headers['x-ratelimit-remaining'] === '0') {
    const reset = Number(answer.headers['x-ratelimit-reset'] ?? Number.NaN);
    return Number.isFinite(reset) ? Math.max(1000, reset * 1000 - now) : SECONDARY_WAIT_MS;
  }
  const limited = answer.status === 429 || /rate limit|abuse detection/i.test(answer.message);
  return limited ? SECONDARY_WAIT_MS : undefined;
}

function kindOf(status: number, message: string): GithubFailureKind {
  if (/rule violations?|protected branch|branch protection/i.test(message)) return 'rules';
  if (status === 401) return 'token';
  if (status >= 500 || status === 408) return 'server';
  if (/archived|read-only/i.test(message) && status === 403) return 'archived';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not-found';
  if (status === 409) return /repository is empty/i.test(message) ? 'empty' : 'moved';
  if (status !== 422) return 'refused';
  if (/not a fast[- ]?forward|reference already exists|reference update failed/i.test(message)) {
    return 'moved';
  }
  if (/reference does not exist/i.test(message)) return 'no-ref';
  // Reads may be served by a replica that has not seen an object written a moment ago.
  if (/(?:object|tree sha|parent sha) does not exist|not a valid tree/i.test(message)) {
    return 'behind';
  }
  return 'refused';
}

/** True when the same request may pass later without anybody mending anything. */
export function mayPass(failure: GithubFailure): boolean {
  switch (failure.kind) {
    case 'network':
    case 'server':
    case 'limited':
    case 'moved':
    case 'behind':
      return true;
    case 'rules':
    case 'no-ref':
    case 'not-found':
    case 'empty':
    case 'token':
    case 'forbidden':
    case 'archived':
    case 'refused':
      return false;
    default:
      return assertNever(failure.kind);
  }
}

/** Where and at what a request failed, for the words of the fault. */
export interface GithubPlace {
  /** `owner/name`. */
  readonly repository: string;
  /** Branch or full ref name. */
  readonly ref: string;
  /** What was being done: `read the branch`, `commit`. */
  readonly doing: string;
}

/** Code, cause in words and remedy of each kind. */
const WORDS: Readonly<
  Record<
    GithubFailureKind,
    { readonly code: string; readonly cause: string; readonly remedy: string }
  >
> = {
  network: {
    code: 'github-unreachable',
    cause: 'no answer came',
    remedy: 'Run it again; if it stays, check the network of the runner and githubstatus.com.',
  },
  server: {
    code: 'github-server-error',
    cause: 'GitHub failed',
    remedy: 'Run it again later; githubstatus.com tells about incidents.',
  },
  limited: {
    code: 'github-limited',
    cause: 'too many requests',
    remedy: 'Run it again then; run fewer jobs at once if it comes back.',
  },
  moved: {
    code: 'github-conflict',
    cause: 'others kept changing it at the same time',
    remedy: 'Run it again; run fewer jobs at once on this branch if it comes back.',
  },
  behind: {
    code: 'github-conflict',
    cause: 'what was just saved did not show up',
    remedy: 'Run it again; githubstatus.com tells about incidents.',
  },
  rules: {
    code: 'github-rules',
    cause: 'a rule of the repository forbids it',
    remedy:
      'Let the workflow push to this branch (a bypass in the ruleset), or set the input `branch` to one without that rule.',
  },
  'no-ref': {
    code: 'github-branch-missing',
    cause: 'there is no such branch',
    remedy: 'Create the branch, or correct the input `branch`.',
  },
  'not-found': {
    code: 'github-repository-missing',
    cause: 'it was not found, or the token may not see it',
    remedy: 'Check the name of the repository and give the job `permissions: contents: write`.',
  },
  empty: {
    code: 'github-repository-empty',
    cause: 'the repository has no commit yet',
    remedy: 'Make a first commit (a README will do), then run it again.',
  },
  token: {
    code: 'github-token-refused',
    cause: 'the token is wrong or has expired',
    remedy:
      "Leave the input `github-token` at its default; a job's token ends with the job, after 24 hours at the latest.",
  },
  forbidden: {
    code: 'github-forbidden',
    cause: 'the token may not do that',
    remedy: 'Give the job `permissions: contents: write`.',
  },
  archived: {
    code: 'github-archived',
    cause: 'the repository is archived',
    remedy: 'Unarchive the repository, or disable the workflow.',
  },
  refused: {
    code: 'github-refused',
    cause: 'GitHub refused it',
    remedy: "Look the message up in GitHub's REST documentation, and report it if it is ours.",
  },
};

/** The fault in the user's words. */
export function githubProblem(failure: GithubFailure, place: GithubPlace): Problem {
  const { code, cause, remedy } = WORDS[failure.kind];
  const lead = `Could not ${place.doing} in ${place.repository}, ${place.ref}: ${cause}`;
  const said = failure.status === undefined ? '' : `status ${failure.status}, `;
  const wait = failure.kind === 'limited' ? `Wait ${waitWords(failure.waitMs)}. ` : '';
  return problem(code, `${lead} (${said}${failure.message}).`, `${wait}${remedy}`);
}

function waitWords(waitMs: number | undefined): string {
  return `${Math.max(1, Math.ceil((waitMs ?? SECONDARY_WAIT_MS) / 60_000))} min`;
}
