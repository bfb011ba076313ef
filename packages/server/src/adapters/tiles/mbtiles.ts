import { Worker } from 'node:worker_threads';
import type { Tile } from '../../ports/tiles.ts';
import { threadMemory } from '../thread-memory.ts';
import type { Archive } from './archive.ts';
import { ArchiveError } from './archive.ts';
import type { MbtilesAnswer, MbtilesFacts, MbtilesOrder } from './mbtiles-worker.ts';

/**
 * Opens an MBTiles database read-only, in a thread of its own: a slow disk then holds up tiles alone.
 * @throws ArchiveError when it is none
 */
export async function openMbtiles(path: string): Promise<Archive> {
  const thread = new MbtilesThread(path);
  try {
    const facts = await thread.facts;
    return {
      ...facts,
      tile: (z, x, y) => thread.tile(z, x, y),
      close: () => thread.close(),
    };
  } catch (error) {
    await thread.close();
    throw error;
  }
}

class MbtilesThread {
  readonly facts: Promise<MbtilesFacts>;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { readonly resolve: (tile: Tile | null) => void; readonly reject: (error: Error) => void }>();
  #orders = 0;

  constructor(path: string) {
    const file = import.meta.url.endsWith('.ts') ? './mbtiles-worker.ts' : './mbtiles-worker.js';
    this.#worker = new Worker(new URL(file, import.meta.url), { workerData: path, resourceLimits: threadMemory });
    this.#worker.unref();
    this.facts = new Promise((resolve, reject) => {
      this.#worker.on('message', (answer: MbtilesAnswer) => {
        if (answer.kind === 'open') resolve(answer.facts);
        else if (answer.kind === 'unusable') reject(new ArchiveError(answer.reason));
        else this.#answer(answer);
      });
      this.#worker.on('error', (error) => reject(this.#fail(error)));
      this.#worker.on('exit', () => reject(this.#fail(new Error('the thread that reads tiles has ended'))));
    });
    // Who waits for the facts hears of a failure; a later one is told to those who wait for tiles.
    this.facts.catch(() => undefined);
  }
  async tile(z: number, x: number, y: number): Promise<Tile | null> {
    const order: MbtilesOrder = { order: (this.#orders += 1), z, x, y };
    return new Promise((resolve, reject) => {
      this.#waiting.set(order.order, { resolve, reject });
      this.#worker.postMessage(order);
    });
  }
  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #answer(answer: Extract<MbtilesAnswer, { kind: 'tile' | 'failed' }>): void {
    const waiting = this.#waiting.get(answer.order);
    this.#waiting.delete(answer.order);
    if (answer.kind === 'tile') waiting?.resolve(answer.tile);
    else waiting?.reject(new Error(answer.reason));
  }
  #fail(error: unknown): Error {
    const failure = error instanceof Error ? error : new Error(String(error));
    for (const { reject } of this.#waiting.values()) reject(failure);
    this.#waiting.clear();
    return failure;
  }
}
