import { createClient } from '@cairn/protocol';
import type { Client } from '@cairn/protocol';
import { CloudError, createEngine, KnownLog, openCloud } from '@cairn/sync';
import type { Bases, Engine, Progress, SyncResult, Timers } from '@cairn/sync';
import { openBases } from './bases.ts';
import { openFolderLibrary } from './folder.ts';
import type { FolderLibrary } from './folder.ts';
import { lockFolder } from './lock.ts';
import type { LockOptions } from './lock.ts';
import { geoMerging } from './merging.ts';
import { requireSession } from './session.ts';
import type { Session } from './session.ts';
import { openState } from './state.ts';
import type { State } from './state.ts';
import { systemTimers } from './timers.ts';
import { openTransport } from './transport.ts';
import type { Transport } from './transport.ts';
import { watch } from './watch/watch.ts';
import type { WatchOptions } from './watch/watch.ts';

export interface DeviceOptions {
  readonly progress?: Progress;
  /** Breaks off what is under way with the server; `engine.sync({ signal })` is the gentle way. */
  readonly signal?: AbortSignal;
  readonly timers?: Timers;
  /** Threads for reading and writing; default one a core. */
  readonly threads?: number;
}

export type DeviceWatchOptions = Pick<WatchOptions, 'signal' | 'report' | 'source' | 'everyMs'> & {
  /** Told what each run did. */
  readonly finished?: (result: SyncResult) => void;
};

/** A folder that is signed in, with all that a command needs. Opening it asks nothing of the server. */
export interface Device {
  readonly root: string;
  readonly session: Session & { readonly token: string };
  /** The server's whole API, with this device's token. Errors: see `explain`. */
  readonly client: Client;
  readonly library: FolderLibrary;
  readonly bases: Bases;
  /** Use it within `exclusively` where it changes anything. */
  readonly engine: Engine;
  /** Runs `work` alone in the folder; what another command did meanwhile is taken into account. @throws FolderBusyError */
  exclusively<T>(lock: LockOptions, work: () => Promise<T>): Promise<T>;
  /** Syncs whenever something happens here or in the cloud, until aborted. Other commands may work in between. @throws WatchError, ApiError */
  watch(options: DeviceWatchOptions): Promise<void>;
  close(): Promise<void>;
}

/** Opens the device in a folder (absolute path). @throws SessionError when it is not signed in, LibraryError when it cannot be written. */
export async function openDevice(root: string, options: DeviceOptions = {}): Promise<Device> {
  return new FolderDevice(root, requireSession(root), options);
}

class FolderDevice implements Device {
  readonly root: string;
  readonly session: Device['session'];
  readonly client: Client;
  readonly library: FolderLibrary;
  readonly bases: Bases;
  readonly engine: Engine;
  readonly #state: State;
  readonly #transport: Transport;
  readonly #log: KnownLog;
  readonly #timers: Timers;
  #seen: unknown;

  constructor(root: string, session: Device['session'], options: DeviceOptions) {
    const { timers = systemTimers, progress, signal, threads } = options;
    this.root = root;
    this.session = session;
    this.#timers = timers;
    this.#state = openState(root);
    this.#transport = openTransport();
    this.client = createClient({ server: session.server, token: session.token, fetch: this.#transport.fetch });
    this.library = openFolderLibrary({ root, state: this.#state, clock: timers, ...(threads === undefined ? {} : { threads }) });
    this.bases = openBases(this.#state);
    this.#log = new KnownLog(openCloud({ client: this.client, server: session.server, timers, signal }));
    this.engine = createEngine({
      library: this.library,
      bases: this.bases,
      cloud: this.#log,
      clock: timers,
      merge: geoMerging,
      ...(progress === undefined ? {} : { progress }),
    });
    this.#seen = this.#version();
  }

  async exclusively<T>(lock: LockOptions, work: () => Promise<T>): Promise<T> {
    const held = await lockFolder(this.root, { timers: this.#timers, ...lock });
    try {
      if (this.#version() !== this.#seen) this.engine.forget();
      return await work();
    } finally {
      this.#seen = this.#version();
      held.release();
    }
  }

  async watch({ finished, ...options }: DeviceWatchOptions): Promise<void> {
    const { signal } = options;
    await watch({
      ...options,
      root: this.root,
      library: this.library,
      client: this.client,
      timers: this.#timers,
      isKnown: (event) => this.#log.isKnown(event),
      sync: (run) =>
        this.exclusively({ command: 'watch', signal }, async () => {
          const result = await this.engine.sync({ ...run, unattended: true, signal });
          finished?.(result);
          const { stopped } = result;
          if (stopped !== null) throw new CloudError(stopped.kind, stopped.code, stopped.message);
        }),
    });
  }

  async close(): Promise<void> {
    this.#transport.close();
    await this.library.close();
    this.#state.close();
  }

  /** Changes when another connection has written to the state. */
  #version(): unknown {
    return this.#state.pragma('data_version', { simple: true });
  }
}
