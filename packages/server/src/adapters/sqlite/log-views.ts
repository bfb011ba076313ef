import { hash } from 'node:crypto';
import type Database from 'better-sqlite3';
import { isCompanion } from '@cairn/protocol';
import type { ContentVersion, Version } from '@cairn/protocol';
import { contentForApps } from '../../log/app-content.ts';
import { emptyLog, scopeOf, versionOf } from '../../log/rows.ts';
import type { ContentRow } from '../../log/rows.ts';
import type { Contents, LogStore, StoredContent, TrashRow } from '../../ports/log-store.ts';
import type { Synchronous } from './engine.ts';
import type { LogReads } from './log-reader.ts';
import { afterPrefix } from './log-reader.ts';
import type { VersionRecord } from './log-rows.ts';
import { rowOf } from './log-rows.ts';

type Views = Pick<
  LogStore,
  'changes' | 'changesText' | 'versions' | 'contents' | 'appContent' | 'list' | 'history' | 'trash' | 'storage' | 'logState'
>;
type ChangesQuery = Parameters<LogStore['changes']>[0];
/** A list as text is put into bytes in parts of so many characters. */
const textPart = 64 * 1024;
interface PlaceRecord {
  readonly stored_hash: Buffer;
  readonly key: string | null;
  readonly bytes: Buffer | null;
}

