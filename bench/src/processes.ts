import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly folder?: string;
  /** Exit statuses that are no failure; default only 0. */
  readonly allow?: readonly number[];
}
export interface RunResult {
  readonly seconds: number;
  readonly output: string;
}

/**
 * Runs a command to its end. `seconds` is from the start of the process to its exit, as a person at a terminal waits.
 * @throws Error with the command and what it said, when its exit status is not allowed.
 */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const begun = performance.now();
  const child = spawn(command, args, { cwd: options.folder, env: options.env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  const messages: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => output.push(piece));
  child.stderr.on('data', (piece: Buffer) => messages.push(piece));
  let ended = begun;
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', () => (ended = performance.now()));
    child.on('close', resolve);
  });
  if (status === null || !(options.allow ?? [0]).includes(status)) {
    const said = Buffer.concat([...output, ...messages])
      .toString()
      .slice(-2000);
    throw new Error(`${command} ${args.join(' ')} ended with ${String(status)}:\n${said}`);
  }
  return { seconds: (ended - begun) / 1000, output: Buffer.concat(output).toString() };
}

/** A process that goes on until it is stopped; what it says goes to a file. */
export interface Service {
  readonly pid: number;
  readonly ended: () => boolean;
  /** Ends it (SIGTERM, after 10 s SIGKILL) and waits for that. */
  readonly stop: () => Promise<void>;
}

const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** Starts a process that goes on; `log` receives what it says. */
export function start(command: string, args: readonly string[], log: string, options: RunOptions = {}): Service {
  const file = openSync(log, 'a');
  const child = spawn(command, args, { cwd: options.folder, env: options.env ?? process.env, stdio: ['ignore', file, file] });
  closeSync(file);
  running.add(child);
  const ended = new Promise<void>((resolve) => {
    child.on('error', () => resolve());
    child.on('exit', () => resolve());
  }).then(() => void running.delete(child));
  if (child.pid === undefined) throw new Error(`${command} could not be started`);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(patience);
  };
  return { pid: child.pid, ended: () => child.exitCode !== null || child.signalCode !== null, stop };
}

/** Waits until the port answers. @throws Error after 30 s or when the service ends before, with the end of the log. */
export async function untilListening(service: Service, port: number, log: string): Promise<void> {
  const opens = (): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('connect', () => resolve(socket.destroy().destroyed));
      socket.on('error', () => resolve(false));
    });
  const settled = async (): Promise<boolean> => service.ended() || opens();
  const complaint = async (): Promise<string> => `nothing listens on port ${port}:\n${(await readFile(log, 'utf8')).slice(-2000)}`;
  await until(settled, 30, complaint);
  if (service.ended()) throw new Error(await complaint());
}

/** Asks every few milliseconds until the answer is true. @throws Error after `seconds`. */
export async function until(
  ask: () => boolean | Promise<boolean>,
  seconds: number,
  complaint: () => string | Promise<string>,
  everyMs = 5,
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await ask())) {
    if (performance.now() > end) throw new Error(await complaint());
    await sleep(everyMs);
  }
}

/** Seconds that an act takes. */
export async function timed(act: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await act();
  return (performance.now() - begun) / 1000;
}
