// What `npm start`, `npm test` and the rest share: dependencies that are there, and the Node that npm brought.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');
const bin = join(root, 'node_modules', '.bin');
const local = join(bin, process.platform === 'win32' ? 'node.exe' : 'node');

/** The Node that the checkout brings; the running one where npm has no binary for this machine. */
export const node = () => (existsSync(local) ? local : process.execPath);

/** Environment in which the checkout's own tools come first. */
export const environment = () => ({ ...process.env, PATH: `${bin}:${process.env.PATH ?? ''}` });

/** Installs what the lock file names, when it has not been done or the lock is newer. */
export function install() {
  const done = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(done) && statSync(done).mtimeMs >= statSync(lock).mtimeMs - 1000) return;
  console.error('Installing dependencies (once; about 20 seconds) …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: ['ignore', 2, 2] });
}

/** Builds what is stale of these projects and of what they stand on. */
export function build(...projects) {
  if (!existsSync(join(root, 'packages', 'cli', 'dist'))) console.error('Building (once; about 10 seconds) …');
  run(node(), [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', ...projects], { stdio: ['ignore', 2, 2] });
}

/** What the website is made from; `web` itself without what it is built to. */
const websiteSources = ['packages/web', 'packages/protocol/src', 'packages/geo/src', 'packages/sync/src'];

/** Builds the website when a source is newer than what was built, or nothing was. */
export function buildWebsite() {
  const built = join(root, 'packages/web/dist/index.html');
  const sources = [...websiteSources.flatMap((folder) => newest(join(root, folder))), statSync(join(root, 'package-lock.json')).mtimeMs];
  if (existsSync(built) && statSync(built).mtimeMs >= Math.max(...sources)) return;
  console.error('Building the website (about 5 seconds) …');
  run(node(), [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn', 'packages/web'], { stdio: ['ignore', 2, 2] });
}

/** When each file below a folder was changed last. */
function newest(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isFile()) return [statSync(path).mtimeMs];
    return entry.isDirectory() && !['dist', 'node_modules', 'test'].includes(entry.name) ? newest(path) : [];
  });
}

/** Whether the browser that the tests of the website use is there; where Debian and root allow it, it is installed. */
export function installBrowser() {
  const browser = process.env.CAIRN_TEST_CHROMIUM ?? '/usr/bin/chromium';
  if (existsSync(browser)) return true;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  console.error('Installing Chromium by apt (once) …');
  const apt = (...args) =>
    spawnSync('apt-get', ['-q', ...args], { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  const packages = ['chromium', 'fonts-noto-core'];
  if (apt('install', '-y', '--no-install-recommends', ...packages).status !== 0) {
    apt('update');
    apt('install', '-y', '--no-install-recommends', ...packages);
  }
  return existsSync(browser);
}

/** Runs a command; ends this process with its status when it fails. */
export function run(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: environment(), ...options });
  if (done.error !== undefined) fail(`${command} could not be started: ${done.error.message}`);
  if (done.status !== 0) process.exit(done.status ?? 1);
}

/** @returns {never} */
export function fail(text) {
  console.error(text);
  process.exit(1);
}

/** Refuses a Node that cannot run Cairn, with what to do. */
export function requireNode() {
  const version = spawnSync(node(), ['--version'], { encoding: 'utf8' }).stdout.trim();
  if (Number(/^v(\d+)/.exec(version)?.[1]) >= 24) return;
  fail(`Cairn needs Node 24 or newer; ${version} was found and npm has no binary for this machine. Install Node 24 and try again.`);
}

export const version = () => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
