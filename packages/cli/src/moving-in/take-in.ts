import { isCompanion, mainOf } from '@cairn/protocol';
import type { FileKey, Version, WriteResult } from '@cairn/protocol';
import type { Cloud } from '@cairn/sync';
import { fitsPlan, mayMoveIn } from './admission.ts';
import type { Plan } from './admission.ts';
import { ahead } from './ahead.ts';
import type { Content, Spool } from './content.ts';
import { headsOf } from './heads.ts';
import { keyText } from './journal.ts';
import type { Done } from './progress.ts';
import type { Report } from './report.ts';

/** One file to be taken in. Sizes in bytes, times in milliseconds. */
export interface Item {
  readonly key: FileKey;
  readonly modified: number;
  readonly size: number;
  /** Its plain content. */
  readonly open: () => AsyncIterable<Uint8Array>;
}

export interface TakeInOptions {
  readonly cloud: Cloud;
  readonly spool: Spool;
  readonly report: Report;
  readonly plan: Plan;
  /** What is taken in wins where the cloud has something else; that goes to the history. */
  readonly replace: boolean;
  readonly progress: (done: Done) => void;
  readonly signal: AbortSignal;
  /** Why an item could not be read, in words. */
  readonly unreadable: (error: unknown) => string;
}

/** A request to our server carries so much; bytes and files. */
const batchBytes = 8 * 1024 * 1024;
const batchItems = 500;

/**
 * Takes files into the cloud, each as its newest version. A file that is there with the same content is nothing to do; one that differs
 * is kept and named, with its companion, unless `replace` is set. One bad file never stops the others.
 */
export async function takeIn(items: readonly Item[], options: TakeInOptions): Promise<void> {
  const { report, plan, signal } = options;
  const heads = await headsOf(options.cloud);
  const able = items.filter(({ key, size }) => mayMoveIn(key, plan, report) && fitsPlan(key, size, null, plan, report));
  // A companion follows its file, so files come first.
  const ordered = [...able].sort((one, other) => Number(isCompanion(one.key.name)) - Number(isCompanion(other.key.name)));
  const taking = new Taking(ordered, heads, options);
  const steps = ahead(ordered, {
    fetch: (item) => taking.fetch(item),
    sizeOf: ({ size }) => size,
    drop: async (got) => {
      if (!('fault' in got)) await got.drop();
    },
  });
  taking.tell(null);
  for await (const [item, got] of steps) {
    await taking.take(item, got);
    if (!signal.aborted) continue;
    report.isStopped = true;
    break;
  }
  await taking.send();
}

type Got = Content | { readonly fault: string };

class Taking {
  readonly #heads: ReadonlyMap<string, Version>;
  readonly #options: TakeInOptions;
  readonly #kept = new Set<string>();
  readonly #total: { readonly filesTotal: number; readonly bytesTotal: number };
  #done = { files: 0, bytes: 0 };
  #batch: { item: Item; content: Content }[] = [];
  #bytes = 0;

  constructor(items: readonly Item[], heads: ReadonlyMap<string, Version>, options: TakeInOptions) {
    this.#heads = heads;
    this.#options = options;
    this.#total = { filesTotal: items.length, bytesTotal: items.reduce((sum, { size }) => sum + size, 0) };
  }

  async fetch(item: Item): Promise<Got> {
    try {
      return await this.#options.spool.takePlain(item.open());
    } catch (error) {
      return { fault: this.#options.unreadable(error) };
    }
  }

  async take(item: Item, got: Got): Promise<void> {
    const { report, replace } = this.#options;
    const { key } = item;
    if ('fault' in got) {
      report.fail({ key, time: null, code: 'not-read', reason: got.fault });
      this.tell(item);
      return;
    }
    const head = this.#heads.get(keyText(key));
    const isSame = head?.kind === 'content' && head.hash === got.hash;
    const main = mainOf(key.name);
    const stays = main !== null && this.#kept.has(keyText({ type: key.type, name: main }));
    if (isSame) report.there(key, 1);
    else if (head?.kind === 'content' && !replace && !stays) {
      this.#kept.add(keyText(key));
      report.kept.push({ key, why: 'differs' });
    }
    if (isSame || stays || this.#kept.has(keyText(key))) {
      await got.drop();
      this.tell(item);
      return;
    }
    if (this.#batch.length >= batchItems || this.#bytes + got.gzip.length > batchBytes) await this.send();
    this.#batch.push({ item, content: got });
    this.#bytes += got.gzip.length;
  }

  async send(): Promise<void> {
    const batch = this.#batch;
    [this.#batch, this.#bytes] = [[], 0];
    if (batch.length === 0) return;
    const uploads = batch.map(({ item: { key, modified }, content: { hash, size, gzip } }) => ({
      packed: { key, hash, size, modified, gzip },
      base: this.#heads.get(keyText(key))?.seq ?? 0,
    }));
    const { results } = await this.#options.cloud.upload(uploads);
    for (const [index, { item, content }] of batch.entries()) {
      this.#note(item, content, results[index]);
      await content.drop();
      this.tell(item);
    }
  }

  #note({ key }: Item, { size }: Content, result: WriteResult | undefined): void {
    const { report } = this.#options;
    if (result === undefined) throw new Error('the server answered fewer results than it was sent');
    if (result.status === 'refused') report.fail({ key, time: null, code: result.error.code, reason: result.error.message });
    else if (result.status === 'same') report.there(key, 1);
    else report.copied(key, size);
  }

  tell(item: Item | null): void {
    if (item !== null) this.#done = { files: this.#done.files + 1, bytes: this.#done.bytes + item.size };
    this.#options.progress({ ...this.#done, ...this.#total });
  }
}
