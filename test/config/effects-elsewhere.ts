/** Keys of the settings that show outside of a run over fakes, and the test in which they do. */
export const EFFECTS_ELSEWHERE: Readonly<Record<string, string>> = {
  mode: 'test/config/effects-wire.test.ts',
  'gemini.baseUrl': 'test/config/effects-wire.test.ts',
  'keys.gemini': 'test/config/effects-wire.test.ts',
  'keys.github': 'test/config/effects-wire.test.ts',
  'network.allowPrivate': 'test/config/effects-wire.test.ts',
  'output.branch': 'test/config/effects-wire.test.ts',
  'output.commit': 'test/config/effects-wire.test.ts',
};
