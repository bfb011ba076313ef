import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ServerProcess, withoutSettings } from '@cairn/e2e';

const program = resolve(import.meta.dirname, '..', '..', '..', 'packages', 'cli', 'dist', 'main.js');

/** The built server as a process on a real disk (SQLite and files). It serves many histories, each on an account of its own. */
export class RealServer {
  readonly data: string;
  #process: ServerProcess;

  private constructor(data: string, process: ServerProcess) {
    this.data = data;
    this.#process = process;
  }
  static async start(): Promise<RealServer> {
    const data = await mkdtemp(join(tmpdir(), 'cairn-real-server-'));
    return new RealServer(data, await ServerProcess.start({ data }));
  }

  get url(): string {
    return this.#process.url;
  }
  get port(): number {
    return Number(new URL(this.url).port);
  }
  /** The process dies at once and is started again over what lies on the disk. It answers at another port then. */
  async kill(): Promise<void> {
    await this.#process.end('SIGKILL');
    this.#process = await ServerProcess.start({ data: this.data });
  }
  /** Ends the server as an operator does and looks at all that it keeps (`cairn verify`, R25). @returns what is wrong, in words; null = nothing. */
  async stopAndVerify(): Promise<string | null> {
    await this.#process.end('SIGTERM');
    const child = spawn(process.execPath, [program, 'verify'], {
      cwd: this.data,
      env: { ...withoutSettings(process.env), CAIRN_DATA: this.data },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const words: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => words.push(String(piece)));
    const [status] = (await once(child, 'close')) as [number | null];
    return status === 0 ? null : `cairn verify ended with ${String(status)}: ${words.join('')}`;
  }
  /** Nothing of it stays. */
  async discard(): Promise<void> {
    await this.#process.end('SIGKILL');
    await rm(this.data, { recursive: true, force: true });
  }
}
