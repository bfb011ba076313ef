import { gunzipSync } from 'node:zlib';
import type { FileKey } from '@cairn/protocol';
import { companionOf, isMap } from '@cairn/protocol';
import { hashOf, keyText } from '../memory-library.ts';
import type { Conflict, Local, Proposal } from './compare.ts';
import { compare, localsOf } from './compare.ts';
import type { Listing, Remote, Row } from './listing.ts';
import { parseListing, remoteOf } from './listing.ts';
import { inPool } from './pool.ts';
import { Requests } from './requests.ts';
import type { AppAnswer, AppRequest, Credential, Send } from './requests.ts';
import type { AppStore } from './store.ts';

/** An error as the apps read it: the number of the answer, or the status where there is none. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: number;
  constructor(code: number, text: string) {
    super(`${code}: ${text}`);
    this.code = code;
  }
}
/** What a run did. */
export interface Outcome {
  readonly uploaded: readonly FileKey[];
  readonly downloaded: readonly FileKey[];
  readonly deleted: readonly FileKey[];
  readonly conflicts: readonly Conflict[];
  /** What stopped it, or what single downloads and deletions failed with; null = nothing. */
  readonly error: AppError | null;
}
export interface SessionOptions {
  readonly store: AppStore;
  readonly auth: Credential;
  readonly send: Send;
  /** Types that are switched off. */
  readonly off: ReadonlySet<string>;
  /** Types whose replaced versions are deleted. */
  readonly withoutHistory: ReadonlySet<string>;
  /** Told before the app asks for a deletion there, or does one here. */
  readonly onDelete?: (row: Row) => void;
  readonly onRemove?: (key: FileKey) => void;
  /** Told of each item of the trash that is gone for good. */
  readonly onGone?: (row: Row) => void;
  readonly onPlaced?: (key: FileKey, bytes: Uint8Array) => void;
}
export interface Settled {
  readonly conflict: Conflict;
  readonly side: 'local' | 'cloud';
}
export interface Trashed {
  readonly deletion: Row;
  readonly old: Row;
}
type Choose = (items: readonly Trashed[]) => readonly Trashed[];

/** Categories that iOS names in a listing; several are files. */
const iosTypes = [
  ...['PROFILE', 'GLOBAL', 'QUICK_ACTIONS', 'FAVOURITES', 'GPX', 'FILE', 'OSM_NOTES', 'FILE', 'FILE'],
  ...['ACTIVE_MARKERS', 'HISTORY_MARKERS', 'SEARCH_HISTORY', 'FILE'],
];
/** Sizes from which items go one by one. */
const heavyBytes = 10 * 1024 * 1024;
const pools = {
  android: { light: { width: 4, stopsAtFailure: true }, other: { width: 4, stopsAtFailure: false }, deletes: 4 },
  ios: { light: { width: 10, stopsAtFailure: false }, other: { width: 10, stopsAtFailure: false }, deletes: 64 },
} as const;

