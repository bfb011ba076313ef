import { checkNewKey, companionOf, isCompanion } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import { renameInCompanion } from '@cairn/geo';
import { LibraryError } from '@cairn/sync';
import type { Arrival } from './contents.ts';
import type { Tx } from './database.ts';
import { changedMeanwhile, evicted, vanished } from './failures.ts';
import { seal, unpack } from './gzip.ts';
import type { OpfsLibrary } from './opfs-library.ts';
import { bury, exact, formOf } from './rows.ts';
import type { FileRow } from './rows.ts';

/** Numbers in the undo store, to be handed to `undo`. */
export type Undo = readonly number[];

/**
 * What a person does to the files of this browser. Each act is one transaction; companions follow their file; what is replaced or removed
 * goes to the undo store. Repeated after a lost answer, an act that is done already comes to nothing.
 */
export class Edits {
  readonly #library: OpfsLibrary;
  readonly #edited: (keys: readonly FileKey[]) => void;

  /** `edited`: told of the names that a person changed, once that is committed. */
  constructor(library: OpfsLibrary, edited: (keys: readonly FileKey[]) => void = () => undefined) {
    this.#library = library;
    this.#edited = edited;
  }

  /**
   * Writes a file. `base`: hash of the content that the person saw, null for a new file; absent = whatever is there.
   * @throws LibraryError `changed-meanwhile` when something else is there by now; `no-space`. CairnError `name-refused`.
   */
  async write(key: FileKey, plain: Uint8Array, base?: string | null): Promise<Undo> {
    checkNewKey(key);
    const library = this.#library;
    const now = library.clock.now();
    return this.#writing([key], async () => {
      const sealed = await seal(plain);
      const { hash, size } = sealed;
      const arrival: Arrival = await library.contents.arrive({ form: 'gzip', bytes: sealed.gzip, hash, size, modified: now });
      try {
        const { undo, isKept } = await library.commits.run(async (tx) => {
          const old = await exact(tx, key);
          if (old?.hash === hash) return { undo: [], isKept: false };
          if (base !== undefined && (old?.hash ?? null) !== base) throw changedMeanwhile();
          const undo = old === undefined ? [] : [await bury(tx, old, now)];
          put(tx, key, { hash, size, modified: now, content: await library.contents.keep(arrival, tx) });
          return { undo, isKept: true };
        });
        if (!isKept) await library.contents.abandon(arrival);
        return undo;
      } catch (error) {
        await library.contents.abandon(arrival);
        throw error;
      }
    });
  }

  /** Removes files with their companions; what is gone already is passed over. @returns what brings them back. */
  async remove(keys: readonly FileKey[]): Promise<Undo> {
    const { commits, clock } = this.#library;
    const all = keys.flatMap(withCompanion);
    return this.#writing(all, () =>
      commits.run(async (tx) => {
        const undo: number[] = [];
        for (const key of all) {
          const row = await exact(tx, key);
          if (row !== undefined) undo.push(await bury(tx, row, clock.now()));
        }
        return undo;
      }),
    );
  }

  /** Brings back what was removed or replaced; what has its name by now goes to the undo store. @returns the names that are back. */
  async undo(numbers: Undo): Promise<readonly FileKey[]> {
    const { commits, clock } = this.#library;
    const back: FileKey[] = [];
    await this.#library.writing([], () =>
      commits.run(async (tx) => {
        for (const number of numbers) {
          const buried = await tx.get('undo', number);
          if (buried === undefined) continue;
          const row = buried;
          const now = await exact(tx, row);
          if (now !== undefined) await bury(tx, now, clock.now());
          tx.delete('undo', number);
          put(tx, row, row);
          back.push({ type: row.type, name: row.name });
        }
      }),
    );
    await this.#writing(back, async () => undefined);
    return back;
  }

  /** Renames a file with its companion, whose `file` value follows. @throws LibraryError `vanished`, `name-impossible` when the new name is taken. */
  async rename(key: FileKey, to: FileKey): Promise<void> {
    await this.#renameAll([[key, to]]);
  }

  /** Renames everything below a folder, in one act. Folders without `/` at the end. @throws LibraryError as `rename`. */
  async renameFolder(type: string, from: string, to: string): Promise<readonly FileKey[]> {
    const rows = await this.#library.rows(type);
    const inside = rows.filter(({ name }) => name.startsWith(`${from}/`) && !isCompanion(name));
    const pairs = inside.map(({ name }): [FileKey, FileKey] => [
      { type, name },
      { type, name: to + name.slice(from.length) },
    ]);
    await this.#renameAll(pairs);
    return pairs.map(([, target]) => target);
  }

  async #writing<T>(keys: readonly FileKey[], work: () => Promise<T>): Promise<T> {
    const result = await this.#library.writing(keys, work);
    this.#edited(keys);
    return result;
  }

  async #renameAll(pairs: readonly (readonly [FileKey, FileKey])[]): Promise<void> {
    const library = this.#library;
    for (const [, to] of pairs) checkNewKey(to);
    await this.#writing(pairs.flat().flatMap(withCompanion), async () => {
      const companions = new Map<string, Renamed>();
      for (const [from, to] of pairs) {
        const renamed = await this.#companion(from, to);
        if (renamed !== null) companions.set(from.name, renamed);
      }
      await library.commits.run(async (tx) => {
        const rows: [FileRow, FileKey, Renamed | undefined][] = [];
        for (const [from, to] of pairs) {
          const row = await exact(tx, from);
          const taken = await exact(tx, to);
          // Done already: the act is repeated after a lost answer.
          if (row === undefined && taken !== undefined) continue;
          if (row === undefined) throw vanished();
          if (taken !== undefined) throw nameTaken(to);
          rows.push([row, to, companions.get(from.name)]);
        }
        for (const [row, to, companion] of rows) {
          tx.delete('files', [row.type, row.name]);
          put(tx, to, row);
          if (companion !== undefined) await this.#moveCompanion(tx, companion);
        }
      });
    });
  }

  /** The companion of a file, ready for its new name; null when there is none. */
  async #companion(from: FileKey, to: FileKey): Promise<Renamed | null> {
    const { db, contents } = this.#library;
    const key = companionKey(from);
    const row = await db.read(['files'], (tx) => exact(tx, key));
    if (row === undefined) return null;
    const packed = await contents.packed(row.content, db);
    if (packed === null) throw evicted();
    const plain = await unpack(packed, row.size);
    const renamed = renameInCompanion(plain, from.name, to.name);
    return { from: row, to: companionKey(to), sealed: renamed === plain ? null : await seal(renamed) };
  }
  async #moveCompanion(tx: Tx, { from, to, sealed }: Renamed): Promise<void> {
    const row = await exact(tx, from);
    if (row === undefined || row.hash !== from.hash) throw changedMeanwhile();
    const now = this.#library.clock.now();
    const old = await exact(tx, to);
    if (old !== undefined) await bury(tx, old, now);
    if (sealed === null) {
      tx.delete('files', [row.type, row.name]);
      put(tx, to, row);
      return;
    }
    await bury(tx, row, now);
    const content = await this.#library.contents.keep({ sealed }, tx);
    put(tx, to, { hash: sealed.hash, size: sealed.size, modified: now, content });
  }
}

interface Renamed {
  readonly from: FileRow;
  readonly to: FileKey;
  /** Null: the bytes stay as they are. */
  readonly sealed: Awaited<ReturnType<typeof seal>> | null;
}

function put(tx: Tx, key: FileKey, facts: Pick<FileRow, 'hash' | 'size' | 'modified' | 'content'>): void {
  const { hash, size, modified, content } = facts;
  tx.put('files', { type: key.type, name: key.name, form: formOf(key), hash, size, modified, content });
}
function companionKey({ type, name }: FileKey): FileKey {
  return { type, name: companionOf(name) };
}
function withCompanion(key: FileKey): FileKey[] {
  return isCompanion(key.name) ? [key] : [key, companionKey(key)];
}
function nameTaken({ name }: FileKey): LibraryError {
  return new LibraryError('name-impossible', `There is already a file named ${name}. Nothing was changed; choose another name.`);
}
