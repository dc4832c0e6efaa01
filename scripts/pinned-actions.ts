/** An action of others that our workflows may use. */
export interface PinnedAction {
  /** `owner/name`. */
  readonly name: string;
  /** The commit that the version's tag names, as `git show-ref` says in its repository. */
  readonly sha: string;
  readonly version: string;
  /** The inputs that its `action.yml` declares at that commit. */
  readonly inputs: readonly string[];
}

/** All of them. An action that is not here, or not at this commit, is a fault of the build. */
export const PINNED_ACTIONS: readonly PinnedAction[] = [
  {
    name: 'actions/checkout',
    sha: '3d3c42e5aac5ba805825da76410c181273ba90b1',
    version: 'v7.0.1',
    inputs: [
      'repository',
      'ref',
      'token',
      'ssh-key',
      'ssh-known-hosts',
      'ssh-strict',
      'ssh-user',
      'persist-credentials',
      'path',
      'clean',
      'filter',
      'sparse-checkout',
      'sparse-checkout-cone-mode',
      'fetch-depth',
      'fetch-tags',
      'show-progress',
      'lfs',
      'submodules',
      'set-safe-directory',
      'github-server-url',
      'allow-unsafe-pr-checkout',
    ],
  },
];
