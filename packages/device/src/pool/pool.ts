import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { outcomesIn, parcelOfTasks } from './messages.ts';
import type { Outcome, Parcel, PlainError } from './messages.ts';
import { runTask, TaskFailure } from './tasks.ts';
import type { AnyResult, Task, TaskResult } from './tasks.ts';

/** Tasks that are done here before threads are worth their start, and the bytes they may have together. */
const hereTasks = 48;
const hereBytes = 1024 * 1024;
/** Most tasks, and most bytes of files, in one message to a thread. */
const messageTasks = 64;
const messageBytes = 2 * 1024 * 1024;
/** Messages under way to one thread: with two, it has work while an answer travels. */
const ahead = 2;

interface Job {
  readonly task: Task;
  readonly weight: number;
  readonly resolve: (result: AnyResult) => void;
  readonly reject: (error: unknown) => void;
}
interface Thread {
  readonly worker: Worker;
  readonly underWay: (readonly Job[])[];
}

/** Threads that read, hash, pack and write files. They start when the work is worth it and do not keep the process alive. */
export class Pool {
  readonly #size: number;
  readonly #threads: Thread[] = [];
  readonly #queue: Job[] = [];
  #doneHere = 0;
  #bytesHere = 0;
  #scheduled = false;
  #closed = false;

  constructor(size = availableParallelism()) {
    this.#size = Math.max(1, size);
  }

  /** Does a task on a file of about `weight` bytes. @throws TaskFailure, or what the system says. */
  async run<T extends Task>(task: T, weight: number): Promise<TaskResult<T>>;
  async run(task: Task, weight: number): Promise<AnyResult> {
    if (this.#closed) throw new Error('the pool is closed');
    if (this.#isForHere(weight)) return runTask(task);
    return new Promise<AnyResult>((resolve, reject) => {
      this.#queue.push({ task, weight, resolve, reject });
      this.#schedule();
    });
  }

  /** Ends the threads; tasks that are not done fail. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#threads.map((thread) => thread.worker.terminate()));
  }

  #isForHere(weight: number): boolean {
    if (this.#threads.length > 0 || this.#queue.length > 0) return false;
    if (this.#doneHere >= hereTasks || this.#bytesHere + weight > hereBytes) return false;
    this.#doneHere++;
    this.#bytesHere += weight;
    return true;
  }

  /** Waits until the caller has handed in all it has at this moment, so that messages are full. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#dispatch();
    });
  }

  #dispatch(): void {
    while (this.#threads.length < this.#size && this.#threads.length < this.#queue.length) this.#threads.push(this.#start());
    for (let depth = 0; depth < ahead; depth++) {
      for (const thread of this.#threads) {
        if (this.#queue.length > 0 && thread.underWay.length <= depth) this.#send(thread);
      }
    }
  }

  #send(thread: Thread): void {
    const share = Math.ceil(this.#queue.length / this.#size);
    const jobs: Job[] = [];
    for (let bytes = 0; jobs.length < Math.min(share, messageTasks) && bytes < messageBytes;) {
      const job = this.#queue.shift();
      if (job === undefined) break;
      jobs.push(job);
      bytes += job.weight;
    }
    if (thread.underWay.push(jobs) === 1) thread.worker.ref();
    const parcel = parcelOfTasks(jobs.map(({ task }) => task));
    thread.worker.postMessage(parcel, [parcel.bytes]);
  }

  #start(): Thread {
    const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';
    const worker = new Worker(new URL(file, import.meta.url), { execArgv: [] });
    const thread: Thread = { worker, underWay: [] };
    worker.unref();
    worker.on('message', (reply: Parcel) => {
      this.#settle(thread.underWay.shift() ?? [], outcomesIn(reply));
      if (thread.underWay.length === 0) worker.unref();
      this.#dispatch();
    });
    worker.on('error', (error: Error) => this.#lose(thread, error));
    worker.on('exit', () => this.#lose(thread, new Error('the thread that did this has ended')));
    return thread;
  }

  #settle(jobs: readonly Job[], outcomes: readonly Outcome[]): void {
    for (const [index, job] of jobs.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined) job.reject(new Error('a thread did not answer'));
      else if (outcome.ok) job.resolve(outcome.result);
      else job.reject(revive(outcome.error));
    }
  }

  /** A thread that died takes its own tasks with it; the others go on, and a new one starts when there is work. */
  #lose(thread: Thread, error: Error): void {
    const index = this.#threads.indexOf(thread);
    if (index === -1) return;
    this.#threads.splice(index, 1);
    for (const job of thread.underWay.flat()) job.reject(error);
    if (this.#closed) for (const job of this.#queue.splice(0)) job.reject(error);
    else this.#dispatch();
  }
}

function revive(error: PlainError): Error {
  if (error.ours) return new TaskFailure(codeOf(error.code), error.message);
  return Object.assign(new Error(error.message), { code: error.code });
}
function codeOf(code: string): TaskFailure['code'] {
  return code === 'changed-meanwhile' || code === 'damaged' || code === 'vanished' ? code : 'unreadable';
}
