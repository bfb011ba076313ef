import type { FileKey } from '@cairn/protocol';
import { idOf } from './keys.ts';
import type { Id } from './keys.ts';
import type { Sent, SentBatch } from './ports.ts';

/**
 * Contents that were sent and not answered yet: the connection broke, or the program was killed. Whether one of them arrived is
 * found out with the next look at the log (`own-uploads.ts`); till then nothing of the cloud about it is taken for somebody else's.
 */
export class Unanswered {
  readonly #files = new Map<Id, { readonly sent: Sent; readonly batch: number }>();
  /** Batches that `Bases` has. */
  readonly #recorded = new Set<number>();
  #last = 0;

  constructor(batches: readonly SentBatch[]) {
    for (const batch of [...batches].sort((a, b) => a.batch - b.batch)) this.#take(batch);
  }

  get size(): number {
    return this.#files.size;
  }
  all(): Sent[] {
    return Array.from(this.#files.values(), ({ sent }) => sent);
  }

  /** A batch of these files, to be recorded before it is sent. */
  begin(files: readonly Sent[]): SentBatch {
    const batch = { batch: this.#last + 1, files };
    this.#take(batch);
    return batch;
  }
  /** The cloud has answered for the batch, but for what stays `open`. */
  end({ batch, files }: SentBatch, open: ReadonlySet<Id> = new Set()): void {
    for (const id of files.map(({ key }) => idOf(key))) {
      if (this.#files.get(id)?.batch === batch && !open.has(id)) this.#files.delete(id);
    }
  }
  drop(key: FileKey): void {
    this.#files.delete(idOf(key));
  }

  /** Nothing of it holds any more, and `Bases` has forgotten it. */
  clear(): void {
    this.#files.clear();
    this.#recorded.clear();
  }

  /** Numbers of recorded batches in which nothing is open any more. */
  spent(): number[] {
    const open = new Set(Array.from(this.#files.values(), ({ batch }) => batch));
    return [...this.#recorded].filter((batch) => !open.has(batch));
  }
  /** `Bases` has forgotten these. */
  forgotten(batches: readonly number[]): void {
    for (const batch of batches) this.#recorded.delete(batch);
  }

  #take({ batch, files }: SentBatch): void {
    this.#last = Math.max(this.#last, batch);
    this.#recorded.add(batch);
    for (const sent of files) this.#files.set(idOf(sent.key), { sent, batch });
  }
}
