/** Ways to break the world on purpose: each must be caught by a law, or the law says nothing. */
export const SABOTAGES = [
  /** A commit is built on the revision that the run had opened, so that what came after is lost. */
  'forget-merge',
  /** Transcripts are committed after the state that speaks of them. */
  'split-commit',
  /** What is known of quota is never committed. */
  'lose-ledger',
  /** Finished chunks are said to be kept, and are not. */
  'lose-checkpoints',
  /** A call of the model that never returns. */
  'hang',
  /** Somebody sets finished episodes back. */
  'undo-done',
  /** Half of a state file. */
  'tear-state',
  /** Feeds are said to be unchanged for ever. */
  'deaf-feed',
  /** The audio of a chunk lacks some frames. */
  'tear-chunk',
] as const;

/** One of {@link SABOTAGES}. */
export type Sabotage = (typeof SABOTAGES)[number];
