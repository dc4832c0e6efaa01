/** The state files, as paths from the repository's root. */
export interface StatePaths {
  /** Folder of the shows' files. */
  readonly feeds: string;
  readonly quota: string;
  readonly circuit: string;
  readonly batch: string;
  readonly runs: string;
  /** Folder of the backups. */
  readonly backups: string;
  /** `state/feeds/<show>.json`. */
  feed(show: string): string;
}

/** Where everything is below a state folder (`state`, without a slash at its end). */
export function statePaths(stateDir: string): StatePaths {
  return {
    feeds: `${stateDir}/feeds`,
    quota: `${stateDir}/quota.json`,
    circuit: `${stateDir}/circuit.json`,
    batch: `${stateDir}/batch.json`,
    runs: `${stateDir}/runs.json`,
    backups: `${stateDir}/backups`,
    feed: (show) => `${stateDir}/feeds/${show}.json`,
  };
}
