import { CairnError, nameForApps } from '@cairn/protocol';
import type { Asker, LibraryContext } from '../library/context.ts';
import { appColumn, appColumns } from '../ports/app-views.ts';
import type { AppIndex, AppRows } from '../ports/app-views.ts';
import type { MapRecord } from '../ports/map-records.ts';
import { JsonBytes } from './json-bytes.ts';
import { isDate, writeDate } from './osmand-dates.ts';

/** Rows that are fetched at a time: a listing of so few is one look at the log, a longer one is made piece by piece. */
const pageRows = 4000;
/** Most bytes that are sent at a time, and what a row mostly takes at most. */
const pieceBytes = 256 * 1024;
const rowBytes = 320;

export interface Listing {
  readonly types: readonly string[] | null;
  readonly name: string | null;
  readonly allVersions: boolean;
}

/**
 * A listing as OsmAnd's apps read it (C40-C50): totals first, rows newest first, as of one moment (R17). It is made while it is sent, so
 * that memory does not grow with it (R32). When a row vanished since it began, it breaks off: an app asks again.
 */
export async function* listing(ctx: LibraryContext, who: Asker, wanted: Listing): AsyncGenerator<Uint8Array> {
  const { account } = who;
  const [index, allowance] = await Promise.all([
    ctx.store.appIndex({ account, device: who.device, ...wanted, first: pageRows }),
    ctx.allowance(account),
  ]);
  const out = new JsonBytes(Math.min(pieceBytes, rowBytes * (index.ids.length + 4)));
  yield* written(out, totalsOf(index, wanted));
  if (wanted.allVersions) {
    yield* written(out, ',"allFiles":[');
    yield* rowsOf(ctx, account, index, { from: 0, to: index.all, out });
    yield* written(out, ']');
  }
  yield* written(out, ',"uniqueFiles":[');
  yield* rowsOf(ctx, account, index, { from: index.all, to: index.ids.length, out });
  yield* written(out, `],"userid":${account},"maximumAccountSize":${allowance.quota}}`);
  yield out.rest();
}

/** Writes a text of ASCII. */
function* written(out: JsonBytes, text: string): Generator<Uint8Array> {
  const full = out.room(text.length);
  out.ascii(text);
  if (full !== null) yield full;
}

/** The beginning of the root object. A map without a known size counts as a file of 0 bytes. */
function totalsOf(index: AppIndex, wanted: Listing): string {
  const { size, stored } = wanted.allVersions ? index.totals.all : index.totals.unique;
  const maps = index.maps.length;
  const facts = {
    totalZipSize: stored,
    totalFileSize: size + index.maps.reduce((sum, map) => sum + (map.size ?? 0), 0),
    totalFiles: index.ids.length - index.all + maps,
    totalFileVersions: index.versions + maps,
  };
  return JSON.stringify(facts).slice(0, -1);
}

/** One of the two lists, a page at a time; the next page is fetched while one is sent. */
async function* rowsOf(
  ctx: LibraryContext,
  account: number,
  index: AppIndex,
  { from, to, out }: { readonly from: number; readonly to: number; readonly out: JsonBytes },
): AsyncGenerator<Uint8Array> {
  const maps = [...index.maps];
  const known = index.rows.names.length;
  let separator = '';
  /** Writes an entry. @returns the piece that was full, if one was */
  function put(one: Entry): Uint8Array | null {
    const full = out.room(fixedBytes + JsonBytes.roomOf(one.type) + JsonBytes.roomOf(one.name));
    out.ascii(separator);
    separator = ',';
    writeEntry(out, account, one);
    return full;
  }
  function* pageOf(page: AppRows, first: number, last: number): Generator<Uint8Array> {
    for (let row = first; row < last; row++) {
      const one = entryOf(page, row);
      for (let map = maps[0]; map !== undefined && map.stamp > one.stamp; map = maps[0]) {
        maps.shift();
        const full = put(entryOfMap(map));
        if (full !== null) yield full;
      }
      const full = put(one);
      if (full !== null) yield full;
    }
  }
  if (from < known) yield* pageOf(index.rows, from, Math.min(to, known));
  let page = fetchPage(ctx, account, index, Math.max(from, known), to);
  for (let at = Math.max(from, known); at < to; at += pageRows) {
    const rows = await page;
    page = fetchPage(ctx, account, index, at + pageRows, to);
    yield* pageOf(rows, 0, rows.names.length);
  }
  for (const map of maps) {
    const full = put(entryOfMap(map));
    if (full !== null) yield full;
  }
}

async function fetchPage(ctx: LibraryContext, account: number, index: AppIndex, from: number, to: number): Promise<AppRows> {
  if (from >= to) return { numbers: new Float64Array(0), types: [], names: [] };
  const page = ctx.store.appRows(account, index.ids.slice(from, Math.min(to, from + pageRows)));
  // It may be read ahead of somebody who then goes away.
  page.catch(() => undefined);
  return page;
}

function entryOf(page: AppRows, row: number): Entry {
  const at = row * appColumns;
  const number = (column: number): number => page.numbers[at + column] ?? 0;
  const id = number(appColumn.id);
  // Removed since the listing began.
  if (id === 0) throw new CairnError('busy', { seconds: 1 });
  return {
    id,
    stamp: number(appColumn.stamp),
    device: number(appColumn.device),
    type: page.types[number(appColumn.type)] ?? '',
    name: page.names[row] ?? '',
    size: number(appColumn.size),
    stored: number(appColumn.stored),
    clientTime: number(appColumn.clientTime),
  };
}
/** A map is a row of its device; its number is above all of the log, and one for each stamp. */
function entryOfMap({ device, name, size, stamp, clientTime }: MapRecord): Entry {
  return { id: 2 ** 52 + (stamp % 2 ** 51), stamp, device, type: 'FILE', name, size: size ?? 0, stored: 0, clientTime };
}

interface Entry {
  readonly id: number;
  readonly stamp: number;
  readonly device: number;
  readonly type: string;
  readonly name: string;
  readonly size: number;
  readonly stored: number;
  readonly clientTime: number;
}
/** What an entry takes besides its type and its name, at most; bytes. */
const fixedBytes = 512;

/**
 * The time that was said is never shown as later than the stamp: the apps give their file that time and compare it with the stamp, so a
 * wrong clock would make every other app send the file again, without end (R26).
 */
function writeEntry(out: JsonBytes, account: number, { id, stamp, device, type, name, size, stored, clientTime: said }: Entry): void {
  const clientTime = Math.min(said, stamp);
  out.ascii('{"userid":');
  out.number(account);
  out.ascii(',"id":');
  out.number(id);
  out.ascii(',"deviceid":');
  out.number(device);
  out.ascii(',"filesize":');
  out.number(size);
  out.ascii(',"type":');
  out.string(type);
  out.ascii(',"name":');
  out.string(nameForApps(name));
  out.ascii(',"updatetime":"');
  writeDate(out, stamp);
  out.ascii('","updatetimems":');
  out.number(stamp);
  if (clientTime !== 0 && isDate(clientTime)) {
    out.ascii(',"clienttime":"');
    writeDate(out, clientTime);
    out.ascii('"');
  }
  out.ascii(',"clienttimems":');
  out.number(clientTime);
  out.ascii(',"zipSize":');
  out.number(stored);
  out.ascii('}');
}
