import { configDefaults, defineConfig } from 'vitest/config';

// `import` and `require` are told apart by Node itself: named here, they would hold for both, and packages of both kinds break.
const source = { conditions: ['cairn-source', 'node', 'default'] };

/**
 * Minutes of a real browser, or of an installation, each: `CAIRN_TEST_LONG=1 npx vitest run FILE` runs them by command, so that the default set stays well under half
 * an hour on two cores.
 */
const long = [
  'packages/web/test/map/performance.test.ts',
  'e2e/test/installed.test.ts',
  'e2e/test/web/performance.test.ts',
  'e2e/test/web/many-years.test.ts',
  'e2e/test/web/planner-long.test.ts',
  'e2e/test/web/keyboard.test.ts',
  'e2e/test/web/every-page.test.ts',
  'e2e/test/web/other-browsers.test.ts',
];

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
      'fuzz/test/**/*.test.ts',
      'tools/test/**/*.test.ts',
    ],
    exclude: [...configDefaults.exclude, ...(process.env['CAIRN_TEST_LONG'] === undefined ? long : [])],
    // Every output of every program that a test starts is searched for secrets (R69).
    globalSetup: ['e2e/src/output/passwords.ts'],
    setupFiles: ['e2e/src/output/listen.ts', 'e2e/src/seed.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    execArgv: ['--conditions=cairn-source'],
  },
});