/** Views of the log: none does more work than what it shows. */
export function logViews(db: Database.Database, reads: LogReads): Synchronous<Views> {
  const after = db.prepare<[number, number], VersionRecord>(
    'SELECT * FROM version WHERE account = ? AND head = 1 AND seq > ? ORDER BY seq, part',
  );
  const between = db.prepare<[number, number, number], VersionRecord>(
    'SELECT * FROM version WHERE account = ? AND seq > ? AND seq <= ? ORDER BY seq, part',
  );
  const versionAt = db.prepare<[number, number], VersionRecord>(
    'SELECT * FROM version WHERE account = ? AND seq = ? AND part = 0 AND kind = 1',
  );
  // No joins here: SQLite prepares them anew for each new value, which takes five times as long as the search.
  const placeOf = db.prepare<[number, Buffer | null, number], PlaceRecord>(
    'SELECT stored_hash, key, bytes FROM content WHERE content = (SELECT content FROM blob WHERE account = ? AND hash = ?) AND account = ?',
  );
  const named = db.prepare<[number, string, string, string, string | Buffer], VersionRecord>(
    `SELECT * FROM version WHERE account = ? AND type = ? AND name >= ? AND name > ? AND name < ? AND head = 1 AND kind = 1 ORDER BY name`,
  );
  const types = db.prepare<[number], { type: string; files: number; size: number; stored: number }>(
    'SELECT type, files, size, stored FROM log_type WHERE account = ? ORDER BY type',
  );
  const trashed = db.prepare<[number, number], VersionRecord>(
    'SELECT * FROM version INDEXED BY version_trash WHERE account = ? AND below IS NOT NULL AND seq < ? ORDER BY seq DESC',
  );
  const any = db.prepare<[number], number>('SELECT 1 FROM version WHERE account = ? LIMIT 1').pluck();
  /** Several statements see one moment (R17). */
  const atOneMoment = <Args extends unknown[], Result>(read: (...args: Args) => Result): ((...args: Args) => Result) =>
    db.transaction(read);

  /** Shows the newest rows of names above a cursor, in order; what it gives says where they end. */
  function walk({ account, cursor, limit, types: only }: ChangesQuery, show: (version: Version) => void) {
    const { seq: newest, epoch, dataEpoch } = reads.at(account);
    let shown = 0;
    let last = cursor;
    for (const record of after.iterate(account, cursor)) {
      // The two rows of a rename are never parted, so that a cursor between them cannot lose one.
      if (shown >= limit && record.seq !== last) return { epoch, dataEpoch, cursor: last, more: true };
      if (only !== null && !only.includes(record.type)) continue;
      show(versionOf(rowOf(record)));
      shown++;
      last = record.seq;
    }
    return { epoch, dataEpoch, cursor: Math.max(newest, cursor), more: false };
  }

  function contents(account: number, seqs: readonly number[], budget: number): Contents {
    const items: (StoredContent | null)[] = [];
    const parts: Buffer[] = [];
    let length = 0;
    for (const seq of seqs) {
      if (length >= budget) break;
      const record = versionAt.get(account, seq);
      if (record === undefined) {
        items.push(null);
        continue;
      }
      const place = placeOf.get(account, record.hash, account);
      items.push(locate(record, place, length));
      const bytes = place?.bytes ?? null;
      if (bytes === null) continue;
      parts.push(bytes);
      length += bytes.length;
    }
    return { items, bytes: gather(parts) };
  }

  return {
    changes: atOneMoment((query) => {
      const changes: Version[] = [];
      return { ...walk(query, (version) => changes.push(version)), changes };
    }),
    changesText: atOneMoment((query) => {
      const parts: Buffer[] = [];
      let text = '';
      const rest = walk(query, (version) => {
        text += `${parts.length === 0 && text === '' ? '' : ','}${JSON.stringify(version)}`;
        if (text.length < textPart) return;
        parts.push(Buffer.from(text));
        text = '';
      });
      const whole = gather([Buffer.from('{"changes":['), ...parts, Buffer.from(`${text}],${JSON.stringify(rest).slice(1)}`)]);
      return { bytes: whole };
    }),
    versions: (account, last, upTo) => between.all(account, last, upTo).map((record) => versionOf(rowOf(record))),
    contents: atOneMoment(contents),
    appContent: atOneMoment((account, key) => {
      const seq = contentForApps(reads.reader(account), key);
      return contents(account, seq === null ? [] : [seq], 1);
    }),
    list({ account, types: only, prefix, after: last, limit }) {
      const found: ContentVersion[] = [];
      const all = only === null ? types.all(account).map((row) => row.type) : [...new Set(only)].sort(byBytes);
      for (const type of all) {
        if (last !== null && byBytes(type, last.type) < 0) continue;
        const from = last?.type === type ? last.name : '';
        for (const record of named.iterate(account, type, prefix, from, afterPrefix(prefix))) {
          if (found.length >= limit) return found;
          const row = rowOf(record);
          if (row.kind === 'content' && !isCompanion(row.name)) found.push(versionOf(row));
        }
      }
      return found;
    },
    history: atOneMoment((account, key) => {
      const reader = reads.reader(account);
      const head = reader.head(key);
      if (head === null) return [];
      return reader
        .file(head.file)
        .filter((row) => row.part === 0)
        .map((row) => versionOf(row))
        .reverse();
    }),
    trash: atOneMoment((account, before, limit) => {
      const reader = reads.reader(account);
      const found: TrashRow[] = [];
      for (const record of trashed.iterate(account, before ?? Number.MAX_SAFE_INTEGER)) {
        if (found.length >= limit) break;
        const deletion = rowOf(record);
        if (deletion.kind !== 'deletion' || deletion.below === null || isCompanion(deletion.name)) continue;
        const content = reader.content(deletion.below);
        if (content === null) continue;
        const { seq, type, name, stamp, device } = deletion;
        found.push({ deletion: { seq, type, name, stamp, device, scope: scopeOf(deletion) }, content: versionOf(content) });
      }
      return found;
    }),
    storage: atOneMoment((account) => {
      const { live, trash, history } = reads.state(account) ?? emptyLog;
      return { live, trash, history, types: types.all(account).filter((row) => row.files > 0 || row.stored > 0) };
    }),
    logState: atOneMoment((account) => {
      const used = (reads.state(account) ?? emptyLog).live.stored;
      return { ...reads.at(account), used, holdsData: any.get(account) !== undefined };
    }),
  };
}

/** Where a content lies; `damaged` when it is not what was stored (R09). */
function locate(record: VersionRecord, found: PlaceRecord | undefined, at: number): StoredContent {
  const version = versionOf(contentRow(record));
  if (found === undefined) return { version, storedHash: '', place: { damaged: true } };
  const storedHash = found.stored_hash.toString('hex');
  if (found.key !== null) return { version, storedHash, place: { key: found.key } };
  const whole = found.bytes !== null && hash('sha256', found.bytes) === storedHash;
  return { version, storedHash, place: whole ? { at } : { damaged: true } };
}
function contentRow(record: VersionRecord): ContentRow {
  const row = rowOf(record);
  if (row.kind !== 'content') throw new Error('a content was asked for and something else found');
  return row;
}
/** One piece of memory of its own, which can be handed to another thread. */
function gather(parts: readonly Buffer[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** Order of texts as SQLite has it: by code points, as UTF-8 bytes sort. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
