/**
 * The rooms of `src` and what each may import: the one table behind `check-rooms.ts`. What is not
 * allowed here is a fault of the build.
 */

/** What a room may import. */
export interface Room {
  /** Rooms, and files directly below `src` by name without extension. */
  readonly imports: readonly string[];
  /** Rooms of which only types and `types.ts` may be imported. */
  readonly types?: readonly string[];
  /** Packages of npm; `*`: any. */
  readonly packages: readonly string[] | '*';
  /** True when it may import `node:` modules. */
  readonly node: boolean;
  /** True when it must not touch time, chance, the process, the network or the console. */
  readonly pure: boolean;
}

/** Small packages that compute and do nothing else. */
const PURE_PACKAGES = ['zod', '@noble/hashes', 'entities', 'fastest-levenshtein'];

/** What the async rooms may have beside them: order among promises, and nothing of the world. */
const ASYNC_PACKAGES = [...PURE_PACKAGES, 'p-limit'];

function pureRoom(imports: readonly string[]): Room {
  // Every pure room may speak of quota and state; only they themselves work with them.
  return {
    imports,
    types: ['quota', 'state'],
    packages: PURE_PACKAGES,
    node: false,
    pure: true,
  };
}

const PURE_ROOMS = ['base', 'feed', 'plan', 'audio', 'transcript', 'quota', 'state', 'render'];

/** Room → what it may import. The pure rooms stand in the order of the flow. */
export const ROOMS: Readonly<Record<string, Room>> = {
  base: pureRoom([]),
  feed: pureRoom(['base']),
  plan: pureRoom(['base', 'feed']),
  audio: pureRoom(['base', 'feed', 'plan']),
  transcript: pureRoom(['base', 'feed', 'plan', 'audio']),
  render: pureRoom(['base', 'feed', 'plan', 'audio', 'transcript']),
  quota: pureRoom(['base']),
  state: pureRoom(['base']),
  ports: {
    imports: ['base'],
    types: PURE_ROOMS,
    packages: [],
    node: false,
    pure: true,
  },
  config: {
    imports: ['base'],
    types: ['quota'],
    packages: ['zod', 'yaml', 're2js', 'fastest-levenshtein', 'ipaddr.js'],
    node: false,
    pure: true,
  },
  pipeline: {
    imports: [...PURE_ROOMS, 'ports', 'config'],
    packages: ASYNC_PACKAGES,
    node: false,
    pure: false,
  },
  commands: {
    imports: [...PURE_ROOMS, 'ports', 'config', 'pipeline'],
    packages: ASYNC_PACKAGES,
    node: false,
    pure: false,
  },
  adapters: { imports: [...PURE_ROOMS, 'ports', 'config'], packages: '*', node: true, pure: false },
  wire: {
    imports: [...PURE_ROOMS, 'ports', 'config', 'pipeline', 'commands', 'adapters'],
    packages: '*',
    node: true,
    pure: false,
  },
  action: {
    imports: ['base', 'ports', 'config', 'pipeline', 'commands', 'wire'],
    packages: '*',
    node: true,
    pure: false,
  },
  cli: {
    imports: ['base', 'ports', 'config', 'pipeline', 'commands', 'wire'],
    packages: '*',
    node: true,
    pure: false,
  },
};

/**
 * Files of the pipeline that carry out a step of their own. They do not import each other: who
 * conducts (`run`, `gather`, `work-slice`, `conduct-episode`, `finish-run`) hands the data on. A
 * new step is added here; a file that is not a step helps several of them.
 */
export const STAGES: readonly string[] = [
  'assemble-episode',
  'cut',
  'find-video',
  'rendition',
  'save-episode',
  'save-plan',
  'transcribe-chunk',
  'wait-for-quota',
];

/** What a pure room must not touch, with what it gets instead. */
export const FORBIDDEN_GLOBALS: Readonly<Record<string, string>> = {
  process: 'take the value as an argument',
  fetch: 'use the Http port, outside of this room',
  console: 'return data; the caller logs',
  setTimeout: 'use the Clock port, outside of this room',
  setInterval: 'use the Clock port, outside of this room',
  setImmediate: 'use the Clock port, outside of this room',
  queueMicrotask: 'use the Clock port, outside of this room',
  performance: 'take the time as an argument',
  crypto: 'take chance as an argument; hash with @noble/hashes',
  globalThis: 'take the value as an argument',
  Buffer: 'use Uint8Array',
  require: 'import it',
};
