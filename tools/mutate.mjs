// `npm run mutate -- CORE [--only FILE[:LINE-LINE]]`: plants every small bug there is in a pure core and says which of them no test notices.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { spawnSync } from 'node:child_process';
import { environment, fail, node, root } from './launch.mjs';
import { cores } from './mutation/cores.mjs';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' }, workers: { type: 'string' } } });
const [name] = positionals;
const core = cores[name];
if (core === undefined) fail(`Which core? One of ${Object.keys(cores).join(', ')}.`);

const folder = join(root, '.cache', 'mutation');
mkdirSync(folder, { recursive: true });
const report = join(folder, `${name}.json`);
const below = (path) => `${core.package}/${path}`;
const settings = {
  testRunner: 'in-process',
  plugins: [join(root, 'tools/mutation/in-process.mjs')],
  testRunnerNodeArgs: ['--conditions=cairn-source'],
  mutate: (values.only === undefined ? core.mutate : [values.only]).map(below),
  // The mutants live in a copy of the one package; what it imports of the others is the checkout's own.
  ignorePatterns: [
    '**',
    ...['tools/mutation/*', 'package.json', 'vitest.config.ts', 'tsconfig*.json', '*/tsconfig.json', 'packages/*/tsconfig.json'].map(
      (path) => `!${path}`,
    ),
    `!${core.package}/**/*`,
    'dist',
  ],
  tempDirName: '.cache/mutation/copies',
  // A copy below the root finds its packages there.
  symlinkNodeModules: false,
  cleanTempDir: 'always',
  concurrency: Number(values.workers ?? 1),
  coverageAnalysis: 'perTest',
  disableTypeChecks: false,
  timeoutMS: 8000,
  reporters: ['json', 'progress-append-only'],
  jsonReporter: { fileName: report },
  logLevel: 'warn',
  warnings: { slow: false },
};
const config = join(folder, `${name}.config.json`);
writeFileSync(config, JSON.stringify(settings, null, 2));
const ran = spawnSync(node(), [join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js'), 'run', config], {
  cwd: root,
  stdio: 'inherit',
  env: { ...environment(), CAIRN_MUTATION_TESTS: core.tests.map(below).join(','), CAIRN_MERGE_RUNS: '30', CAIRN_LOG_RUNS: '40' },
});
if (ran.status !== 0) process.exit(ran.status ?? 1);

const files = Object.entries(JSON.parse(readFileSync(report, 'utf8')).files);
for (const [file, { source, mutants }] of files) {
  const lines = source.split('\n');
  for (const { status, location, mutatorName, replacement = '' } of mutants) {
    if (status !== 'Survived' && status !== 'NoCoverage') continue;
    const { start, end } = location;
    const old =
      start.line === end.line ? lines[start.line - 1].slice(start.column - 1, end.column - 1) : `${lines[start.line - 1].trim()} …`;
    console.log(`${file}:${start.line}:${start.column} ${status} ${mutatorName}: ${old} → ${replacement.replaceAll(/\s+/g, ' ')}`);
  }
}
for (const [file, { mutants }] of files) {
  const count = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
  const [noticed, missed] = [count('Killed', 'Timeout'), count('Survived', 'NoCoverage')];
  if (noticed + missed > 0) console.log(`${file}: ${noticed} of ${noticed + missed} noticed`);
}
