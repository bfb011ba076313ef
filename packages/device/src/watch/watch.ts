import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ChangeEvent, Client, FileKey } from '@cairn/protocol';
import type { FolderLibrary } from '../folder.ts';
import { systemTimers } from '../timers.ts';
import { listen } from '@cairn/sync';
import type { Timers } from '@cairn/sync';
import { Settling } from './settling.ts';
import { watchFolder } from './source.ts';
import type { FolderSource } from './source.ts';

/** Why a sync runs: `only` are the names that changed here; without it the whole folder is looked at. */
export interface WatchRun {
  readonly only?: readonly FileKey[];
}
export type WatchReport =
  | { readonly kind: 'watching' | 'connected' }
  | { readonly kind: 'offline' | 'failed' | 'lost'; readonly message: string; readonly again: number | null };

export interface WatchOptions {
  readonly root: string;
  readonly library: Pick<FolderLibrary, 'keysAt' | 'isAsRecorded' | 'prune'>;
  readonly client: Client;
  readonly signal: AbortSignal;
  /** One sync, alone in the folder. Cloud changes are always looked for. Failures of single files are no failures of the run. */
  readonly sync: (run: WatchRun) => Promise<void>;
  /** Whether all that the event tells of is known here already, as after an upload of our own. */
  readonly isKnown: (event: ChangeEvent) => boolean;
  readonly report: (event: WatchReport) => void;
  readonly timers?: Timers;
  readonly source?: FolderSource;
  /** Milliseconds between looks at the whole folder; default an hour (S8). */
  readonly everyMs?: number;
}

const hourMs = 3_600_000;
/** The pulse that notices that the machine was asleep: a gap of three pulses. */
const pulseMs = 30_000;
/** Waits after a failed run: doubling; milliseconds. */
const firstRetryMs = 1_000;
const lastRetryMs = 60_000;
/** From so many paths at once on, looking at the whole folder is quicker. */
const wholeFrom = 4_000;

/** Watches a folder and the cloud and syncs at once, until `signal` is aborted. @throws WatchError, ApiError when it cannot go on. */
export async function watch(options: WatchOptions): Promise<void> {
  await new Watch(options).run();
}

