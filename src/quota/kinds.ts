import type { Limits } from './types.ts';

/** What a failed call can mean. Each has a row in the policies. */
export const FAULT_KINDS = [
  'minute-requests',
  'minute-tokens',
  'day-requests',
  'day-tokens',
  'limit-zero',
  'rate-unknown',
  'prepay-depleted',
  'key-invalid',
  'key-expired',
  'key-leaked',
  'key-denied',
  'region-denied',
  'model-gone',
  'too-many-tokens',
  'too-large',
  'unknown-field',
  'bad-request',
  'overloaded',
  'deadline',
  'internal',
  'network',
  'timeout',
  'aborted',
  'file-not-found',
  'file-forbidden',
  'file-not-ready',
  'unrecognised',
] as const;

/** What a failed call means. */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** What an answered call can mean. Each has a row in the policies. */
export const REPLY_KINDS = [
  'ok',
  'empty',
  'cut',
  'max-tokens',
  'blocked',
  'recitation',
  'prohibited',
  'spii',
] as const;

/** What an answered call means, by its finish and block reasons alone. */
export type ReplyKind = (typeof REPLY_KINDS)[number];

/** The raw facts of a refused or failed call, as the model port reports them. */
export interface ApiFailureFacts {
  /** Absent when there was no HTTP answer. */
  readonly httpStatus?: number;
  /** The body as received; may be JSON, an array of one, HTML, cut off, or empty. */
  readonly body: string;
  /** `Retry-After` in ms, when the answer had one. */
  readonly retryAfterMs?: number;
  readonly transport?: 'network' | 'timeout' | 'aborted';
  /** One line of words about it. */
  readonly message: string;
  /** True when the request cannot have reached the model. */
  readonly unsent: boolean;
}

/** A failed call, understood. */
export interface ApiFault {
  readonly kind: FaultKind;
  /** For people: names the model and the cause; never a secret. */
  readonly message: string;
  /** The model that was asked for. */
  readonly model: string;
  /** The model whose quota refused, when the answer names another one than was asked for. */
  readonly quotaModel?: string;
  /** Limits that the answer told. 0: no allowance. */
  readonly learnt: Limits;
  /** The service's wish, in ms; a daily refusal's is left out, since it is not meant; a service fault's is at most a minute. */
  readonly retryDelayMs?: number;
  readonly httpStatus?: number;
  /** True when the request cannot have reached the model: nothing was spent, whatever the kind says. */
  readonly unsent: boolean;
}
