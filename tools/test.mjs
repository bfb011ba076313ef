// `npm test`: installs what is missing, builds, runs every test of the default set, ends with one line of counts.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, buildWebsite, environment, fail, install, installBrowser, node, requireNode, root } from './launch.mjs';

install();
requireNode();
build();
buildWebsite();
const strict = process.env.CI === 'true';
if (!existsSync(join(root, '..', 'shared'))) {
  const text = 'The folder ../shared with real data is not there: the tests that read it are skipped.';
  if (strict) fail(`${text} With CI=true that is a failure.`);
  console.error(text);
}
if (!installBrowser()) {
  const text = 'There is no Chromium, and it cannot be installed here: the tests of the website are skipped (apt-get install chromium).';
  if (strict) fail(`${text} With CI=true that is a failure.`);
  console.error(text);
}
const report = join(root, '.cache', 'test-report.json');
mkdirSync(join(root, '.cache'), { recursive: true });
const vitest = spawnSync(
  node(),
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', env: environment() },
);
const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, success, testResults } = JSON.parse(readFileSync(report, 'utf8'));
const skipped = numPendingTests + numTodoTests;
// Tests beside programs of others that no package of ours brings (a proxy, an object store) say so in their names.
const wanting = testResults
  .flatMap((file) => file.assertionResults)
  .filter(({ status, fullName }) => status !== 'passed' && status !== 'failed' && fullName.includes('[needs '));
for (const { fullName } of wanting) console.error(`Not run: ${fullName}`);
const unexcused = skipped > wanting.length;
if (strict && unexcused) console.error('With CI=true a skipped test is a failure.');
console.log(`${numPassedTests} passed, ${numFailedTests} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(vitest.status === 0 && success && !(strict && unexcused) ? 0 : 1);
