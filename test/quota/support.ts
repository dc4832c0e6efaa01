import { readFileSync } from 'node:fs';
import type { ApiFailureFacts, ApiFault, FaultKind } from '../../src/quota/kinds.ts';
import type { Limits } from '../../src/quota/types.ts';

/** A body of the service as it was captured; `errors/SOURCES.json` says how faithful each is. */
export function capturedBody(name: string): string {
  return readFileSync(new URL(`errors/${name}`, import.meta.url), 'utf8');
}

/** HTTP status and origin of every captured body, by file name. */
export function capturedBodies(): Record<string, { httpStatus: number }> {
  return JSON.parse(capturedBody('SOURCES.json')) as Record<string, { httpStatus: number }>;
}

/** The facts of an answered, refused call. */
export function answered(httpStatus: number, body: string): ApiFailureFacts {
  return { httpStatus, body, message: `HTTP ${httpStatus}`, unsent: false };
}

/** A fault of a kind, with the limits it told. */
export function faultOf(
  kind: FaultKind,
  more: { learnt?: Limits; retryDelayMs?: number; quotaModel?: string; unsent?: boolean } = {},
): ApiFault {
  return { kind, message: `m: ${kind}`, model: 'm', learnt: {}, unsent: false, ...more };
}

/** Epoch ms of an ISO instant. */
export function at(iso: string): number {
  return Date.parse(iso);
}
