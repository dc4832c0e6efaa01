import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Nothing is written into the project's own state and transcripts.
    globalSetup: ['test/isolation.ts'],
    // End-to-end tests start the built bundle several times.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // `describe`, `it` and `expect` are imported, so that a file says where they come from.
    globals: false,
    env: {
      // What the runner or the developer has set must not reach the tests.
      GITHUB_ACTIONS: '',
      GEMINI_API_KEY: '',
      GEMINI_API_KEYS: '',
      STATE_DIR: '',
      TRANSCRIPTS_DIR: '',
    },
  },
});
