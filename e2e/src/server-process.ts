import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const repository = resolve(import.meta.dirname, '..', '..');
const program = join(repository, 'packages', 'cli', 'dist', 'main.js');

export interface ServerOptions {
  /** Data folder. */
  readonly data: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Program and arguments to put before the server's, e.g. a tracer. */
  readonly through?: readonly string[];
}

/** A real server process on the built product. */
export class ServerProcess {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #lines: string[];
  readonly #ended: Promise<number | null>;

  readonly #group: boolean;

  private constructor(url: string, child: ChildProcess, lines: string[], ended: Promise<number | null>, group: boolean) {
    this.#group = group;
    this.url = url;
    this.#child = child;
    this.#lines = lines;
    this.#ended = ended;
  }

  /** Starts and waits until it answers. @throws Error with the process's own words when it ends before that. */
  static async start(options: ServerOptions): Promise<ServerProcess> {
    const command = options.through?.[0] ?? process.execPath;
    const args = options.through === undefined ? [program, 'serve'] : [...options.through.slice(1), process.execPath, program, 'serve'];
    const child = spawn(command, args, {
      cwd: repository,
      env: {
        ...withoutSettings(process.env),
        CAIRN_DATA: options.data,
        CAIRN_PORT: '0',
        CAIRN_LIMITS: 'off',
        CAIRN_LOG: 'warn',
        ...options.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A tracer keeps signals from what it traces: both are in a group of their own, which gets them.
      detached: options.through !== undefined,
    });
    const lines: string[] = [];
    const ended = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null);
    const ready = new Promise<string>((found) => {
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream }).on('line', (line) => {
          lines.push(line);
          const url = /^cairn is ready at (\S+)/.exec(line)?.[1];
          if (url !== undefined) found(url);
        });
      }
    });
    const url = await Promise.race([ready, ended.then(() => null)]);
    if (url === null) throw new ServerEnded((await ended) ?? -1, lines);
    return new ServerProcess(url, child, lines, ended, options.through !== undefined);
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }
  /** Everything it has said so far. */
  get output(): readonly string[] {
    return this.#lines;
  }
  /** Ends when the process has; its status, null when a signal ended it. */
  get ended(): Promise<number | null> {
    return this.#ended;
  }
  /** Sends a signal and waits for the end. */
  async end(signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT'): Promise<number | null> {
    if (this.#group) process.kill(-this.pid, signal);
    else this.#child.kill(signal);
    return this.#ended;
  }
}

/** What this process was told about tests is no setting of a server. */
export function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('CAIRN_')));
}

/** The server ended before it answered. */
export class ServerEnded extends Error {
  override readonly name = 'ServerEnded';
  readonly status: number;
  readonly lines: readonly string[];
  constructor(status: number, lines: readonly string[]) {
    super(`the server ended with status ${status} before it answered:\n${lines.join('\n')}`);
    this.status = status;
    this.lines = lines;
  }
}
