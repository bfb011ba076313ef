// Imports run one way (ARCHITECTURE.md): fails, naming the line, where a file imports against the arrows.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

const root = resolve(import.meta.dirname, '..');
/** What each package may import of ours. */
const mayImport = {
  protocol: [],
  geo: ['protocol'],
  sync: ['protocol', 'geo'],
  roads: ['protocol', 'geo'],
  server: ['protocol', 'geo', 'roads'],
  device: ['protocol', 'geo', 'sync'],
  cli: ['protocol', 'geo', 'sync', 'device', 'server'],
  web: ['protocol', 'geo', 'sync'],
  simulation: ['protocol', 'geo', 'sync', 'device', 'server', 'e2e', 'bench'],
  e2e: ['protocol', 'server'],
  bench: ['protocol', 'geo', 'server', 'roads'],
};
/** Rooms of the server, outermost first; a file imports from its own room or from those its row names. */
const serverRooms = {
  routes: ['administration', 'accounts', 'library', 'plans', 'jobs', 'log', 'ports', 'mail', 'trips'],
  administration: ['accounts', 'plans', 'jobs', 'log', 'ports', 'mail'],
  jobs: ['accounts', 'library', 'plans', 'log', 'ports', 'mail'],
  accounts: ['plans', 'log', 'ports', 'mail'],
  library: ['plans', 'log', 'ports'],
  plans: ['ports', 'log'],
  trips: ['ports'],
  mail: ['ports'],
  upkeep: ['log', 'ports'],
  log: ['ports'],
  ports: ['log'],
  adapters: ['ports', 'log'],
};
/** Packages that run in browsers too: nothing of Node. */
const pure = ['protocol', 'geo', 'sync', 'web'];
/** Packages that a command or a page starts with: they do without the schemas, which take longer to load than a `status` takes. */
const quick = ['geo', 'sync', 'device', 'cli', 'web'];

const faults = [];
for (const file of sources()) {
  const path = relative(root, file);
  const home = homeOf(path);
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    const target = /(?:from|import)\s*\(?\s*'([^']+)'/.exec(line)?.[1];
    if (target !== undefined) judge(path, home, target, index + 1, file);
  }
}

function judge(path, home, target, line, file) {
  const ours = /^@cairn\/(\w+)/.exec(target)?.[1];
  if (ours !== undefined && !mayImport[home].includes(ours)) faults.push(`${path}:${line} ${home} may not import ${ours}`);
  if (quick.includes(home) && target === '@cairn/protocol/schemas') faults.push(`${path}:${line} ${home} starts without the schemas`);
  if (pure.includes(home) && target.startsWith('node:')) faults.push(`${path}:${line} ${home} is pure and may not import ${target}`);
  if (!target.startsWith('.')) return;
  const to = relative(root, resolve(dirname(file), target));
  if (homeOf(to) !== home) faults.push(`${path}:${line} reaches into ${homeOf(to)} by path`);
  if (home !== 'server') return;
  const [from, into] = [roomOf(path), roomOf(to)];
  if (from !== null && into !== null && from !== into && !serverRooms[from].includes(into)) {
    faults.push(`${path}:${line} server room ${from} may not import ${into}`);
  }
}
function homeOf(path) {
  const parts = path.split(sep);
  return parts[0] === 'packages' ? parts[1] : parts[0];
}
function roomOf(path) {
  const room = path.split(sep)[3];
  return room !== undefined && room in serverRooms ? room : null;
}
function* sources() {
  const homes = [...readdirSync(join(root, 'packages')).map((name) => join('packages', name)), 'simulation', 'e2e', 'bench'];
  for (const home of homes) yield* walk(join(root, home, 'src'));
}
function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (/\.tsx?$/.test(entry.name)) yield path;
  }
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log('imports run one way');
