import { defineConfig } from 'vitest/config';

// `import` and `require` are told apart by Node itself: named here, they would hold for both, and packages of both kinds break.
const source = { conditions: ['cairn-source', 'node', 'default'] };

/** Tests run on the sources: the condition `cairn-source` in each package.json leads past `dist`. */
export default defineConfig({
  resolve: source,
  ssr: { resolve: source },
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'simulation/test/**/*.test.ts',
      'e2e/test/**/*.test.ts',
      'bench/test/**/*.test.ts',
      'tools/test/**/*.test.ts',
    ],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    execArgv: ['--conditions=cairn-source'],
  },
});
