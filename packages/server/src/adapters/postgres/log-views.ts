import { hash } from 'node:crypto';
import { isCompanion } from '@cairn/protocol';
import type { ContentVersion, Version } from '@cairn/protocol';
import type { ContentRow } from '../../log/rows.ts';
import { contentForApps } from '../../log/app-content.ts';
import { emptyLog, scopeOf, versionOf } from '../../log/rows.ts';
import type { LogStore, StoredContent, TrashRow } from '../../ports/log-store.ts';
import type { VersionRecord } from '../sqlite/log-rows.ts';
import { rowOf } from '../sqlite/log-rows.ts';
import type { Database, Transaction } from './database.ts';
import { stateOf } from './log-apply.ts';
import { decideWith } from './log-changes.ts';
import { behindPrefix } from './log-load.ts';
import { LogMemory } from './log-memory.ts';
import type { StateRecord } from './log-statements.ts';
import { byName, isBetween, logSql } from './log-statements.ts';
import { ofAccount } from './statement.ts';

type Views = Pick<
  LogStore,
  'changes' | 'changesText' | 'versions' | 'contents' | 'appContent' | 'list' | 'history' | 'trash' | 'storage' | 'logState'
>;
type ChangesQuery = Parameters<LogStore['changes']>[0];
/** A list as text is put into bytes in parts of so many characters. */
const textPart = 64 * 1024;
/** Contents whose bytes are read at a time. */
const contentsStep = 32;
/** A version and where its content lies; `place_hash` is null when there is none. */
interface PlaceRecord extends VersionRecord {
  readonly place_hash: Buffer | null;
  readonly place_key: string | null;
}
interface TypeRecord {
  readonly type: string;
  readonly files: number;
  readonly size: number;
  readonly stored: number;
}

const sql = {
  after: ofAccount<VersionRecord>(
    'view-after',
    `SELECT * FROM version WHERE account = $1 AND (head + 0) = 1 AND seq > $2 AND ($3::text[] IS NULL OR type = ANY ($3)) ORDER BY seq, part LIMIT $4`,
  ),
  between: ofAccount<VersionRecord>(
    'view-between',
    'SELECT * FROM version WHERE account = $1 AND seq > $2 AND seq <= $3 ORDER BY seq, part',
  ),
  versions: ofAccount<VersionRecord>(
    'view-versions',
    `SELECT v.* FROM unnest($2::bigint[]) AS k (seq)
     CROSS JOIN LATERAL (SELECT * FROM version WHERE account = $1 AND seq = k.seq AND part = 0 AND kind = 1 OFFSET 0) v`,
  ),
  places: ofAccount<PlaceRecord>(
    'view-places',
    `SELECT v.*, c.stored_hash AS place_hash, c.key AS place_key FROM unnest($2::bigint[]) AS k (seq)
     CROSS JOIN LATERAL (SELECT * FROM version WHERE account = $1 AND seq = k.seq AND part = 0 AND kind = 1 OFFSET 0) v
     LEFT JOIN LATERAL (SELECT stored_hash, key FROM content WHERE account = $1 AND hash = v.hash OFFSET 0) c ON true`,
  ),
  bytes: ofAccount<{ hash: string; bytes: Buffer | null }>(
    'view-bytes',
    `SELECT k AS hash, c.bytes FROM unnest($2::text[]) AS k
     CROSS JOIN LATERAL (SELECT bytes FROM content WHERE account = $1 AND hash = decode(k, 'hex') OFFSET 0) c`,
  ),
  named: ofAccount<VersionRecord>(
    'view-named',
    `SELECT * FROM version WHERE account = $1 AND type = $2 AND ${isBetween('$3', '$5')} AND left(name, 512) >= left($4, 512) AND name > $4
       AND head = 1 AND kind = 1 ORDER BY ${byName} LIMIT $6`,
  ),
  types: ofAccount<TypeRecord>('view-types', 'SELECT type, files, size, stored FROM log_type WHERE account = $1 ORDER BY type'),
  trashed: ofAccount<VersionRecord>(
    'view-trashed',
    'SELECT * FROM version WHERE account = $1 AND below IS NOT NULL AND seq < $2 ORDER BY seq DESC LIMIT $3',
  ),
  holdsData: ofAccount<{ holds_data: boolean }>('view-holds-data', 'SELECT EXISTS (SELECT FROM version WHERE account = $1) AS holds_data'),
} as const;

