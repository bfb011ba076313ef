// `npm run package [-- --out DIR] [--without-node] [--folder] [--debian] [--fast] [--as-built]`: the built product with everything that it runs on, as one
// archive with checksums and a bill of materials. The same sources give the same bytes.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { build, buildWebsite, environment, install, requireNode, root } from './launch.mjs';

const given = new Set(process.argv.slice(2));
const outAt = process.argv.indexOf('--out');
const out = resolve(outAt === -1 ? join(root, '.cache', 'package') : process.argv[outAt + 1]);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const machine = process.arch === 'arm64' ? 'arm64' : 'x64';
const name = `cairn-${version}-linux-${machine}`;
const place = join(out, name);
/** Packages of ours that run on a server; the website is there as what it was built to. */
const ours = ['protocol', 'geo', 'roads', 'sync', 'server', 'device', 'cli'].filter((one) => existsSync(join(root, 'packages', one)));

install();
requireNode();
if (!given.has('--as-built')) {
  build();
  buildWebsite();
}
rmSync(place, { recursive: true, force: true });
mkdirSync(place, { recursive: true });
for (const one of ours) copyOurs(one);
copy('packages/web/dist');
copyDependencies();
for (const path of ['deploy', 'docs', 'README.md', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md']) copy(path);
rmSync(join(place, 'docs/evidence'), { recursive: true, force: true });
mkdirSync(join(place, 'bin'));
symlinkSync('../packages/cli/bin/cairn.sh', join(place, 'bin/cairn'));
writeFileSync(join(place, 'bom.json'), npm('sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev'));
readable(place);
const made = given.has('--folder') ? [] : [archive()];
if (given.has('--debian')) made.push(debian());
const sums = made.map((file) => `${sha256(file)}  ${basename(file)}`);
if (made.length > 0) writeFileSync(join(out, 'SHA256SUMS'), `${sums.join('\n')}\n`);
console.log([...sums, place].join('\n'));

/** What a package of ours was built to, without what only compilers read. */
function copyOurs(one) {
  const from = join(root, 'packages', one);
  const runs = (path) => !/\.(d\.ts|tsbuildinfo|map)$/.test(path);
  for (const part of ['package.json', 'dist', 'bin']) {
    if (existsSync(join(from, part))) cpSync(join(from, part), join(place, 'packages', one, part), { recursive: true, filter: runs });
  }
}

/** What ours need at run time, as npm resolved it, and the Node that comes with it. */
function copyDependencies() {
  const workspaces = ours.flatMap((one) => ['-w', `packages/${one}`]);
  const listed = npm('ls', '--omit=dev', '--all', '--parseable', ...workspaces).split('\n');
  const modules = join(root, 'node_modules');
  for (const path of new Set(listed)) {
    if (!path.startsWith(`${modules}/`) || lstatSync(path).isSymbolicLink()) continue;
    const inside = relative(modules, path);
    if (/^node-linux-/.test(inside)) continue;
    const filter = (file) => file === path || !/(^|\/)node_modules$/.test(file);
    cpSync(path, join(place, 'node_modules', inside), { recursive: true, filter, verbatimSymlinks: true });
  }
  mkdirSync(join(place, 'node_modules/@cairn'), { recursive: true });
  for (const one of ours) symlinkSync(`../../packages/${one}`, join(place, 'node_modules/@cairn', one));
  if (given.has('--without-node')) return;
  const node = `node-linux-${machine}`;
  mkdirSync(join(place, 'node_modules', node, 'bin'), { recursive: true });
  for (const file of ['package.json', 'LICENSE', 'bin/node']) {
    if (existsSync(join(modules, node, file))) cpSync(join(modules, node, file), join(place, 'node_modules', node, file));
  }
  mkdirSync(join(place, 'node_modules/.bin'), { recursive: true });
  symlinkSync(`../${node}/bin/node`, join(place, 'node_modules/.bin/node'));
}

function copy(path) {
  mkdirSync(dirname(join(place, path)), { recursive: true });
  cpSync(join(root, path), join(place, path), { recursive: true });
}

/** Everybody may read it and nobody but root change it, whatever the mask of who packed it. */
function readable(folder) {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) readable(path);
    else if (entry.isFile()) chmodSync(path, (lstatSync(path).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}

function archive() {
  const file = join(out, `${name}.tar.gz`);
  const level = given.has('--fast') ? '-1' : '-9';
  execFileSync(
    'sh',
    [
      '-c',
      `tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@${epoch()} -cf - "$1" | gzip -n ${level} > "$2"`,
      'sh',
      name,
      file,
    ],
    {
      cwd: out,
    },
  );
  return file;
}

/** A Debian package: the same files under /opt/cairn, a service, a user of its own. */
function debian() {
  const tree = join(out, 'debian-root');
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(join(tree, 'opt'), { recursive: true });
  cpSync(place, join(tree, 'opt/cairn'), { recursive: true, verbatimSymlinks: true });
  for (const folder of ['DEBIAN', 'usr/bin', 'lib/systemd/system', 'etc/cairn']) mkdirSync(join(tree, folder), { recursive: true });
  symlinkSync('/opt/cairn/bin/cairn', join(tree, 'usr/bin/cairn'));
  cpSync(join(root, 'deploy/systemd/cairn.service'), join(tree, 'lib/systemd/system/cairn.service'));
  cpSync(join(root, 'deploy/systemd/cairn.env'), join(tree, 'etc/cairn/cairn.env'));
  chmodSync(join(tree, 'etc/cairn/cairn.env'), 0o600);
  const control = readFileSync(join(root, 'deploy/debian/control'), 'utf8');
  const architecture = machine === 'arm64' ? 'arm64' : 'amd64';
  writeFileSync(join(tree, 'DEBIAN/control'), control.replace('@VERSION@', version).replace('@ARCHITECTURE@', architecture));
  writeFileSync(join(tree, 'DEBIAN/conffiles'), '/etc/cairn/cairn.env\n');
  for (const script of ['postinst', 'prerm', 'postrm']) {
    cpSync(join(root, 'deploy/debian', script), join(tree, 'DEBIAN', script));
    chmodSync(join(tree, 'DEBIAN', script), 0o755);
  }
  const file = join(out, `cairn_${version}_${architecture}.deb`);
  const compression = given.has('--fast') ? ['-Zgzip', '-z1'] : ['-Zxz'];
  execFileSync('dpkg-deb', ['--root-owner-group', ...compression, '--build', tree, file], {
    env: { ...process.env, SOURCE_DATE_EPOCH: String(epoch()) },
    stdio: ['ignore', 2, 2],
  });
  rmSync(tree, { recursive: true });
  return file;
}

/** The time of the sources: SOURCE_DATE_EPOCH, else that of the newest commit, else a fixed one. */
function epoch() {
  const set = Number(process.env.SOURCE_DATE_EPOCH);
  if (Number.isSafeInteger(set) && set > 0) return set;
  try {
    return Number(execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  } catch {
    return 1_767_225_600;
  }
}
/** npm says with its status that something is not as it would have it; what it lists counts all the same. */
function npm(...args) {
  try {
    return execFileSync('npm', args, {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      env: environment(),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    return error.stdout;
  }
}
function sha256(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
