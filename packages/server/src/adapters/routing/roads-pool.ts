import { Worker } from 'node:worker_threads';
import type { LoadedGraph } from '@cairn/roads';
import type { RoadsAnswer, RoadsOrder, RoadsQuestion } from './roads-words.ts';

/** A question that waits for a thread. */
interface Waiting {
  readonly ask: RoadsQuestion;
  readonly signal: AbortSignal;
  readonly answer: (answer: RoadsAnswer | 'busy' | 'failed') => void;
}
/** So many questions may wait; more would be answered too late to matter. */
const mostWaiting = 200;

/** Threads that find ways on one graph in shared memory. */
export class RoadsPool {
  readonly #graph: LoadedGraph;
  readonly #size: number;
  readonly #threads: RoadsThread[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #complain: (reason: string) => void;
  #closed = false;

  constructor(graph: LoadedGraph, size: number, complain: (reason: string) => void) {
    this.#graph = graph;
    this.#size = size;
    this.#complain = complain;
    // Started at once: the first question does not wait for a thread to come up.
    for (let number = 0; number < size; number++) this.#start();
  }

  /** `busy` when too much waits already; `failed` when the thread broke over it, which is logged. */
  ask(ask: RoadsQuestion, signal: AbortSignal): Promise<RoadsAnswer | 'busy' | 'failed'> {
    if (this.#closed || this.#waiting.length >= mostWaiting) return Promise.resolve('busy');
    return new Promise((answer) => {
      this.#waiting.push({ ask, signal, answer });
      this.#next();
    });
  }
  async close(): Promise<void> {
    this.#closed = true;
    for (const { answer } of this.#waiting.splice(0)) answer('failed');
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#idle();
      if (thread === null) return;
      const waiting = this.#waiting.shift();
      if (waiting === undefined) return;
      // Nobody waits for it any more: a point that is dragged asks several times a second.
      if (waiting.signal.aborted) {
        waiting.answer('busy');
        continue;
      }
      void thread.ask(waiting.ask).then((answer) => {
        if (typeof answer !== 'string' && answer.kind === 'failed') this.#complain(answer.reason);
        waiting.answer(answer === 'ended' || answer.kind === 'failed' ? 'failed' : answer);
        this.#next();
      });
    }
  }
  #idle(): RoadsThread | null {
    const idle = this.#threads.find((thread) => !thread.isBusy);
    return idle ?? (this.#threads.length < this.#size ? this.#start() : null);
  }
  #start(): RoadsThread {
    const thread: RoadsThread = new RoadsThread(this.#graph, (reason) => {
      this.#threads.splice(this.#threads.indexOf(thread), 1);
      if (!this.#closed) this.#complain(reason);
    });
    this.#threads.push(thread);
    return thread;
  }
}

class RoadsThread {
  readonly #worker: Worker;
  #waiting: ((answer: RoadsAnswer | 'ended') => void) | null = null;
  #orders = 0;

  constructor(graph: LoadedGraph, ended: (reason: string) => void) {
    const file = import.meta.url.endsWith('.ts') ? './roads-worker.ts' : './roads-worker.js';
    this.#worker = new Worker(new URL(file, import.meta.url), { workerData: graph });
    this.#worker.unref();
    let reason = 'the thread that finds ways has ended';
    this.#worker.on('message', (answer: RoadsAnswer) => this.#tell(answer));
    this.#worker.on('error', (error) => (reason = error instanceof Error ? error.message : String(error)));
    this.#worker.on('exit', () => {
      ended(reason);
      this.#tell('ended');
    });
  }
  get isBusy(): boolean {
    return this.#waiting !== null;
  }
  ask(ask: RoadsQuestion): Promise<RoadsAnswer | 'ended'> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
      const order: RoadsOrder = { order: (this.#orders += 1), ask };
      this.#worker.postMessage(order);
    });
  }
  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #tell(answer: RoadsAnswer | 'ended'): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.(answer);
  }
}
