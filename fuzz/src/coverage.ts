import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { instrument } from './instrument.ts';

declare global {
  // The instrumented modules find their counters here.
  var __branches: Uint32Array;
}

const mostCounters = 1 << 17;
/** Bit of the bucket that a count falls into: a loop run twice differs from one run once, a hundred rounds from two hundred do not. */
const bucketOf = (count: number): number =>
  count <= 3 ? 1 << (count - 1) : count <= 7 ? 8 : count <= 15 ? 16 : count <= 31 ? 32 : count <= 127 ? 64 : 128;

/** Which branches of the modules under test an input took, and how often. */
export class Coverage {
  readonly #counters = new Uint32Array(mostCounters);
  readonly #seen = new Uint8Array(mostCounters);
  #used = 0;
  readonly texts = new Set<string>();
  readonly numbers = new Set<number>();

  /** From now on modules below these paths count their branches. */
  static install(paths: readonly RegExp[]): Coverage {
    const coverage = new Coverage();
    globalThis.__branches = coverage.#counters;
    registerHooks({
      load: (url, context, nextLoad) => {
        const loaded = nextLoad(url, context);
        if (!url.startsWith('file:') || loaded.source == null) return loaded;
        const path = fileURLToPath(url);
        if (!paths.some((wanted) => wanted.test(path))) return loaded;
        const source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
        return { ...loaded, source: coverage.#taken(source, path) };
      },
    });
    return coverage;
  }

  /** Counters of the modules that were loaded. */
  get branches(): number {
    return this.#used;
  }
  /** Branches that some input took. */
  get taken(): number {
    let taken = 0;
    for (let at = 0; at < this.#used; at++) if ((this.#seen[at] ?? 0) > 0) taken++;
    return taken;
  }
  /** Before an input is run. */
  clear(): void {
    this.#counters.fill(0, 0, this.#used);
  }
  /** After it: branches taken in all, which is the work it made, and whether it went where none went before. */
  look(): { readonly work: number; readonly isNew: boolean } {
    let work = 0;
    let isNew = false;
    for (let at = 0; at < this.#used; at++) {
      const count = this.#counters[at] ?? 0;
      if (count === 0) continue;
      work += count;
      const [bucket, seen] = [bucketOf(count), this.#seen[at] ?? 0];
      if ((seen & bucket) !== 0) continue;
      this.#seen[at] = seen | bucket;
      isNew = true;
    }
    return { work, isNew };
  }

  #taken(source: string, path: string): string {
    const { code, counters, texts, numbers } = instrument(source, path, this.#used);
    this.#used += counters;
    if (this.#used > mostCounters) throw new Error('more branches than counters: raise mostCounters');
    for (const text of texts) this.texts.add(text);
    for (const number of numbers) this.numbers.add(number);
    return code;
  }
}
