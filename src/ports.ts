/**
 * The world in our words. The pipeline and the commands see only these; `wire.ts` gives them
 * adapters (or, in tests, hand-written fakes). A port never speaks an SDK's words, never throws
 * for what the world did (outcomes are values), and takes an `AbortSignal` wherever it waits:
 * when the signal fires it rejects with the signal's reason.
 */
import type { Problem } from './base/outcome.ts';
import type { ByteRange, ChunkPiece } from './audio/types.ts';
import type { TranscriptionAsk } from './transcript/profiles.ts';
import type { TranscribedTurn } from './transcript/raw.ts';
import type { TokenUsage } from './transcript/types.ts';

/** Time. Epoch milliseconds. */
export interface Clock {
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Randomness, for jitter. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
}

/** A GET request. Addresses are checked against private networks by the adapter, after every redirect. */
export interface HttpRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** First byte wanted; sends `Range: bytes=<n>-`. */
  readonly rangeStart?: number;
  /** `If-Range` validator to send with a range. */
  readonly ifRange?: string;
  /** Silence allowed before headers and between body parts, in ms. */
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * What came back. `body` streams decoded bytes (gunzipped); it throws {@link Problem}-carrying
 * errors of kind `HttpBodyError` when the connection breaks or falls silent midway.
 */
export type HttpOutcome =
  | {
      readonly kind: 'response';
      readonly status: number;
      /** Lower-case names. */
      readonly headers: Readonly<Record<string, string>>;
      /** After redirects. */
      readonly finalUrl: string;
      /** The address it moved to for good (every redirect was 301 or 308), when it moved. */
      readonly permanentUrl?: string;
      readonly body: AsyncIterable<Uint8Array>;
      /** Drops the connection without reading the rest. Safe to call twice. */
      readonly discard: () => void;
    }
  | {
      readonly kind: 'failed';
      readonly error: Problem;
      /** True for what may pass (DNS, refused, timeout); false for a forbidden address or a bad URL. */
      readonly retryable: boolean;
      /** The address that failed, where it is not the one that was asked for but one it redirects to. */
      readonly finalUrl?: string;
      /** Nothing was asked: the host is left alone until then, epoch ms. */
      readonly notBefore?: number;
    };

/** HTTP for feeds and audio. */
export interface Http {
  get(request: HttpRequest): Promise<HttpOutcome>;
}

/** Thrown by a response body that broke midway. */
export class HttpBodyError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: { cause?: unknown }) {
    super(problem.message, options);
    this.name = 'HttpBodyError';
    this.problem = problem;
  }
}

/** A temporary file, named by the scratch that made it. */
export interface ScratchFile {
  readonly path: string;
}

/** Temporary files, under the runner's temp; never inside the repository. */
export interface Scratch {
  /** A file of this name (made safe) in the scratch folder; it need not exist yet. */
  file(name: string): ScratchFile;
  /** Bytes on disk; undefined when there is no such file. */
  size(file: ScratchFile): Promise<number | undefined>;
  /** Appends what arrives and resolves when it is on disk; creates the file. A full disk is a `Fault` (`disk-full`). */
  append(file: ScratchFile, source: AsyncIterable<Uint8Array>): Promise<void>;
  /**
   * Bytes `[start, end)`, fewer at the end of the file. With `into` (at least as long) they may be
   * put there and the result be a view of it, so that reading a long file makes no garbage.
   */
  read(file: ScratchFile, start: number, end: number, into?: Uint8Array): Promise<Uint8Array>;
  /** Streams the whole file. */
  stream(file: ScratchFile): AsyncIterable<Uint8Array>;
  /** Writes a slice: pieces of `source` and literal bytes, in order. */
  assemble(target: ScratchFile, source: ScratchFile, pieces: readonly ChunkPiece[]): Promise<void>;
  /**
   * SHA-256 of the whole file, or of these ranges of it one after another; lower-case hex. Throws
   * when there is no such file, or no such range.
   */
  sha256(file: ScratchFile, signal: AbortSignal, ranges?: readonly ByteRange[]): Promise<string>;
  remove(file: ScratchFile): Promise<void>;
  /** Free bytes on the disk that holds the scratch folder. */
  freeBytes(): Promise<number>;
}

