import type { Remote, Row } from './listing.ts';
import type { AppStore, Item } from './store.ts';
import { isEmptyCollection } from './store.ts';

/** An item as it is compared. */
export interface Local {
  readonly item: Item;
  readonly modified: number;
  readonly uploadTime: number;
}
export interface Conflict {
  readonly local: Local;
  readonly row: Row;
}
/** What an app proposes. A conflict with a deletion stands among the uploads too: the edit wins. */
export interface Proposal {
  readonly upload: readonly Local[];
  readonly download: readonly Row[];
  readonly deleteThere: readonly Row[];
  readonly deleteHere: readonly Local[];
  readonly conflicts: readonly Conflict[];
}

/** What is on the phone, with the times by which it is judged; items of types that are switched off are not built. */
export function localsOf(store: AppStore, off: ReadonlySet<string>): Map<string, Local> {
  const locals = new Map<string, Local>();
  for (const item of store.items()) {
    if (off.has(item.key.type)) continue;
    const { uploadTime = 0, digest = null } = store.record(item.key) ?? {};
    const isAndroid = store.platform === 'android';
    const modified = isAndroid ? Math.max(item.modified, item.infoModified) : item.modified;
    // C69: a track that was touched and is the same is not sent.
    const isSame = uploadTime < modified && digest === item.hash && (!isAndroid || item.infoModified <= item.modified);
    locals.set(store.form(item.key), { item, modified: isSame ? uploadTime : modified, uploadTime });
  }
  return locals;
}

/** C65-C67: the phone's times against the times of the server's rows, both strictly greater. */
export function compare(store: AppStore, locals: ReadonlyMap<string, Local>, remote: Remote, off: ReadonlySet<string>): Proposal {
  const [upload, deleteHere] = [new Set<Local>(), new Set<Local>()];
  const [download, deleteThere]: [Row[], Row[]] = [[], []];
  const conflicts: Conflict[] = [];
  for (const row of [...remote.unique.values(), ...remote.deleted.values()]) {
    if (off.has(row.type)) continue;
    const isDeletion = row.filesize < 0;
    const local = locals.get(store.form(row));
    if (local === undefined) {
      if (isDeletion) continue;
      // Gone from here since: its person removed it.
      const wasHere = (store.record(row)?.uploadTime ?? -1) >= row.updatetimems;
      (wasHere ? deleteThere : download).push(row);
      continue;
    }
    const isChangedHere = local.modified > local.uploadTime;
    const isChangedThere = row.updatetimems > local.uploadTime;
    if (isChangedHere && isChangedThere) conflicts.push({ local, row });
    else if (isChangedHere) upload.add(local);
    else if (isChangedThere && isDeletion) deleteHere.add(local);
    else if (isChangedThere) download.push(row);
  }
  const known = new Set([...remote.unique.values()].map((row) => store.form(row)));
  for (const [form, local] of locals) {
    if (!known.has(form) && !deleteHere.has(local) && !isEmptyCollection(local.item)) upload.add(local);
  }
  return {
    upload: [...upload].sort((a, b) => b.modified - a.modified),
    download: download.sort((a, b) => b.updatetimems - a.updatetimems),
    deleteThere,
    deleteHere: [...deleteHere],
    conflicts,
  };
}
