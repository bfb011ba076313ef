// What we ship, installed for real. By command, as root: `CAIRN_TEST_LONG=1 npx vitest run e2e/test/installed.test.ts`.
// A Debian root is made by mmdebstrap from Debian's mirror (minutes), or unpacked from the archive that CAIRN_TEST_DEBIAN_ROOT names. The image is
// the one that CAIRN_TEST_IMAGE names, built as docs/operators/installing.md says.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFileSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import getPort from 'get-port';
import { afterAll, expect, test } from 'vitest';
import { Writer, noise, notThere } from '../../packages/cli/test/world/library.ts';
import { until } from '../../packages/cli/test/world/program.ts';

const repository = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'cairn-installed-'));
const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true, force: true });
}, 120_000);
const patience = 1_800_000;
const has = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const isRoot = process.getuid?.() === 0;

/** The code of the newest mail to an address, in texts of mails. */
const codeIn = (mails: readonly string[], address: string): string | undefined =>
  mails
    .filter((text) => text.includes(`To: ${address}`))
    .flatMap((text) => /^(\d{8})\r?$/m.exec(text)?.[1] ?? [])
    .at(-1);
const filesOf = (path: string): string[] =>
  existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.eml')).sort().map((name) => readFileSync(join(path, name), 'utf8')) : []; // prettier-ignore
/** Somebody signs up by a code from the outbox and brings something small and something large. */
async function use(url: string, mails: () => string[]): Promise<Writer> {
  const code = (address: string) => until('a code', () => codeIn(mails(), address));
  const writer = await Writer.signUp({ url, code }, 'anna@example.org');
  await writer.put([
    { name: 'small.gpx', plain: noise('small', 500) },
    { name: 'large.gpx', plain: noise('large', 400_000) },
  ]);
  expect(await notThere({ url }, writer.token, writer.acknowledged)).toEqual([]);
  return writer;
}
async function ready(url: string): Promise<void> {
  await until('an answer', async () => ((await fetch(`${url}/readyz`).catch(() => null))?.status === 200 ? true : undefined));
}
/** Every file below a folder with its owner, rights and content. */
function everything(path: string): string[] {
  return (readdirSync(path, { recursive: true }) as string[]).sort().map((name) => {
    const stat = lstatSync(join(path, name));
    const content = stat.isFile()
      ? createHash('sha256')
          .update(readFileSync(join(path, name)))
          .digest('hex')
      : '';
    return `${name} ${stat.uid} ${stat.mode.toString(8)} ${content}`;
  });
}