/** What became of audio that was to be decoded. */
export type DecodeOutcome =
  | { readonly kind: 'decoded' }
  /** There is no program that could. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly error: Problem };

/** Reads audio that this project cannot cut. */
export interface Decoder {
  /** Decodes a file into FLAC; the target is there only when it was decoded. */
  decode(file: ScratchFile, target: ScratchFile, signal: AbortSignal): Promise<DecodeOutcome>;
}

/** What the parser made of a feed: the tree of rss-parser, read leniently by `feed/`. */
export type ParseOutcome =
  | { readonly kind: 'parsed'; readonly tree: unknown }
  | { readonly kind: 'failed'; readonly error: Problem };

/** XML of a feed → a tree, off the main thread and under a deadline. */
export interface FeedParser {
  parse(
    xml: string,
    options: { readonly deadlineMs: number; readonly signal: AbortSignal },
  ): Promise<ParseOutcome>;
}

/** An API key: the secret and the name under which it is spoken of. */
export interface ApiKey {
  readonly secret: string;
  /** First 8 hex digits of the SHA-256 of the secret. The only form that may be printed or stored. */
  readonly fingerprint: string;
}

/** Audio as the model gets it. An uploaded file belongs to the project of the key that sent it. */
export type ModelAudio =
  | { readonly kind: 'inline'; readonly file: ScratchFile; readonly mimeType: string }
  | { readonly kind: 'uploaded'; readonly uri: string; readonly mimeType: string }
  /** A few kilobytes that are at hand. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly mimeType: string };

/** One request to a model. */
export interface ModelRequest {
  readonly key: ApiKey;
  readonly model: string;
  readonly systemInstruction: string;
  readonly prompt: string;
  /** Absent for a request in words alone (`test-api`). */
  readonly audio?: ModelAudio;
  readonly maxOutputTokens: number;
  /** Absent: the model's default. */
  readonly thinkingLevel?: 'minimal' | 'low' | 'medium' | 'high';
  /**
   * For a model made for transcription, which is asked by this alone: prompt, system instruction,
   * thinking and the bound of the answer are not sent.
   */
  readonly transcription?: TranscriptionAsk;
  /** The whole request must end within this, in ms. */
  readonly timeoutMs: number;
  /** Silence allowed between parts of the stream, in ms. */
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
}

/** What a model said. A cut stream is a reply with `finishReason: 'CUT'` when any text had arrived. */
export interface ModelReply {
  /** All text parts that are not thoughts, joined. */
  readonly text: string;
  /** What a model made for transcription heard, in order; `text` then says nothing more. */
  readonly transcription?: readonly TranscribedTurn[];
  /** `STOP`, `MAX_TOKENS`, `SAFETY`, `RECITATION`, ...; `CUT` when the stream ended without one. */
  readonly finishReason: string;
  /** `promptFeedback.blockReason`, when the prompt was blocked. */
  readonly blockReason?: string;
  readonly modelVersion?: string;
  readonly usage: TokenUsage;
}

/** The raw facts of a refused or failed call; `quota/` reads them. Never contains the key. */
export interface ApiFailure {
  /** Absent when there was no HTTP answer (network, timeout). */
  readonly httpStatus?: number;
  /** The body as received, at most 64 KiB; empty when none. */
  readonly body: string;
  /** `Retry-After` in ms, when the answer had one. */
  readonly retryAfterMs?: number;
  /** `network`, `timeout` or `aborted` when there was no answer. */
  readonly transport?: 'network' | 'timeout' | 'aborted';
  /** One line of words about it, without secrets. */
  readonly message: string;
  /** True when the request cannot have reached the model (connection refused, DNS): nothing was spent. */
  readonly unsent: boolean;
}

/** The outcome of one request. */
export type ModelOutcome =
  | { readonly kind: 'reply'; readonly reply: ModelReply }
  | { readonly kind: 'failed'; readonly failure: ApiFailure };

