// The root's settings, with what makes every mutant judged alike: fixed seeds of the property tests and few runs of each.
import { defineConfig, mergeConfig } from 'vitest/config';
import root from '../../vitest.config.ts';

export default mergeConfig(
  root,
  defineConfig({ test: { setupFiles: ['tools/mutation/fixed-seed.mjs'], testTimeout: 10_000, reporters: [] } }),
);
