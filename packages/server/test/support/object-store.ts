import { execFile, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import getPort from 'get-port';

/** A real object store that speaks S3: Ceph's gateway over an object server in memory, on loopback, for as long as the tests run. */
export interface ObjectStore {
  readonly url: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** An empty one, there from the beginning. */
  readonly bucket: string;
  stop(): Promise<void>;
}

const programs = ['monmaptool', 'ceph-mon', 'ceph-mgr', 'ceph-osd', 'ceph', 'radosgw', 'radosgw-admin'];
const call = promisify(execFile);
const bucket = 'cairn';

/**
 * Why there is no object store here; null when there is one. Without its packages tests are skipped, but where they could be installed
 * and every test is asked for (CI=true) their absence is a failure.
 */
export function noObjectStore(): string | null {
  const missing = programs.filter((program) => spawnSync('which', [program]).status !== 0);
  if (missing.length === 0) return process.getuid?.() === 0 ? null : 'Ceph is started by root only';
  const candidate = spawnSync('apt-cache', ['policy', 'radosgw'], { encoding: 'utf8' });
  const installable = process.getuid?.() === 0 && /Candidate: \d/.test(candidate.stdout);
  const how = 'apt-get install --no-install-recommends radosgw ceph-mon ceph-osd ceph-mgr ceph-common';
  if (installable && process.env['CI'] === 'true') throw new Error(`The object store of the tests is missing: ${how}`);
  return `no object store here (${how})`;
}

/** Starts one; some 15 seconds. `bytes`: what it can hold, in memory. */
export async function startObjectStore(bytes = 2 * 1024 ** 3): Promise<ObjectStore> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-rgw-'));
  const [monitor, gateway] = [await getPort(), await getPort()];
  for (const name of ['mon', 'osd', 'mgr', 'rgw', 'run', 'log']) mkdirSync(join(folder, name));
  const conf = join(folder, 'ceph.conf');
  const cluster = randomUUID();
  writeFileSync(conf, settingsOf({ folder, cluster, monitor, gateway, bytes }));
  const ceph = (program: string, ...args: string[]) =>
    patiently(() => call(program, ['-c', conf, ...args], { timeout: 120_000, cwd: folder }));
  const stop = async (): Promise<void> => {
    for (let round = 0; round < 50; round++) {
      const running = pidsIn(folder).filter(isRunning);
      if (running.length === 0) break;
      for (const pid of running) process.kill(pid, 'SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await call('monmaptool', [
      '--create',
      '--clobber',
      '--addv',
      'a',
      `v1:127.0.0.1:${monitor}`,
      '--fsid',
      cluster,
      join(folder, 'monmap'),
    ]);
    await ceph('ceph-mon', '--mkfs', '-i', 'a', '--monmap', join(folder, 'monmap'));
    await ceph('ceph-mon', '-i', 'a');
    await ceph('ceph', '-s', '--connect-timeout', '20');
    await ceph('ceph-mgr', '-i', 'x');
    const disk = randomUUID();
    await ceph('ceph', 'osd', 'new', disk);
    await ceph('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', disk);
    await ceph('ceph-osd', '-i', '0');
    await until('the object server', async () => (await ceph('ceph', 'osd', 'stat', '--connect-timeout', '5')).stdout.includes('1 up'));
    const user = ['user', 'create', '--uid=t', '--display-name=t', '--access-key=AKTEST', '--secret-key=SKTEST'];
    await ceph('radosgw-admin', ...user);
    const served = spawn('radosgw', ['-c', conf, '-n', 'client.rgw', '-f'], { cwd: folder, stdio: 'ignore' });
    writeFileSync(join(folder, 'run', 'gateway.pid'), String(served.pid));
    const url = `http://127.0.0.1:${gateway}`;
    await until('the gateway', async () => (await fetch(url)).status < 500);
    const keys = { accessKey: 'AKTEST', secretKey: 'SKTEST' };
    const credentials = { accessKeyId: keys.accessKey, secretAccessKey: keys.secretKey };
    const client = new S3Client({ endpoint: url, region: 'us-east-1', forcePathStyle: true, credentials });
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    client.destroy();
    return { url, ...keys, bucket, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function settingsOf(at: { folder: string; cluster: string; monitor: number; gateway: number; bytes: number }): string {
  return `[global]
fsid = ${at.cluster}
mon host = v1:127.0.0.1:${at.monitor}
mon initial members = a
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
run dir = ${at.folder}/run
admin socket = ${at.folder}/run/$name.asok
log file = ${at.folder}/log/$name.log
pid file = ${at.folder}/run/$name.pid
ms bind ipv6 = false
public network = 127.0.0.0/8
[mon]
mon data = ${at.folder}/mon
mon pg warn min per osd = 0
[osd]
osd objectstore = memstore
osd data = ${at.folder}/osd
memstore device bytes = ${at.bytes}
[mgr]
mgr data = ${at.folder}/mgr
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:${at.gateway}
rgw dns name = 127.0.0.1
`;
}

/** Only processes that wrote their number here: nobody else's. */
function pidsIn(folder: string): number[] {
  const names = readdirSync(join(folder, 'run')).filter((name) => name.endsWith('.pid'));
  return names.map((name) => Number(readFileSync(join(folder, 'run', name), 'utf8').trim())).filter((pid) => pid > 1);
}
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
/**
 * A client of Ceph that speaks before the monitor has told it of the cluster is refused as one of another cluster (EPERM, "wrong fsid"),
 * which happens on a busy machine: it is asked again.
 */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let left = 60; ; left--) {
    try {
      return await ask();
    } catch (error) {
      if (left === 0 || !/EPERM|not permitted/.test(String(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
async function until(what: string, look: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await look().catch(() => false))) {
    if (Date.now() > end) throw new Error(`${what} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
