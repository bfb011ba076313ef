import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const main = resolve(import.meta.dirname, '../../src/main.ts');

/** What a run of the real command left behind. */
export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
  /** The one JSON document on standard output. */
  json(): unknown;
  /** Every JSON line on standard output. */
  lines(): unknown[];
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A program that runs the command: its name and arguments. */
  readonly through?: readonly string[];
}

/** Starts the real command as a child process on the sources; nothing of this process's settings reaches it. */
export function start(args: readonly string[], options: RunOptions = {}): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  const [program = process.execPath, ...words] = [...(options.through ?? []), process.execPath, '--conditions=cairn-source', main, ...args];
  return spawn(program, words, {
    cwd: options.cwd ?? tmpdir(),
    env: { PATH, HOME, LANG: 'C.UTF-8', TZ: 'UTC', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs the command to its end. */
export function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return ended(start(args, options));
}

export async function ended(child: ChildProcess): Promise<Ran> {
  let [out, err] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const lines = () => out.split('\n').flatMap((line): unknown[] => (line === '' ? [] : [JSON.parse(line)]));
  return { status, out, err, json: () => JSON.parse(out) as unknown, lines };
}

const made: string[] = [];
/** An empty folder that goes when the tests end. */
export function newFolder(name = 'folder'): string {
  const folder = mkdtempSync(join(tmpdir(), `cairn-${name}-`));
  made.push(folder);
  return folder;
}
export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Waits until `look` gives something; fails after a time in which it must have come. */
export async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 60_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`${what} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
