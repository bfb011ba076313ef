import type { FileKey } from '@cairn/protocol';
import type { Timers } from '@cairn/sync';
import type { Automatic } from '../state.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;
/** An edit is sent once the person has paused so long: milliseconds. */
const pauseMs = 1_000;

/** Why something runs by itself. `names`: only these changed here. */
export type Occasion =
  { readonly why: 'opened' | 'hour' | 'returned' | 'online' | 'news' } | { readonly why: 'edited'; readonly names: readonly FileKey[] };

export interface AutomaticOptions {
  readonly timers: Timers;
  readonly settings: () => Automatic;
  readonly isMetered: () => boolean;
  /** One unattended sync. `only`: see `SyncOptions`. */
  readonly sync: (only: readonly FileKey[] | undefined) => Promise<void>;
  /** Only compares, so that the counts are right. */
  readonly look: () => Promise<void>;
}

/**
 * Automatic backup in a browser (S8): about every hour while a page is in front, when the person comes back, when the network is back,
 * when the cloud has news, and after edits. Over a metered connection only if allowed. What is switched off is only compared.
 */
export class AutomaticBackup {
  readonly #options: AutomaticOptions;
  readonly #edited = new Map<string, FileKey>();
  #lastWhole = -Infinity;
  #inFront = true;
  #isStopped = false;
  #cancelTick: () => void = () => undefined;
  #cancelPause: () => void = () => undefined;
  #working: Promise<void> = Promise.resolve();

  constructor(options: AutomaticOptions) {
    this.#options = options;
    this.#tick();
  }

  notice(occasion: Occasion): void {
    switch (occasion.why) {
      case 'edited':
        for (const key of occasion.names) this.#edited.set(`${key.type}\0${key.name}`, key);
        this.#cancelPause();
        this.#cancelPause = this.#options.timers.after(pauseMs, () => this.#sendEdits());
        return;
      case 'returned':
        this.#inFront = true;
        if (this.#options.timers.now() - this.#lastWhole >= minuteMs) this.#run(undefined);
        return;
      case 'opened':
        // Only the cloud may have changed without our knowing; the first look is at everything.
        this.#run(this.#lastWhole === -Infinity ? undefined : []);
        return;
      case 'news':
        this.#run([]);
        return;
      default:
        this.#run(undefined);
    }
  }
  left(): void {
    this.#inFront = false;
  }
  stop(): void {
    this.#isStopped = true;
    this.#cancelTick();
    this.#cancelPause();
  }
  /** Settles when what has begun by now is over. */
  get quiet(): Promise<void> {
    return this.#working;
  }

  #sendEdits(): void {
    const names = [...this.#edited.values()];
    this.#edited.clear();
    this.#run(names);
  }
  #run(only: readonly FileKey[] | undefined): void {
    if (this.#isStopped) return;
    const { settings, isMetered, timers, sync, look } = this.#options;
    const { on, metered } = settings();
    const maySync = on && (metered || !isMetered());
    if (only === undefined) this.#lastWhole = timers.now();
    this.#working = this.#working.then(() => (this.#isStopped ? undefined : maySync ? sync(only) : look())).catch(() => undefined);
  }
  #tick(): void {
    const { timers } = this.#options;
    this.#cancelTick = timers.after(minuteMs, () => {
      this.#tick();
      if (this.#inFront && timers.now() - this.#lastWhole >= hourMs) this.notice({ why: 'hour' });
    });
  }
}
