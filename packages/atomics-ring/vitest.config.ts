import { defineConfig } from 'vitest/config';
import { exploredSources } from './model/explored-sources.ts';

export default defineConfig({
  plugins: [exploredSources()],
  test: {
    include: ['test/**/*.test.ts', 'model/**/*.test.ts'],
    testTimeout: 60_000,
    reporters: ['default', ['json', { outputFile: 'test-results/vitest.json' }]],
  },
});
