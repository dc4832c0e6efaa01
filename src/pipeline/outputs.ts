/** Every output of the Action, with nothing done. */
export const NO_OUTPUTS: Readonly<Record<string, string>> = {
  completed: '0',
  failed: '0',
  deferred: '0',
  pending: '0',
  transcripts: '[]',
  'commit-sha': '',
  'quota-exhausted': 'false',
  'next-attempt-at': '',
  report: '',
  matrix: '',
};
