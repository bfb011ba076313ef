// Supply chain (R80): the lock pins every package by checksum, licences are ones we may ship with, no install script
// runs that we do not know, and no known vulnerability is without a dated exception.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const policy = read('tools/supply-policy.json');
const faults = [];

for (const [path, entry] of Object.entries(read('package-lock.json').packages)) {
  if (entry.link === true || !path.includes('node_modules/')) continue;
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  if (entry.integrity === undefined) faults.push(`${name}: the lock has no checksum`);
  // Where a package names its licence loosely, what somebody read in its text stands in the policy.
  const licence = policy.licencesRead[`${name}@${entry.version}`] ?? entry.license;
  if (!policy.licences.includes(licence)) faults.push(`${name}: licence ${licence ?? 'unknown'} is not on the list`);
  if (entry.hasInstallScript === true && !policy.installScripts.includes(name)) faults.push(`${name}: runs a script when installed`);
}
for (const entry of ['package.json', ...workspaces()]) {
  const { dependencies = {}, devDependencies = {}, optionalDependencies = {} } = read(entry);
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
    if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) faults.push(`${entry}: ${name} is not pinned to one version (${version})`);
  }
}
advisories();

function workspaces() {
  return Object.keys(read('package-lock.json').packages)
    .filter((path) => path !== '' && !path.includes('node_modules/'))
    .map((path) => `${path}/package.json`);
}

/** Asks the registry for known vulnerabilities of what is shipped; a registry that cannot answer is said, not hidden. */
function advisories() {
  const answer = spawnSync('npm', ['audit', '--omit=dev', '--json'], { cwd: root, encoding: 'utf8' });
  const found = parse(answer.stdout)?.vulnerabilities;
  if (found === undefined) {
    console.error(
      'supply: the registry does not answer questions about vulnerabilities here; ask again where it does (npm audit --omit=dev)',
    );
    return;
  }
  const today = new Date().toISOString().slice(0, 10);
  const excepted = new Set(policy.exceptions.filter((exception) => exception.until >= today).map((exception) => exception.package));
  for (const [name, { severity }] of Object.entries(found)) {
    if (!excepted.has(name)) faults.push(`${name}: known vulnerability (${severity}) without a dated exception`);
  }
}
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log('the supply chain is as the policy says');