class Watch {
  readonly #options: WatchOptions;
  readonly #timers: Timers;
  readonly #settling: Settling;
  readonly #paths = new Set<string>();
  #isWholeDue = true;
  #isCloudDue = false;
  /** The newest event of the cloud. Judged when a run is over: the event of an upload may come before its answer. */
  #news: ChangeEvent | null = null;
  #retryMs = firstRetryMs;
  #lastWhole = 0;
  #lastPulse = 0;
  #wake: () => void = () => undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#settling = new Settling(
      this.#timers,
      (path) => sizeAt(join(options.root, path)),
      (paths) => this.#arrived(paths),
    );
  }

  async run(): Promise<void> {
    const { root, signal, source = watchFolder, report } = this.#options;
    if (signal.aborted) return;
    const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    const watching = await source(root, {
      changed: (paths) => paths.forEach((path) => this.#settling.touch(path)),
      lost: (reason) => {
        report({ kind: 'lost', message: `Some changes may have been missed (${reason}); the whole folder is looked at.`, again: null });
        this.#isWholeDue = true;
        this.#wake();
      },
    });
    report({ kind: 'watching' });
    const stopPulse = this.#pulse();
    try {
      await Promise.race([ended, this.#listen(), this.#work()]);
    } finally {
      stopPulse();
      this.#settling.stop();
      await watching.stop();
    }
  }

  async #listen(): Promise<void> {
    const { client, signal, report } = this.#options;
    await listen({
      client,
      timers: this.#timers,
      signal,
      connected: () => {
        report({ kind: 'connected' });
        this.#retryMs = firstRetryMs;
        this.#cloudChanged();
      },
      changed: (event) => {
        this.#news = event;
        this.#wake();
      },
      broke: (error, again) => report({ kind: 'offline', message: messageOf(error), again }),
    });
  }

  #cloudChanged(): void {
    this.#isCloudDue = true;
    this.#wake();
  }
  #arrived(paths: readonly string[]): void {
    for (const path of paths) this.#paths.add(path);
    this.#wake();
  }

  /** A regular look at the whole folder, and one after the machine was asleep. @returns how to stop it. */
  #pulse(): () => void {
    const { everyMs = hourMs } = this.#options;
    this.#lastPulse = this.#lastWhole = this.#timers.now();
    let cancel: () => void;
    const beat = (): void => {
      const now = this.#timers.now();
      const slept = now - this.#lastPulse > 3 * pulseMs || now < this.#lastPulse;
      this.#lastPulse = now;
      if (slept || now - this.#lastWhole >= everyMs) {
        this.#isWholeDue = true;
        this.#wake();
      }
      cancel = this.#timers.after(pulseMs, beat);
    };
    cancel = this.#timers.after(pulseMs, beat);
    return () => cancel();
  }

  async #work(): Promise<void> {
    while (!this.#isOver()) {
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      const next = this.#take();
      if (next === null) {
        await woken;
        continue;
      }
      const error = await this.#runOnce(next.run);
      if (this.#isOver()) return;
      if (error === null) this.#retryMs = firstRetryMs;
      else await this.#postpone(next, error);
    }
  }

  #isOver(): boolean {
    return this.#options.signal.aborted;
  }

  /** What is to be done now; null when nothing is. */
  #take(): Taken | null {
    const paths = [...this.#paths];
    const isWhole = this.#isWholeDue;
    const isCloud = this.#isCloudDue || (this.#news !== null && !this.#options.isKnown(this.#news));
    this.#news = null;
    this.#paths.clear();
    this.#isWholeDue = this.#isCloudDue = false;
    if (isWhole) {
      this.#lastWhole = this.#timers.now();
      return { run: {}, paths, isWhole };
    }
    const concerned = this.#expand(paths);
    if (concerned === null) return { run: {}, paths, isWhole: true };
    const only = this.#options.library.keysAt(concerned.filter((path) => !this.#options.library.isAsRecorded(path)));
    return only.length === 0 && !isCloud ? null : { run: { only }, paths, isWhole };
  }

  /** A new folder may hold files that were there before anybody watched it. Null: too many to name. */
  #expand(paths: readonly string[]): string[] | null {
    const all = new Set<string>(paths);
    for (const path of paths) {
      for (const inner of filesBelow(this.#options.root, path)) all.add(inner);
      if (all.size > wholeFrom) return null;
    }
    return [...all];
  }

  async #runOnce(run: WatchRun): Promise<unknown> {
    try {
      await this.#options.sync(run);
      if (run.only === undefined) this.#options.library.prune();
      return null;
    } catch (error) {
      return error ?? new Error('unknown');
    }
  }

  /** What could not be done is done with the next run, after a while or when the server is there again. */
  async #postpone(taken: Taken, error: unknown): Promise<void> {
    const { report, signal } = this.#options;
    for (const path of taken.paths) this.#paths.add(path);
    this.#isWholeDue ||= taken.isWhole;
    this.#isCloudDue = true;
    const waitMs = this.#retryMs * (0.75 + this.#timers.random() / 2);
    this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
    report({ kind: 'failed', message: messageOf(error), again: waitMs });
    const news = new Promise<void>((resolve) => (this.#wake = resolve));
    await Promise.race([news, this.#timers.wait(waitMs, signal).catch(() => undefined)]);
  }
}

interface Taken {
  readonly run: WatchRun;
  readonly paths: readonly string[];
  readonly isWhole: boolean;
}

function sizeAt(path: string): number {
  try {
    return lstatSync(path).size;
  } catch {
    return 0;
  }
}
function filesBelow(root: string, path: string): string[] {
  try {
    const entries = readdirSync(join(root, path), { withFileTypes: true, recursive: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  } catch {
    return [];
  }
}
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