/** The outcome of an upload: `uri` is what a request refers to, `name` what deletion needs. */
export type UploadOutcome =
  | {
      readonly kind: 'uploaded';
      readonly uri: string;
      readonly name: string;
      readonly expiresAt: number;
    }
  | { readonly kind: 'failed'; readonly failure: ApiFailure };

/** Generative models that hear audio. */
export interface Model {
  generate(request: ModelRequest): Promise<ModelOutcome>;
  /** Resumable upload from disk; waits until the service has processed it. */
  upload(request: {
    readonly key: ApiKey;
    readonly file: ScratchFile;
    readonly mimeType: string;
    readonly displayName: string;
    readonly timeoutMs: number;
    readonly signal: AbortSignal;
  }): Promise<UploadOutcome>;
  /** Deletes an uploaded file; failure is of no consequence (it expires after 48 h). */
  forget(request: {
    readonly key: ApiKey;
    readonly name: string;
    readonly signal: AbortSignal;
  }): Promise<void>;
}

/** One file of a change set. Paths are relative to the repository's root, with `/`. */
export type FileChange =
  | {
      readonly kind: 'write';
      readonly path: string;
      readonly content: string;
      /**
       * Asked for each new head, after the merges before it: true leaves the file as it is there.
       * Two changes of one path that share a commit lose it.
       */
      readonly unless?: () => boolean;
    }
  | { readonly kind: 'delete'; readonly path: string }
  | {
      readonly kind: 'merge';
      readonly path: string;
      /**
       * Makes the new text from the text that the head holds now (undefined: no such file). Called
       * again for each new head, so it must be pure, and in the order of the files, so it may look at
       * what the one before it made. `null`: leave the file as it is. Throws `Fault` when the current
       * text cannot be read.
       */
      readonly merge: (current: string | undefined) => string | null;
    };

/** Files that change together, in one commit. */
export interface ChangeSet {
  /** Subject line and, after an empty line, a body. Plain text; from feeds only what was made safe. */
  readonly message: string;
  readonly files: readonly FileChange[];
}

/** What became of a change set. */
export type CommitOutcome =
  | { readonly kind: 'committed'; readonly revision: string }
  /** The head already says all of it; nothing was written. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'failed'; readonly error: Problem; readonly retryable: boolean };

/** The repository at one revision. Text files only. */
export interface Snapshot {
  /** Commit id; empty for a local folder. */
  readonly revision: string;
  /** When the head was committed, epoch ms; undefined when unknown. */
  readonly committedAt?: number;
  /** Names of the files (not folders) directly below a folder, sorted; empty when there is no such folder. */
  list(folder: string, signal: AbortSignal): Promise<readonly string[]>;
  /** A file's text; undefined when there is none. Throws `Fault` when it cannot be fetched. */
  read(path: string, signal: AbortSignal): Promise<string | undefined>;
}

/** The user's repository (or, for the command line, a folder). */
export interface Store {
  /** Reads the head of the branch. Throws `Fault` (branch missing, token refused, unreachable after retries). */
  open(signal: AbortSignal): Promise<Snapshot>;
  /** Commits on the head, rebuilt and tried again when it moved; never forced. */
  commit(changes: ChangeSet, signal: AbortSignal): Promise<CommitOutcome>;
  /** True where nobody counts what is written: commits and checkpoints need no pace. */
  readonly isUncounted?: boolean;
  /**
   * Claims the store for work that nobody else may do beside it, such as a run; fails at once, with
   * words for the user, when somebody else holds it. Absent: runs at once keep apart by their commits.
   *
   * @param onLost told why, once, when somebody else took this process for dead and took over
   */
  claim?(signal: AbortSignal, onLost: (why: Problem) => void): Promise<ClaimOutcome>;
}

/** The outcome of {@link Store.claim}. `release` is called when the work is over, however it ended. */
export type ClaimOutcome =
  | { readonly kind: 'claimed'; readonly release: () => Promise<void> }
  | { readonly kind: 'failed'; readonly error: Problem };

