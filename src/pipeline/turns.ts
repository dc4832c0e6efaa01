import { nextChunk } from '../plan/next-chunk.ts';

/** What is to be done for the chunks of one episode. */
export interface LineWork {
  /** Positions of the chunks that are missing, ascending. */
  readonly chunks: readonly number[];
  /** True when the chunk before is there, so that its last words can go along. */
  readonly isReady: (index: number) => boolean;
  /** True when none of the others may begin any more: they are dropped. */
  readonly isOver: () => boolean;
  readonly begin: (index: number) => Promise<void>;
}

/** The chunks of one episode, among those of the others. */
export interface Line {
  /** Resolves when all that began has ended and nothing more begins; a bug is thrown then. */
  readonly work: (work: LineWork) => Promise<void>;
  /** Nothing comes of it any more: the next episode may be fetched. */
  readonly close: () => void;
}

/** Lets the chunks of all episodes begin, so many at once; see `nextChunk` for their order. */
export interface Turns {
  /** Resolves when places are about to want for chunks: then the next episode is to be begun. */
  readonly enter: () => Promise<Line>;
  /** Says that fewer finished chunks wait for their episode's commit. */
  readonly look: () => void;
  /** Chunks that are under way, those among them that wait to be kept. */
  readonly active: () => number;
}

/** What {@link makeTurns} needs. */
export interface TurnsOptions {
  readonly concurrency: number;
  /** Finished chunks that wait for the commit of their episode. */
  readonly waiting: () => number;
  /** A stop lets everybody through, to find out that nothing more may begin. */
  readonly soft: AbortSignal;
  /** Told when a chunk is no longer under way. */
  readonly onEnd?: () => void;
  /** So many of the episodes, the first ones, the quota is known to hold. Absent: all. */
  readonly sure?: () => number;
  /** More chunks at once than this would only wait for each other. Absent: no bound. */
  readonly abreast?: () => number;
}

interface OpenLine {
  /** Place in the order of entering. */
  readonly order: number;
  /** Absent: its audio is being fetched. */
  work: LineWork | undefined;
  waiting: readonly number[];
  under: number;
  /** Bugs of its chunks. */
  readonly bugs: unknown[];
  /** Tells whoever waits for the line that it is through. */
  through: () => void;
}

/** All lines and places of a run. */
interface Hall {
  readonly options: TurnsOptions;
  readonly lines: Set<OpenLine>;
  /** Who waits to enter. */
  readonly door: ((line: Line) => void)[];
  entered: number;
  active: number;
}

/**
 * Makes the turns of a run. A finished chunk takes up its worker until it is durable: the last ones
 * of an episode become so by the episode's commit, and until then count as if they were still worked
 * on. So a kill costs at most one chunk a worker.
 */
export function makeTurns(options: TurnsOptions): Turns {
  const hall: Hall = { options, lines: new Set(), door: [], entered: 0, active: 0 };
  options.soft.addEventListener('abort', () => fill(hall), { once: true });
  return {
    look: () => fill(hall),
    active: () => hall.active,
    enter: () =>
      new Promise<Line>((resolve) => {
        hall.door.push(resolve);
        letIn(hall);
      }),
  };
}

/** Places in which a chunk may begin now. */
function freePlaces({ options, active }: Hall): number {
  const { concurrency, waiting, soft, abreast } = options;
  if (soft.aborted) return concurrency - active;
  const most = Math.min(concurrency, Math.max(1, abreast?.() ?? concurrency));
  return Math.min(most - active, concurrency - active - waiting());
}

/** Lets chunks begin while there are places, and episodes while there will be. */
function fill(hall: Hall): void {
  const { lines, options } = hall;
  tidy(lines);
  // A stop may come before anything is planned: then there is nobody to ask what is sure.
  if ([...lines].every(({ waiting }) => waiting.length === 0)) return letIn(hall);
  for (let free = freePlaces(hall); free > 0; free = freePlaces(hall)) {
    const sure = options.sure?.() ?? Infinity;
    const open = [...lines];
    const next = nextChunk(
      open.map(({ work, waiting, order }) => ({
        waiting,
        isReady: (index) => work?.isReady(index) ?? false,
        isSure: order < sure,
      })),
      free,
    );
    const line = next === undefined ? undefined : open[next.line];
    if (next === undefined || line === undefined) break;
    begin(hall, line, next.index);
    tidy(lines);
  }
  letIn(hall);
}

function begin(hall: Hall, line: OpenLine, index: number): void {
  line.waiting = line.waiting.filter((one) => one !== index);
  line.under += 1;
  hall.active += 1;
  const ended = (): void => {
    line.under -= 1;
    hall.active -= 1;
    hall.options.onEnd?.();
    fill(hall);
  };
  Promise.resolve(line.work?.begin(index)).then(ended, (bug: unknown) => {
    line.bugs.push(bug);
    ended();
  });
}

/** Drops what is not to begin any more, and says which lines are through. */
function tidy(lines: Iterable<OpenLine>): void {
  for (const line of lines) {
    if (line.work?.isOver() === true) line.waiting = [];
    if (line.work !== undefined && line.waiting.length + line.under === 0) line.through();
  }
}

/** Episodes that are being fetched, or whose chunks have not all begun, are enough for the places. */
function letIn(hall: Hall): void {
  const { lines, door, options } = hall;
  for (;;) {
    const wanted = [...lines].filter((one) => one.work === undefined || one.waiting.length > 0);
    if (wanted.length >= options.concurrency && !options.soft.aborted) return;
    const enter = door.shift();
    if (enter === undefined) return;
    enter(openLine(hall));
  }
}

function openLine(hall: Hall): Line {
  const line: OpenLine = {
    order: hall.entered,
    work: undefined,
    waiting: [],
    under: 0,
    bugs: [],
    through: () => undefined,
  };
  hall.entered += 1;
  hall.lines.add(line);
  return {
    work: async (work) => {
      await new Promise<void>((resolve) => {
        Object.assign(line, { work, waiting: work.chunks, through: resolve });
        fill(hall);
      });
      if (line.bugs.length > 0) throw line.bugs[0];
    },
    close: () => {
      hall.lines.delete(line);
      letIn(hall);
    },
  };
}