/** Views of the log: none does more work than what it shows. */
export function logViews(database: Database): Views {
  return {
    async changes(query) {
      const changes: Version[] = [];
      const rest = await walk(database, query, (version) => changes.push(version));
      return { ...rest, changes };
    },
    async changesText(query) {
      const parts: Buffer[] = [];
      let text = '';
      const rest = await walk(database, query, (version) => {
        text += `${parts.length === 0 && text === '' ? '' : ','}${JSON.stringify(version)}`;
        if (text.length < textPart) return;
        parts.push(Buffer.from(text));
        text = '';
      });
      return { bytes: gather([Buffer.from('{"changes":['), ...parts, Buffer.from(`${text}],${JSON.stringify(rest).slice(1)}`)]) };
    },
    contents: (account, seqs, budget) => database.read((tx) => contents(tx, account, seqs, budget)),
    appContent: (account, key) =>
      database.read(async (tx) => {
        const memory = new LogMemory();
        const seq = await decideWith(tx, account, memory, () => contentForApps(memory, key));
        return contents(tx, account, seq === null ? [] : [seq], 1);
      }),
    list: (query) => database.read((tx) => list(tx, query)),
    versions: async (account, last, upTo) =>
      (await database.rows(sql.between, account, last, upTo)).map((record) => versionOf(rowOf(record))),
    history: (account, key) =>
      database.read(async (tx) => {
        const [head] = await tx.rows(logSql.heads, account, [key.type], [key.name]);
        if (head === undefined) return [];
        const rows = (await tx.rows(logSql.files, account, [head.file])).map(rowOf);
        return rows
          .filter((row) => row.part === 0)
          .map((row) => versionOf(row))
          .reverse();
      }),
    trash: (account, before, limit) => database.read((tx) => trash(tx, account, before, limit)),
    storage: (account) =>
      database.read(async (tx) => {
        const [record, types] = await Promise.all([tx.row(logSql.state, account), tx.rows(sql.types, account)]);
        const { live, trash, history } = record === undefined ? emptyLog : stateOf(record);
        return { live, trash, history, types: types.filter((row) => row.files > 0 || row.stored > 0) };
      }),
    logState: (account) =>
      database.read(async (tx) => {
        const [at, held] = await Promise.all([positionOf(tx, account), tx.row(sql.holdsData, account)]);
        const { seq, epoch, dataEpoch, state } = at;
        return { seq, epoch, dataEpoch, used: state.live.stored, holdsData: held?.holds_data === true };
      }),
  };
}

async function positionOf(tx: Transaction, account: number) {
  const record: StateRecord | undefined = await tx.row(logSql.state, account);
  if (record !== undefined) return { state: stateOf(record), seq: record.seq, epoch: record.epoch, dataEpoch: record.data_epoch };
  const dataEpoch = (await tx.row(logSql.dataEpoch, account))?.data_epoch ?? 0;
  return { state: emptyLog, seq: emptyLog.seq, epoch: emptyLog.epoch, dataEpoch };
}

/** Shows the newest rows of names above a cursor, in order; what it gives says where they end. */
function walk(database: Database, query: ChangesQuery, show: (version: Version) => void) {
  const { account, cursor, limit, types } = query;
  return database.read(async (tx) => {
    const { seq: newest, epoch, dataEpoch } = await positionOf(tx, account);
    let shown = 0;
    let last = cursor;
    // The two rows of a rename are never parted, so that a cursor between them cannot lose one: at most two rows more are looked at.
    const values = [account, cursor, types === null ? null : [...types], limit + 2];
    const rows = limit < 200 ? [await tx.rows(sql.after, ...values)] : tx.stream(sql.after, values);
    for await (const portion of rows) {
      for (const record of portion) {
        if (shown >= limit && record.seq !== last) return { epoch, dataEpoch, cursor: last, more: true };
        show(versionOf(rowOf(record)));
        shown++;
        last = record.seq;
      }
    }
    return { epoch, dataEpoch, cursor: Math.max(newest, cursor), more: false };
  });
}