/** A stored checkpoint: `key` is `<show>/<episode id>/<name>`, `content` is JSON text. */
export interface Checkpoint {
  readonly key: string;
  readonly content: string;
}

/** Durable pieces of unfinished episodes, outside the branch's history; one writer for each shard. */
export interface Checkpoints {
  /** The keys that are stored, of every shard. No file contents are fetched. */
  list(signal: AbortSignal): Promise<readonly string[]>;
  /** Contents of these keys; missing ones are left out. */
  read(keys: readonly string[], signal: AbortSignal): Promise<readonly Checkpoint[]>;
  /** Saves and removes in one step. Removing the last one removes the ref. */
  save(
    change: { readonly put: readonly Checkpoint[]; readonly remove: readonly string[] },
    signal: AbortSignal,
  ): Promise<CommitOutcome>;
}

/** Files kept between runs as an accelerator; a miss or a failed save is never an error. */
export interface Cache {
  /** True when the file was put back. */
  restore(key: string, file: ScratchFile, signal: AbortSignal): Promise<boolean>;
  save(key: string, file: ScratchFile, signal: AbortSignal): Promise<void>;
}

/** Files that the run leaves for its user to download. */
export interface Artifacts {
  /**
   * Uploads under one name; a failure is a warning. Returns the folder that holds the files now, where
   * that is one of this machine: what was uploaded under this name before is gone from it.
   */
  upload(
    name: string,
    files: readonly ScratchFile[],
    signal: AbortSignal,
  ): Promise<string | undefined>;
}

/** A folder that a command looks through: text files at any depth. */
export interface FileTree {
  /**
   * Paths of the files below, relative and with `/`, sorted; links and names that begin with a dot
   * are left out. Empty when there is no such folder.
   */
  list(signal: AbortSignal): Promise<readonly string[]>;
  /**
   * A file's text as UTF-8; undefined when there is none. Throws `Fault` when it cannot be read or
   * is larger than any transcript.
   */
  read(path: string, signal: AbortSignal): Promise<string | undefined>;
}

/** Where an annotation belongs. */
export interface LogPlace {
  readonly title?: string;
  readonly file?: string;
  readonly line?: number;
}

/** What the run says while it works. Text is data: the adapter escapes it. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  /** An annotation in a job log. */
  warning(message: string, place?: LogPlace): void;
  error(message: string, place?: LogPlace): void;
  /** Opens a folded group of lines until {@link Log.endGroup}. */
  group(title: string): void;
  endGroup(): void;
}

/** How far the work of a run has come. */
export interface ProgressState {
  /** Since the work began, ms. */
  readonly elapsedMs: number;
  /** `done`: ended, however they ended; `failed` and `deferred` of them. */
  readonly episodes: {
    readonly done: number;
    readonly failed: number;
    readonly deferred: number;
    readonly total: number;
  };
  /** Parts of episodes. `total` is an estimate; `kept` of `done` were paid for by earlier runs. */
  readonly parts: { readonly done: number; readonly kept: number; readonly total: number };
  /** Titles of the episodes under way, the one that began first first. */
  readonly current: readonly string[];
  /** Expected time until all is done, ms; absent while nobody can tell. */
  readonly leftMs?: number;
  /** Requests that today's quota still serves; absent: unknown. */
  readonly quotaLeft?: number;
  /** True while the work waits for quota. */
  readonly waiting: boolean;
}

/** Shows how far a run has come, as on a terminal; in its place lines go to the {@link Log}. */
export interface ProgressSink {
  /** At every change, and once a second. */
  update(state: ProgressState): void;
  /** Ends it: nothing of it stays on the screen. */
  end(): void;
}

/** All ports that a run needs. */
export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly http: Http;
  readonly parser: FeedParser;
  readonly scratch: Scratch;
  /** Absent: audio that cannot be cut fails. */
  readonly decoder?: Decoder;
  readonly model: Model;
  readonly store: Store;
  readonly checkpoints: Checkpoints;
  readonly cache: Cache;
  readonly artifacts: Artifacts;
  readonly log: Log;
  /** Absent: progress is told by lines of the log. */
  readonly progress?: ProgressSink;
}
