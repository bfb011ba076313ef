import { Worker } from 'node:worker_threads';
import { threadMemory } from '../thread-memory.ts';
import type { PackedOutcome } from './wire.ts';
import { ownedBuffers, toCatalogue, unpackError } from './wire.ts';

export interface WorkerSettings {
  readonly role: 'writer' | 'reader';
  readonly file: string;
}
export interface Asked {
  readonly calls: readonly { readonly id: number; readonly name: string; readonly args: readonly unknown[] }[];
  readonly close?: boolean;
}
export interface Answered {
  readonly answers: readonly { readonly id: number; readonly outcome: PackedOutcome }[];
}
interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** A connection in a thread of its own. Calls made in one turn of the event loop travel as one message. */
export class StoreThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exited: Promise<void>;
  #queue: Asked['calls'][number][] = [];
  #nextId = 1;
  #ended: Error | null = null;

  constructor(settings: WorkerSettings) {
    const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';
    this.#worker = new Worker(new URL(file, import.meta.url), { workerData: settings, resourceLimits: threadMemory });
    this.#worker.on('message', (answered: Answered) => this.#receive(answered));
    this.#exited = new Promise((resolve) => {
      this.#worker.on('error', (error) => this.#end(error instanceof Error ? error : new Error(String(error))));
      this.#worker.on('exit', () => {
        this.#end(new Error('the thread of the database has ended'));
        resolve();
      });
    });
  }

  /** Runs a command. A `bytes` property of the first argument is handed over: the caller must not touch it again. */
  call(name: string, args: readonly unknown[]): Promise<unknown> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#waiting.set(id, { resolve, reject });
      this.#queue.push({ id, name, args });
      if (this.#queue.length === 1) setImmediate(() => this.#send());
    });
  }

  async close(): Promise<void> {
    this.#send();
    const bye: Asked = { calls: [], close: true };
    this.#worker.postMessage(bye);
    await this.#exited;
  }

  #send(): void {
    if (this.#queue.length === 0 || this.#ended !== null) return;
    const asked: Asked = { calls: this.#queue };
    this.#queue = [];
    this.#worker.postMessage(
      asked,
      asked.calls.flatMap((call) => ownedBuffers(call.args[0])),
    );
  }

  #receive(answered: Answered): void {
    for (const { id, outcome } of answered.answers) {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (outcome.ok) waiting?.resolve(outcome.value);
      else waiting?.reject(toCatalogue(unpackError(outcome.error)));
    }
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const waiting of this.#waiting.values()) waiting.reject(this.#ended);
    this.#waiting.clear();
  }
}
