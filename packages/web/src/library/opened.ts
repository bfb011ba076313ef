import type { FileKey } from '@cairn/protocol';
import { hasLibrary, openBrowserDevice } from '../device/index.ts';
import type { AccountFacts, BrowserDevice, Entry } from '../device/index.ts';
import { derivedKind } from '../device/index/records.ts';

/** The files of this browser as screens see them. A new object for each change. */
export interface Library {
  /** `closed`: nobody is signed in and nothing is kept here. */
  readonly state: 'opening' | 'closed' | 'open' | 'failed';
  readonly device: BrowserDevice | null;
  readonly entries: ReadonlyMap<string, Entry>;
  /** Those of one type, by name; the same object for as long as none of them changes. */
  readonly byType: ReadonlyMap<string, ReadonlyMap<string, Entry>>;
  /** What went wrong while opening. */
  readonly error: unknown;
}

export function idOf({ type, name }: FileKey): string {
  return `${type}/${name}`;
}

const nothing: ReadonlyMap<string, Entry> = new Map();
let now: Library = { state: 'opening', device: null, entries: nothing, byType: new Map(), error: null };
const listeners = new Set<() => void>();
/** Counts openings: answers for one that is over are dropped. */
let turn = 0;
let openFor: string | null = null;

export function libraryNow(): Library {
  return now;
}
/** The library once it is open, or is known not to be. */
export function libraryOpened(): Promise<Library> {
  if (now.state !== 'opening') return Promise.resolve(now);
  return new Promise((opened) => {
    const stop = onLibrary(() => {
      if (now.state === 'opening') return;
      stop();
      opened(now);
    });
  });
}
export function onLibrary(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
function show(next: Partial<Library>): void {
  now = { ...now, ...next };
  for (const tell of [...listeners]) tell();
}

/** Opens the files of the account that is signed in (null: nobody is); asked again for the same one, it does nothing. */
export async function openLibrary(account: AccountFacts | null): Promise<void> {
  const wanted = account === null ? '' : `${account.account} ${account.registered}`;
  if (wanted === openFor) return;
  await reopen(account, wanted);
}

/** Opens them anew: a library was begun or removed. */
export async function reopenLibrary(account: AccountFacts | null): Promise<void> {
  await reopen(account, account === null ? '' : `${account.account} ${account.registered}`);
}

async function reopen(account: AccountFacts | null, wanted: string): Promise<void> {
  openFor = wanted;
  const mine = ++turn;
  now.device?.close();
  show({ state: 'opening', device: null, ...shelved(nothing, null), error: null });
  try {
    const device = await openBrowserDevice({ account });
    if (mine !== turn) return device?.close();
    if (device === null) {
      show({ state: 'closed' });
      return;
    }
    device.onFiles((files) => void refresh(device, files, mine));
    device.onEnded(() => void reopen(account, wanted));
    show({ device });
    const entries = await device.entries();
    if (mine === turn) show({ state: 'open', ...shelved(new Map(entries.map((entry) => [idOf(entry.key), entry])), null) });
  } catch (error) {
    if (mine === turn) show({ state: 'failed', error });
  }
}

async function refresh(device: BrowserDevice, files: readonly FileKey[] | 'all', mine: number): Promise<void> {
  const found = files === 'all' ? await device.entries() : await device.entriesOf(files);
  if (mine !== turn) return;
  const before = now.entries;
  const entries = files === 'all' ? new Map<string, Entry>() : new Map(before);
  if (files !== 'all') for (const key of files) entries.delete(idOf(key));
  for (const entry of found) entries.set(idOf(entry.key), shownOf(entry, before.get(idOf(entry.key))));
  show(shelved(entries, files === 'all' ? null : new Set(files.map(({ type }) => type))));
}

/**
 * A changed file is shown as it was until its new content is read: nothing vanishes from lists and map in between. Its old hash goes
 * with its old record, so that an edit meanwhile is refused rather than misled.
 */
function shownOf(entry: Entry, before: Entry | undefined): Entry {
  return entry.record === null && before !== undefined && before.record !== null && derivedKind(entry.key) !== null ? before : entry;
}

/** Entries with their shelves; those of types in which nothing changed stay as they are. `changed` null: all are made anew. */
function shelved(entries: ReadonlyMap<string, Entry>, changed: ReadonlySet<string> | null): Pick<Library, 'entries' | 'byType'> {
  const byType = new Map<string, ReadonlyMap<string, Entry>>();
  const shelves = new Map<string, Map<string, Entry>>();
  for (const [id, entry] of entries) {
    const { type } = entry.key;
    const same = changed === null || changed.has(type) ? undefined : now.byType.get(type);
    if (same !== undefined) byType.set(type, same);
    else {
      const shelf = shelves.get(type) ?? new Map<string, Entry>();
      shelf.set(id, entry);
      shelves.set(type, shelf);
      byType.set(type, shelf);
    }
  }
  return { entries, byType };
}

/** Whether a library of this account lies here from before it signed out. */
export const keptBefore = hasLibrary;