async function contents(tx: Transaction, account: number, seqs: readonly number[], budget: number) {
  const found = new Map((await tx.rows(sql.places, account, [...new Set(seqs)])).map((record) => [record.seq, record]));
  // How far the budget reaches is known before any bytes are read.
  const answered: (PlaceRecord | undefined)[] = [];
  const inRows = new Set<string>();
  let reach = 0;
  for (const seq of seqs) {
    if (reach >= budget) break;
    const record = found.get(seq);
    answered.push(record);
    if (record?.place_key !== null || record.place_hash === null || record.hash === null) continue;
    reach += record.stored ?? 0;
    inRows.add(record.hash.toString('hex'));
  }
  const bytesOf = new Map<string, Buffer | null>();
  for (const hashes of chunks([...inRows], contentsStep))
    for (const { hash: of, bytes } of await tx.rows(sql.bytes, account, hashes)) bytesOf.set(of, bytes);
  const items: (StoredContent | null)[] = [];
  const parts: Buffer[] = [];
  let length = 0;
  for (const record of answered) {
    if (record === undefined) {
      items.push(null);
      continue;
    }
    const bytes = bytesOf.get(record.hash?.toString('hex') ?? '') ?? null;
    items.push(locate(record, bytes, length));
    if (bytes === null) continue;
    parts.push(bytes);
    length += bytes.length;
  }
  return { items, bytes: gather(parts) };
}

function* chunks<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}

async function list(tx: Transaction, { account, types: only, prefix, after: last, limit }: Parameters<LogStore['list']>[0]) {
  const found: ContentVersion[] = [];
  const all = only === null ? (await tx.rows(sql.types, account)).map((row) => row.type) : [...new Set(only)].sort(byBytes);
  for (const type of all) {
    if (last !== null && byBytes(type, last.type) < 0) continue;
    let from = last?.type === type ? last.name : '';
    // Companions are not shown, so a portion may hold fewer than were asked for.
    for (let isMore = true; isMore && found.length < limit;) {
      const portion = limit - found.length + 1;
      const records = await tx.rows(sql.named, account, type, prefix, from, behindPrefix(prefix), portion);
      for (const record of records) {
        if (found.length >= limit) return found;
        const row = rowOf(record);
        if (row.kind === 'content' && !isCompanion(row.name)) found.push(versionOf(row));
        from = record.name;
      }
      isMore = records.length === portion;
    }
  }
  return found;
}

async function trash(tx: Transaction, account: number, before: number | null, limit: number): Promise<readonly TrashRow[]> {
  const found: TrashRow[] = [];
  let from = before ?? Number.MAX_SAFE_INTEGER;
  for (let isMore = true; isMore && found.length < limit;) {
    const portion = limit - found.length;
    const deletions = await tx.rows(sql.trashed, account, from, portion);
    const shown = deletions.filter((record) => record.below !== null && !isCompanion(record.name));
    const below = await tx.rows(
      sql.versions,
      account,
      shown.map((record) => record.below),
    );
    const contents = new Map(below.map((record) => [record.seq, rowOf(record)]));
    for (const record of shown) {
      const deletion = rowOf(record);
      const content = contents.get(record.below ?? 0);
      if (deletion.kind !== 'deletion' || content?.kind !== 'content') continue;
      const { seq, type, name, stamp, device } = deletion;
      found.push({ deletion: { seq, type, name, stamp, device, scope: scopeOf(deletion) }, content: versionOf(content) });
    }
    isMore = deletions.length === portion;
    from = deletions.at(-1)?.seq ?? 0;
  }
  return found;
}

/** Where a content lies; `damaged` when it is not what was stored (R09). */
function locate(record: PlaceRecord, bytes: Buffer | null, at: number): StoredContent {
  const version = versionOf(contentRow(record));
  if (record.place_hash === null) return { version, storedHash: '', place: { damaged: true } };
  const storedHash = record.place_hash.toString('hex');
  if (record.place_key !== null) return { version, storedHash, place: { key: record.place_key } };
  const whole = bytes !== null && hash('sha256', bytes) === storedHash;
  return { version, storedHash, place: whole ? { at } : { damaged: true } };
}
function contentRow(record: VersionRecord): ContentRow {
  const row = rowOf(record);
  if (row.kind !== 'content') throw new Error('a content was asked for and something else found');
  return row;
}
/** One piece of memory of its own. */
function gather(parts: readonly Buffer[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** Order of texts by their UTF-8 bytes, as the database has it. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
