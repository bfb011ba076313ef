import type { Operation, Version, WriteResult } from '@cairn/protocol';
import type { TestLibrary } from './library.ts';
import type { SeededRandom } from './world.ts';

/** A request as a device sends it; it can be sent again, unchanged, at any later time. */
export interface Request {
  readonly kind: Kind;
  /** @returns whether it was taken, not refused */
  send(): Promise<boolean>;
}
export const kinds = [
  ...(['upload', 'upload', 'upload', 'delete', 'rename', 'rename-folder', 'delete-folder', 'restore', 'copy'] as const),
  ...(['deleteTrash', 'emptyTrash', 'deleteType', 'deleteOldVersions', 'deleteData'] as const),
] as const;
export type Kind = (typeof kinds)[number];
export const removing: ReadonlySet<Kind> = new Set(['deleteTrash', 'emptyTrash', 'deleteOldVersions', 'deleteData']);

const names = ['a', 'a.info', 'b', 'f/a', 'f/a.info', 'f/b', 'f/g/c', 'h/a'];
const folders = ['f', 'f/g', 'h', 'i'];

/** A request of this kind that makes sense now, with the preconditions that a device of ours sends; null when there is none. */
export async function requestOf(kind: Kind, library: TestLibrary, random: SeededRandom): Promise<Request | null> {
  const { store, account } = library;
  const pick = <T>(from: readonly T[]): T | undefined => from[random.int(0, Math.max(1, from.length))];
  const heads = new Map((await library.changes()).map((version) => [version.name, version]));
  const live = [...heads.values()].filter((version) => version.kind === 'content');
  const { seq: seen, epoch } = await store.logState(account);
  const base = (name: string): number => heads.get(name)?.seq ?? 0;
  const operation = (op: Operation): Request => ({ kind, send: async () => taken(await library.operate(op)) });
  const anyVersion = async (): Promise<Version | undefined> => {
    const trash = (await store.trash(account, null, 50)).map((row) => row.content);
    const head = pick(live);
    const past = head === undefined ? [] : (await store.history(account, head)).filter((version) => version.kind === 'content');
    return pick<Version>([...trash, ...past]);
  };
  const file = pick(live);
  switch (kind) {
    case 'upload': {
      const name = pick(names) ?? 'a';
      const content = name.endsWith('.info')
        ? `{"file":"/tracks/${name.slice(0, -5)}","n":${random.int(0, 5)}}`
        : `content ${random.int(0, 12)}`;
      const item = { name, content, base: base(name) };
      return { kind, send: async () => taken(await library.upload([item])) };
    }
    case 'delete':
      return file === undefined ? null : operation({ op: kind, type: 'GPX', name: file.name, base: file.seq, scope: 'everywhere' });
    case 'rename':
      return file === undefined ? null : operation({ op: kind, type: 'GPX', name: file.name, to: pick(names) ?? 'a', base: file.seq });
    case 'rename-folder':
      return operation({ op: kind, type: 'GPX', name: pick(folders) ?? 'f', to: pick(folders) ?? 'i', base: seen });
    case 'delete-folder':
      return operation({ op: kind, type: 'GPX', name: pick(folders) ?? 'f', base: seen });
    case 'restore': {
      const version = await anyVersion();
      if (version === undefined) return null;
      const newest = (await library.changes()).find((head) => head.file === version.file && head.kind !== 'moved');
      const to = random.int(0, 3) === 0 ? pick(names) : undefined;
      return operation({ op: kind, seq: version.seq, base: base(to ?? newest?.name ?? version.name), ...(to === undefined ? {} : { to }) });
    }
    case 'copy': {
      const version = await anyVersion();
      const to = pick(names) ?? 'b';
      return version === undefined ? null : operation({ op: kind, seq: version.seq, to, base: base(to) });
    }
    case 'deleteTrash': {
      const item = pick(await store.trash(account, null, 50));
      const now = library.clock.now();
      return item === undefined
        ? null
        : { kind, send: async () => done(store.removeTrash(account, { deletions: [item.deletion.seq] }, now)) };
    }
    case 'emptyTrash':
      return { kind, send: async () => done(store.removeTrash(account, { upTo: seen }, library.clock.now())) };
    case 'deleteType': {
      const prefix = pick(['f/', 'h/', 'a']) ?? '';
      return {
        kind,
        send: async () => done(store.deleteType({ account, device: 7, now: library.clock.now() }, { type: 'GPX', prefix, upTo: seen })),
      };
    }
    case 'deleteOldVersions':
      return { kind, send: async () => done(store.removeHistory(account, seen, library.clock.now())) };
    case 'deleteData':
      return { kind, send: async () => done(store.removeAll(account, epoch, library.clock.now())) };
  }
}

function taken(results: readonly WriteResult[]): boolean {
  return results[0]?.status !== 'refused';
}
async function done(removed: Promise<unknown>): Promise<boolean> {
  await removed;
  return true;
}

/** What readers can see of a log, in one text: all of it, or its numbers, which every append and every removal changes. */
export async function viewOf(library: TestLibrary, extent: 'all' | 'numbers'): Promise<string> {
  const { store, account } = library;
  const numbers = [await store.logState(account), await store.storage(account)];
  if (extent === 'numbers') return JSON.stringify(numbers);
  return JSON.stringify({ numbers, changes: await library.changes(), trash: await store.trash(account, null, 1000) });
}
/** Contents that can be fetched, by sequence number, up to the newest. */
export async function contentsOf(library: TestLibrary): Promise<Map<number, string>> {
  const { seq } = await library.store.logState(library.account);
  const found = new Map<number, string>();
  const all = Array.from({ length: seq }, (_, index) => index + 1);
  const { items } = await library.store.contents(library.account, all, Number.MAX_SAFE_INTEGER);
  for (const item of items) if (item !== null) found.set(item.version.seq, item.version.hash);
  return found;
}