/** One run of an app, by the rules of docs/developers/osmand-protocol.md, "How the apps sync". */
export class Session {
  readonly #options: SessionOptions;
  readonly #requests: Requests;
  readonly #uploaded: FileKey[] = [];
  readonly #downloaded: FileKey[] = [];
  readonly #deleted: FileKey[] = [];

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#requests = new Requests(options.store.platform);
  }

  /** *Check for changes*, then *Sync now* (C70): downloads, uploads, deletions there, replaced versions, deletions here. */
  async sync(): Promise<Outcome> {
    return this.#run(async () => {
      const { remote, proposal } = await this.#prepare();
      const failed = await this.#download(proposal.download);
      const stopped = await this.#upload(proposal.upload);
      const conflicts = proposal.conflicts.filter(({ local }) => !proposal.upload.includes(local));
      if (stopped !== null) return { conflicts, error: stopped };
      const undeleted = await this.#deleteThere(proposal.deleteThere);
      await this.#deleteReplaced(remote);
      for (const { item } of proposal.deleteHere) {
        this.#options.onRemove?.(item.key);
        this.#options.store.remove(item.key);
        this.#deleted.push(item.key);
      }
      return { conflicts, error: failed ?? undeleted };
    });
  }
  /** A person settles one conflict; with a deletion only the own side can be chosen. */
  async resolve(settle: (conflicts: readonly Conflict[]) => Settled | null): Promise<Outcome> {
    return this.#run(async () => {
      const { remote, proposal } = await this.#prepare();
      const settled = settle(proposal.conflicts);
      if (settled === null) return { conflicts: proposal.conflicts, error: null };
      const { conflict, side } = settled;
      const others = proposal.conflicts.filter((one) => one !== conflict);
      if (side === 'cloud' && conflict.row.filesize >= 0) return { conflicts: others, error: await this.#download([conflict.row]) };
      const error = await this.#upload([conflict.local]);
      if (error === null) await this.#deleteReplaced(remote);
      return { conflicts: others, error };
    });
  }

  /** C73: the deletion row goes. `choose` chooses among what lies in the trash, as all three. */
  async restore(choose: Choose): Promise<Outcome> {
    return this.#withTrash(choose, (items) => this.#deleteVersions(items.map(({ deletion }) => deletion)));
  }
  /** Both rows of each go, side by side. */
  async deleteFromTrash(choose: Choose): Promise<Outcome> {
    return this.#withTrash(choose, async (items) => {
      const error = await this.#deleteVersions(items.flatMap(({ old, deletion }) => [old, deletion]));
      if (error === null) for (const { deletion } of items) this.#options.onGone?.(deletion);
      return error;
    });
  }
  /** The old content comes as a file of now. */
  async downloadFromTrash(choose: Choose, now: number): Promise<Outcome> {
    return this.#withTrash(choose, async (items) => {
      for (const { old } of items) {
        const bytes = this.#options.store.get(old) === undefined ? await this.#fetch(old) : null;
        if (bytes !== null && this.#place(old, bytes, now, null)) this.#downloaded.push(old);
      }
      return null;
    });
  }
  /** C72: the trash is made from a listing; names whose newest row is a deletion with a content below. */
  #withTrash(choose: Choose, work: (items: readonly Trashed[]) => Promise<AppError | null>): Promise<Outcome> {
    return this.#run(async () => {
      const { deleted, old } = (await this.#list()).remote;
      const items = [...deleted].flatMap(([at, deletion]) => {
        const content = old.get(at);
        return content === undefined ? [] : [{ deletion, old: content }];
      });
      return { conflicts: [], error: await work(choose(items)) };
    });
  }
  /** *Delete old versions*: all rows but the newest contents, deletions and companions included. */
  async deleteOld(types: ReadonlySet<string>): Promise<Outcome> {
    return this.#run(async () => {
      const { all, unique } = (await this.#list()).listing;
      const kept = new Set(unique.map((row) => JSON.stringify(row)));
      const error = await this.#deleteVersions(all.filter((row) => types.has(row.type) && !kept.has(JSON.stringify(row))));
      return { conflicts: [], error };
    });
  }
  /** *Delete all data* of types: every row there is. */
  async deleteAll(types: ReadonlySet<string>): Promise<Outcome> {
    return this.#run(async () => {
      const { all } = (await this.#list()).listing;
      return { conflicts: [], error: await this.#deleteVersions(all.filter((row) => types.has(row.type))) };
    });
  }

  async #run(work: () => Promise<Pick<Outcome, 'conflicts' | 'error'>>): Promise<Outcome> {
    const done = { uploaded: this.#uploaded, downloaded: this.#downloaded, deleted: this.#deleted };
    try {
      return { ...done, ...(await work()) };
    } catch (error) {
      return { ...done, conflicts: [], error: asAppError(error) };
    }
  }

  async #prepare(): Promise<{ remote: Remote; proposal: Proposal }> {
    const { remote } = await this.#list();
    const { store, off } = this.#options;
    return { remote, proposal: compare(store, localsOf(store, off), remote, off) };
  }
  async #list(): Promise<{ listing: Listing; remote: Remote }> {
    const types = iosTypes.filter((type) => !this.#options.off.has(type));
    const answer = await this.#ask(this.#requests.list(this.#options.auth, types.length === 0 ? null : types));
    const listing = parseListing(textOf(answer));
    return { listing, remote: remoteOf(listing.all) };
  }

  /** C68, C71: the listing is fetched again; one failure does not stop the others. @returns the first failure */
  async #download(wanted: readonly Row[]): Promise<AppError | null> {
    if (wanted.length === 0) return null;
    const { remote } = await this.#list();
    const { store } = this.#options;
    const placed: Row[] = [];
    const error = await inPool(wanted, pools[store.platform].other, async (asked) => {
      const row = remote.unique.get(keyText(asked));
      if (row === undefined) throw new AppError(106, `${asked.name} is no longer there`);
      const companion = remote.infos.get(keyText({ type: row.type, name: companionOf(row.name) }));
      const [info, bytes] = await Promise.all([companion === undefined ? null : this.#fetch(companion), this.#fetch(row)]);
      if (!this.#place(row, bytes, row.updatetimems, info)) throw new AppError(5, `no room for ${row.name}`);
      store.setRecord(row, row.updatetimems);
      store.setDigest(row, hashOf(bytes));
      placed.push(row);
      this.#downloaded.push(row);
    });
    for (const row of placed) store.touch(row, row.clienttimems);
    return error === null ? null : asAppError(error);
  }
  #place(row: Row, bytes: Uint8Array, modified: number, info: Uint8Array | null): boolean {
    if (this.#options.store.put({ type: row.type, name: row.name }, bytes, modified, info) === null) return false;
    this.#options.onPlaced?.(row, bytes);
    return true;
  }
  /** Android unpacks whatever comes; iOS looks at no status, and what is no file is refused by whoever reads it. */
  async #fetch(row: Row): Promise<Uint8Array> {
    const answer = await this.#options.send(this.#requests.download(this.#options.auth, row, row.updatetimems));
    if (answer.status !== 200) throw failureOf(answer);
    if (this.#options.store.platform === 'ios' && !answer.isPacked) return answer.body;
    return new Uint8Array(gunzipSync(answer.body));
  }

  /** C37-C39. The first failure ends the sync (C70). @returns it */
  async #upload(locals: readonly Local[]): Promise<AppError | null> {
    if (locals.length === 0) return null;
    const { auth, store } = this.#options;
    try {
      await this.#ask(this.#requests.validate(auth));
    } catch (error) {
      return asAppError(error);
    }
    const isHeavy = ({ item }: Local): boolean => item.bytes.length > heavyBytes;
    const work = (local: Local): Promise<void> => this.#uploadOne(local);
    const light = await inPool(
      locals.filter((local) => !isHeavy(local)),
      pools[store.platform].light,
      work,
    );
    const error = light ?? (await inPool(locals.filter(isHeavy), { width: 1, stopsAtFailure: true }, work));
    return error === null ? null : asAppError(error);
  }
  async #uploadOne({ item: { key }, modified }: Local): Promise<void> {
    const { store } = this.#options;
    const item = store.get(key);
    if (item === undefined) return;
    const stamp = await this.#sendFile(item.key, (await this.#isThere(item.key)) ? null : item.bytes, modified);
    if (stamp !== null) {
      store.setRecord(item.key, stamp);
      this.#uploaded.push(item.key);
    }
    if (item.info !== null) await this.#sendFile({ type: key.type, name: companionOf(key.name) }, item.info, modified);
  }
  async #isThere(key: FileKey): Promise<boolean> {
    if (!isMap(key)) return false;
    try {
      return textOf(await this.#ask(this.#requests.check(key.name))).includes('"present"');
    } catch {
      return false;
    }
  }
  /** @returns what the server wrote it at; null where the app takes a broken line for success and will send it again */
  async #sendFile(key: FileKey, content: Uint8Array | null, modified: number): Promise<number | null> {
    let answer: AppAnswer;
    try {
      answer = await this.#options.send(this.#requests.upload(this.#options.auth, key, content, modified));
    } catch (error) {
      if (this.#options.store.platform === 'ios') return null;
      throw error;
    }
    if (answer.status !== 200) throw failureOf(answer);
    const { status, updatetime } = JSON.parse(textOf(answer)) as { status: unknown; updatetime: unknown };
    if (status !== 'ok' || typeof updatetime !== 'number') throw new AppError(2, `${key.name} was not taken`);
    return updatetime;
  }

  /** C64: the record goes with its file. */
  async #deleteThere(rows: readonly Row[]): Promise<AppError | null> {
    const { auth, store, onDelete } = this.#options;
    const error = await inPool(rows, { width: pools[store.platform].deletes, stopsAtFailure: false }, async (row) => {
      onDelete?.(row);
      await this.#ask(this.#requests.deleteFile(auth, row));
      store.dropRecord(row);
      this.#deleted.push(row);
    });
    return error === null ? null : asAppError(error);
  }
  /** C75: the row that was newest in the listing of this run, of what was uploaded. */
  async #deleteReplaced({ unique }: Remote): Promise<void> {
    const replaced = this.#uploaded.flatMap((key) => {
      const row = this.#options.withoutHistory.has(key.type) ? unique.get(keyText(key)) : undefined;
      return row === undefined ? [] : [row];
    });
    await this.#deleteVersions(replaced);
  }
  async #deleteVersions(rows: readonly Row[]): Promise<AppError | null> {
    const { auth, store } = this.#options;
    const error = await inPool(rows, { width: pools[store.platform].deletes, stopsAtFailure: false }, async (row) => {
      await this.#ask(this.#requests.deleteVersion(auth, row, row.updatetimems));
    });
    return error === null ? null : asAppError(error);
  }

  async #ask(request: AppRequest): Promise<AppAnswer> {
    const answer = await this.#options.send(request);
    if (answer.status !== 200) throw failureOf(answer);
    if (answer.body.length === 0) throw new AppError(2, 'the answer is empty');
    return answer;
  }
}

const textOf = ({ body }: AppAnswer): string => Buffer.from(body).toString('utf8');
function failureOf(answer: AppAnswer): AppError {
  const error = errorIn(textOf(answer));
  return new AppError(error?.errorCode ?? answer.status, error?.message ?? textOf(answer));
}
function errorIn(text: string): { errorCode: number; message: string } | null {
  try {
    const { error } = JSON.parse(text) as { error?: { errorCode?: unknown; message?: unknown } };
    const { errorCode, message } = error ?? {};
    return typeof errorCode === 'number' && typeof message === 'string' ? { errorCode, message } : null;
  } catch {
    return null;
  }
}
function asAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError(5, error instanceof Error ? error.message : String(error));
}