test.skipIf(!isRoot || !has('mmdebstrap') || !has('dpkg-deb'))(
  '[needs mmdebstrap] O6 the Debian package in a Debian: installed by apt, run as its unit says, used; an upgrade, a removal and a purge lose nothing of what people have',
  { timeout: patience },
  async () => {
    const root = join(folder, 'debian');
    mkdirSync(root);
    const given = process.env['CAIRN_TEST_DEBIAN_ROOT'];
    if (given === undefined)
      execFileSync('mmdebstrap', ['--variant=minbase', '--include=adduser', 'bookworm', root], { stdio: ['ignore', 2, 2] });
    else execFileSync('tar', ['-xf', given, '-C', root]);
    const out = join(folder, 'out');
    execFileSync(process.execPath, ['tools/package.mjs', '--as-built', '--folder', '--debian', '--fast', '--out', out], {
      cwd: repository,
    });
    const [first = ''] = readdirSync(out).filter((name) => name.endsWith('.deb'));
    execFileSync('cp', [join(out, first), join(root, 'first.deb')]);
    execFileSync('cp', [newer(join(out, first)), join(root, 'second.deb')]);
    rmSync(out, { recursive: true });
    const apt = (...words: string[]): string => {
      const done = inside(root, ['apt-get', '-y', '-o', 'APT::Sandbox::User=root', ...words]);
      expect([words, done.status, done.stderr], done.stdout).toEqual([words, 0, expect.any(String)]);
      return done.stdout;
    };
    const data = join(root, 'var/lib/cairn');
    const settings = join(root, 'etc/cairn/cairn.env');

    expect(apt('install', '/first.deb')).toContain('Write its settings into /etc/cairn/cairn.env');
    const [uid = 0, gid = 0] = (/^cairn:x:(\d+):(\d+):/m.exec(readFileSync(join(root, 'etc/passwd'), 'utf8')) ?? []).slice(1).map(Number);
    expect([uid > 0, gid > 0]).toEqual([true, true]);
    expect([statSync(settings).mode & 0o777, statSync(settings).uid]).toEqual([0o600, 0]);
    expect(everything(join(root, 'opt/cairn')).filter((line) => !/ 0 (1007|407|1206)/.test(line) && !/ 0 (100|40)[67][045][045] /.test(line) && !/ 0 120777 /.test(line))).toEqual([]); // prettier-ignore
    expect(readlinkSync(join(root, 'usr/bin/cairn'))).toBe('/opt/cairn/bin/cairn');
    const unit = readFileSync(join(root, 'lib/systemd/system/cairn.service'), 'utf8');
    if (has('systemd-analyze') && existsSync('/lib/systemd/system/sysinit.target')) {
      // What it refers to comes with systemd, which this root has not.
      execFileSync('sh', ['-c', 'cp -an /lib/systemd/system/*.target /lib/systemd/system/*.slice "$0/lib/systemd/system/"', root]);
      const verified = spawnSync('systemd-analyze', ['verify', `--root=${root}`, 'cairn.service'], { encoding: 'utf8' });
      expect(`${verified.stdout}${verified.stderr}`.split('\n').filter((line) => line.includes('cairn'))).toEqual([]);
    }

    const port = await getPort();
    const url = `http://127.0.0.1:${port}`;
    appendFileSync(settings, `CAIRN_PORT=${port}\n`);
    const begun = await asItsUnitSays(root, unit, { data, uid, gid });
    await ready(url);
    const writer = await use(url, () => filesOf(join(data, 'outbox')));
    expect([statSync(data).mode & 0o777, statSync(data).uid]).toEqual([0o700, uid]);
    const administered = inside(root, ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', 'env', 'CAIRN_DATA=/var/lib/cairn', 'cairn', 'admin', 'storage', '--json']); // prettier-ignore
    expect(JSON.parse(administered.stdout)).toMatchObject({ ready: true, accounts: { active: 1 } });

    // An upgrade while it runs: the files change beneath it, the supervisor starts it afresh.
    apt('install', '/second.deb');
    expect(readFileSync(settings, 'utf8')).toContain(`CAIRN_PORT=${port}`);
    expect(inside(root, ['dpkg-query', '-W', '-f', '${Version} ${Status}', 'cairn']).stdout).toMatch(/\+again install ok installed$/);
    expect(await begun.stop()).toBe(0);
    const upgraded = await asItsUnitSays(root, unit, { data, uid, gid });
    await ready(url);
    expect(await notThere({ url }, writer.token, writer.acknowledged)).toEqual([]);
    await writer.put([{ name: 'after.gpx', plain: noise('after', 900) }]);
    expect(await upgraded.stop()).toBe(0);

    const before = everything(data);
    expect(before.length).toBeGreaterThan(5);
    apt('install', '--reinstall', '/second.deb');
    expect(everything(data)).toEqual(before);
    apt('remove', 'cairn');
    expect([existsSync(join(root, 'opt/cairn')), existsSync(join(root, 'usr/bin/cairn')), existsSync(settings)]).toEqual([
      false,
      false,
      true,
    ]);
    expect(everything(data)).toEqual(before);
    apt('purge', 'cairn');
    expect(existsSync(settings)).toBe(false);
    expect(everything(data)).toEqual(before);

    // Who installs it again has everything.
    apt('install', '/first.deb');
    appendFileSync(settings, `CAIRN_PORT=${port}\n`);
    const again = await asItsUnitSays(root, unit, { data, uid, gid });
    await ready(url);
    expect(await notThere({ url }, writer.token, writer.acknowledged)).toEqual([]);
    expect(await again.stop()).toBe(0);
  },
);

/** A package with the same files and a higher version. */
function newer(file: string): string {
  const tree = join(folder, 'again');
  execFileSync('dpkg-deb', ['-R', file, tree]);
  const control = join(tree, 'DEBIAN/control');
  writeFileSync(control, readFileSync(control, 'utf8').replace(/^(Version: .*)$/m, '$1+again'));
  const made = join(folder, 'again.deb');
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '-b', tree, made], { stdio: ['ignore', 'ignore', 2] });
  rmSync(tree, { recursive: true });
  return made;
}
const path = '/usr/sbin:/usr/bin:/sbin:/bin';
/** A mount namespace of its own, with /proc: it goes with the process. */
const insideOf = (root: string): string[] => [
  '-m',
  'sh',
  '-c',
  'mount -t proc proc "$0/proc" && mount -t devpts devpts "$0/dev/pts" && exec chroot "$0" "$@"',
  root,
];
function inside(root: string, command: readonly string[]) {
  const env = { PATH: path, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('unshare', [...insideOf(root), ...command], { encoding: 'utf8', env, maxBuffer: 64 * 1024 * 1024 });
}
/** What systemd does with the unit, as far as it can be done without: state folder, user, settings, mask, command. */
async function asItsUnitSays(root: string, unit: string, { data, uid, gid }: { data: string; uid: number; gid: number }) {
  const said = (name: string): string[] => [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value);
  expect([said('User'), said('Group'), said('StateDirectory'), said('StateDirectoryMode')]).toEqual([
    ['cairn'],
    ['cairn'],
    ['cairn'],
    ['0700'],
  ]);
  if (!existsSync(data)) {
    mkdirSync(data, { mode: 0o700 });
    chownSync(data, uid, gid);
  }
  const lines = readFileSync(join(root, said('EnvironmentFile')[0]?.replace(/^-/, '') ?? ''), 'utf8').split('\n');
  const variables = [...said('Environment'), ...lines.filter((line) => /^[A-Z_]+=/.test(line))];
  const rights = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--no-new-privs', '--bounding-set=-all'];
  const command = [
    'setpriv',
    ...rights,
    'sh',
    '-c',
    `umask ${said('UMask')[0]}; cd ${said('WorkingDirectory')[0]}; exec ${said('ExecStart')[0]}`,
  ];
  const child: ChildProcess = spawn('unshare', [...insideOf(root), 'env', '-i', `PATH=${path}`, ...variables, ...command], {
    stdio: 'ignore',
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  closing.push(() => {
    child.kill('SIGKILL');
  });
  return {
    async stop(): Promise<number | null> {
      child.kill('SIGTERM');
      return (await ended)[0];
    },
  };
}

const image = process.env['CAIRN_TEST_IMAGE'];
const engine = process.env['CAIRN_TEST_ENGINE'] ?? 'podman';
test.skipIf(image === undefined || !has(engine))(
  '[needs podman] O6 the image: nobody in particular, nothing writable but the volume, ready, stopped cleanly by SIGTERM; another container on the volume has everything',
  { timeout: patience },
  async () => {
    const run = (...words: string[]): string => execFileSync(engine, words, { encoding: 'utf8' }).trim();
    const name = `cairn-test-${process.pid}`;
    const port = await getPort();
    const url = `http://127.0.0.1:${port}`;
    const start = (container: string): void => {
      const safe = ['--read-only', '--cap-drop', 'all', '--security-opt', 'no-new-privileges'];
      run('run', '-d', '--name', container, ...safe, '-p', `127.0.0.1:${port}:8080`, '-v', `${name}:/data`, '-e', `CAIRN_PUBLIC_URL=${url}`, image ?? ''); // prettier-ignore
      closing.push(() => void spawnSync(engine, ['rm', '-f', container], { stdio: 'ignore' }));
    };
    closing.push(() => void spawnSync(engine, ['volume', 'rm', '-f', name], { stdio: 'ignore' }));
    start(`${name}-1`);
    await ready(url);
    const within = (command: string) => spawnSync(engine, ['exec', `${name}-1`, 'sh', '-c', command], { encoding: 'utf8' });
    expect(within('id -u; id -g').stdout).toBe('10001\n10001\n');
    for (const place of ['/', '/opt/cairn', '/usr/local/bin', '/etc'])
      expect([place, within(`touch ${place}/x`).status]).toEqual([place, 1]);
    expect(within('touch /data/x && rm /data/x').status).toBe(0);
    const rights = within('cat /proc/1/status').stdout;
    for (const line of [/^CapEff:\t0+$/m, /^CapBnd:\t0+$/m, /^NoNewPrivs:\t1$/m]) expect(rights).toMatch(line);
    expect(within('stat -c %a /data').stdout).toBe('700\n');
    expect(within('command -v npm npx yarn corepack').stdout).toBe('');
    const health = JSON.parse(run('inspect', '--format', '{{json .Config.Healthcheck}}', `${name}-1`)) as { Test: string[] } | null;
    expect(health, 'the image has no health check: build it with --format docker').not.toBe(null);
    expect(spawnSync(engine, ['exec', `${name}-1`, ...(health?.Test.slice(1) ?? [])]).status).toBe(0);
    // There is one.
    const writer = await use(url, () => [within('cat /data/outbox/*.eml').stdout]);

    run('stop', '-t', '45', `${name}-1`);
    expect(run('inspect', '--format', '{{.State.ExitCode}}', `${name}-1`)).toBe('0');
    start(`${name}-2`);
    await ready(url);
    expect(await notThere({ url }, writer.token, writer.acknowledged)).toEqual([]);
    run('stop', '-t', '45', `${name}-2`);
  },
);
