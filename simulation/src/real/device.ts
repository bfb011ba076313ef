import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Device } from '@cairn/device';
import { openDevice, saveSession, systemTimers } from '@cairn/device';
import type { Session } from '@cairn/device';
import { meaningOfFile, placementOf, stateFolder } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import type { Choice, SyncResult, Timers } from '@cairn/sync';
import { hashOf, keyText } from '../memory-library.ts';
import type { SeededRandom } from '../random.ts';
import { Violation } from '../violation.ts';

/** Share of the waits between two tries that is waited here, so that a thousand histories take minutes. */
const pace = 0.25;
/** No sync of a few files takes as long as this, milliseconds; the machine may stand still for a while. */
const longestMs = 120_000;

export interface FileHere {
  readonly key: FileKey;
  readonly hash: string;
}

/** Where a key lies below the folder of a device; null = it is no file there. */
export function pathOf(key: FileKey): string | null {
  const placement = placementOf(key);
  return placement.kind === 'file' ? placement.segments.join('/') : null;
}

/** A folder on disk with the product's own device over it: its engine, its state, its connections. */
export class RealDevice {
  readonly name: string;
  readonly #root: string;
  readonly #timers: Timers;
  #device: Device;
  /** Contents that its person deleted since the last sync, by name. */
  readonly deleted = new Map<string, { readonly key: FileKey; readonly hash: string }>();

  private constructor(name: string, root: string, timers: Timers, device: Device) {
    this.name = name;
    this.#root = root;
    this.#timers = timers;
    this.#device = device;
  }
  static async open(number: number, home: string, session: Session, draw: SeededRandom): Promise<RealDevice> {
    const root = join(home, `device-${number}`);
    mkdirSync(root);
    saveSession(root, session);
    const timers: Timers = {
      ...systemTimers,
      wait: (ms, signal) => systemTimers.wait(ms * pace, signal),
      random: () => draw.fraction(),
    };
    return new RealDevice(`device ${number}`, root, timers, await openDevice(root, { threads: 1, timers }));
  }
  get client(): Device['client'] {
    return this.#device.client;
  }

  // What a person does in the folder.
  write(key: FileKey, bytes: Uint8Array): void {
    const path = this.#path(key);
    mkdirSync(dirname(path), { recursive: true });
    // As programs write that take care: whole or not at all, also while a sync reads.
    const fresh = join(dirname(this.#root), `${this.name}.new`);
    writeFileSync(fresh, bytes);
    renameSync(fresh, path);
    this.deleted.delete(keyText(key));
  }
  delete({ key, hash }: FileHere): void {
    rmSync(this.#path(key));
    this.deleted.set(keyText(key), { key, hash });
  }
  rename(from: FileKey, to: FileKey): void {
    mkdirSync(dirname(this.#path(to)), { recursive: true });
    renameSync(this.#path(from), this.#path(to));
    this.deleted.delete(keyText(to));
  }
  read(key: FileKey): Uint8Array | null {
    const path = this.#path(key);
    return this.files().some((file) => keyText(file.key) === keyText(key)) ? readFileSync(path) : null;
  }
  /** What lies in the folder. */
  files(): FileHere[] {
    return filesBelow(this.#root).flatMap((path) => {
      if (path.startsWith(`${stateFolder}/`)) return [];
      const meaning = meaningOfFile(path.split('/'));
      if (meaning.kind === 'state' || meaning.kind === 'foreign')
        throw new Violation('strange', `${this.name} has ${path}, which nobody wrote`);
      return [{ key: meaning.key, hash: hashOf(readFileSync(join(this.#root, path))) }];
    });
  }
  /** What syncs replaced or removed here. */
  undone(): Set<string> {
    const store = join(this.#root, stateFolder, 'undo');
    return new Set(filesBelow(store).map((path) => hashOf(readFileSync(join(store, path)))));
  }

  // The program.
  async sync(options: { readonly allowDeletions?: boolean; readonly signal?: AbortSignal }): Promise<SyncResult> {
    return this.#run(() => this.#device.engine.sync(options));
  }
  async resolve(key: FileKey, choice: Choice): Promise<SyncResult> {
    return this.#run(() => this.#device.engine.resolve(key, choice));
  }
  /** Contents that it has agreed on with the cloud, as it has written them down. */
  async agreed(): Promise<{ readonly key: FileKey; readonly seq: number; readonly hash: string }[]> {
    const { bases } = await this.#device.bases.load();
    return bases.flatMap(({ key, base }) =>
      base.kind === 'content' && base.hash !== undefined ? [{ key, seq: base.seq, hash: base.hash }] : [],
    );
  }
  /** The program ends and starts again. */
  async restart(): Promise<void> {
    await this.close();
    this.#device = await openDevice(this.#root, { threads: 1, timers: this.#timers });
  }
  close(): Promise<void> {
    return this.#device.close();
  }

  async #run(work: () => Promise<SyncResult>): Promise<SyncResult> {
    const { promise, reject } = Promise.withResolvers<never>();
    const late = setTimeout(() => reject(new Violation('endless', `${this.name} does not come to an end`)), longestMs);
    try {
      return await Promise.race([this.#device.exclusively({ command: 'sync' }, work), promise]);
    } catch (error) {
      if (error instanceof Violation) throw error;
      throw new Violation('sync-threw', `${this.name}: ${error instanceof Error ? String(error.stack) : String(error)}`);
    } finally {
      clearTimeout(late);
    }
  }
  #path(key: FileKey): string {
    const path = pathOf(key);
    if (path === null) throw new Error(`${key.name} is no file of a folder`);
    return join(this.#root, path);
  }
}

/** Paths of the files below a folder, relative to it; none where it is not there. */
function filesBelow(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
