import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { newFolder, removeFolders, start, until } from './program.ts';

/** A start on a busy machine takes its time, milliseconds. */
const patience = 180_000;

/** A server as an operator starts it: `cairn serve`, its own data folder, mails in the outbox. */
export class TestServer {
  url = '';
  readonly data: string;
  readonly #env: Record<string, string>;
  #child: ChildProcess | null = null;
  #said = '';
  #port = '0';

  private constructor(env: Record<string, string>) {
    this.data = env.CAIRN_DATA ?? newFolder('server');
    this.#env = env;
  }

  static async start(env: Record<string, string> = {}): Promise<TestServer> {
    const server = new TestServer(env);
    await server.up();
    return server;
  }

  /** The server of all stories of a file: up before the first of them; after the last it ends, and the folders that they made go. */
  static forStories(): TestServer {
    const server = new TestServer({});
    beforeAll(() => server.up(), patience);
    afterAll(async () => {
      await server.down();
      removeFolders();
    }, patience);
    return server;
  }

  /** Starts it (again), at the address that it had. */
  async up(env: Record<string, string> = {}): Promise<void> {
    this.#said = '';
    const settings = { CAIRN_DATA: this.data, CAIRN_PORT: this.#port, CAIRN_LIMITS: 'off', ...this.#env, ...env };
    const child = start(['serve'], { cwd: this.data, env: settings });
    this.#child = child;
    const hear = (text: string) => (this.#said += text);
    child.stdout?.setEncoding('utf8').on('data', hear);
    child.stderr?.setEncoding('utf8').on('data', hear);
    this.url = await until('the line "cairn is ready at …"', () => {
      if (child.exitCode !== null) throw new Error(`the server ended: ${this.#said}`);
      return /cairn is ready at (\S+)/.exec(this.#said)?.[1];
    });
    this.#port = new URL(this.url).port;
  }

  /** Ends it as a supervisor does. */
  async down(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill(signal);
    await gone;
  }

  /** Code of the newest mail to an address, from the outbox; `after` = how many mails to it there were before. */
  async code(address: string, after = 0): Promise<string> {
    return until(`a code for ${address}`, () => {
      const codes = this.mails(address).flatMap((text) => /^(\d{8})\r?$/m.exec(text)?.[1] ?? []);
      return codes.length > after ? codes.at(-1) : undefined;
    });
  }
  /** How many mails with a code an address got. */
  codes(address: string): number {
    return this.mails(address).filter((text) => /^\d{8}\r?$/m.test(text)).length;
  }
  mails(address: string): string[] {
    const outbox = join(this.data, 'outbox');
    if (!existsSync(outbox)) return [];
    const names = readdirSync(outbox).filter((name) => name.endsWith('.eml'));
    const texts = names.sort().map((name) => readFileSync(join(outbox, name), 'utf8'));
    return texts.filter((text) => new RegExp(`^To: .*${address.replaceAll('.', '\\.')}`, 'mi').test(text));
  }
}
