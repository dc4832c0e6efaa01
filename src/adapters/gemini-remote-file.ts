import { isRecord } from './gemini-reply.ts';

/** A file as the service describes it. */
export interface RemoteFile {
  /** `files/<id>`. */
  readonly name: string;
  readonly uri: string;
  /** `PROCESSING`, `ACTIVE` or `FAILED`. */
  readonly state: string;
  /** Epoch ms. */
  readonly expiresAt?: number;
  /** Why processing failed, as the service tells it. */
  readonly error?: unknown;
}

/** The file in a body: `{"file": {…}}` after an upload, bare when asked for. Undefined when there is none. */
export function fileIn(body: string): RemoteFile | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // An answer without a file.
    return undefined;
  }
  const file = isRecord(value) && isRecord(value['file']) ? value['file'] : value;
  if (!isRecord(file)) return undefined;
  const { name, uri, state, expirationTime, error } = file;
  if (typeof name !== 'string' || !isFileName(name) || typeof uri !== 'string') return undefined;
  const expiresAt = typeof expirationTime === 'string' ? Date.parse(expirationTime) : Number.NaN;
  return {
    name,
    uri,
    state: typeof state === 'string' ? state : 'ACTIVE',
    error,
    ...(Number.isNaN(expiresAt) ? {} : { expiresAt }),
  };
}

/** Names become part of an address: only what the service itself gives out. */
export function isFileName(name: string): boolean {
  return /^files\/[\w-]{1,100}$/u.test(name);
}
