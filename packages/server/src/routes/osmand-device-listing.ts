import { CairnError, nameForApps } from '@cairn/protocol';
import type { Asker, LibraryContext } from '../library/context.ts';
import { appColumn, appColumns } from '../ports/app-views.ts';
import type { AppIndex, AppRows } from '../ports/app-views.ts';
import type { MapRecord } from '../ports/map-records.ts';
import { dateText } from './osmand-dates.ts';
import { TextBytes } from './text-bytes.ts';

/** Rows that are fetched at a time: a listing of so few is one look at the log, a longer one is made piece by piece. */
const pageRows = 4000;
/** Most bytes that are sent at a time, and what a row mostly takes at most. */
const pieceBytes = 256 * 1024;
const rowBytes = 320;
/** Characters that are written at a time. */
const textLength = 4096;

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
  const [index, allowance] = await Promise.all([
    ctx.store.appIndex({ account: who.account, device: who.device, ...wanted, first: pageRows }),
    ctx.allowance(who.account),
  ]);
  const bytes = new TextBytes(Math.min(pieceBytes, rowBytes * (index.ids.length + 2)));
  for await (const text of textsOf(ctx, who.account, { index, wanted, quota: allowance.quota })) {
    const full = bytes.add(text);
    if (full !== null) yield full;
  }
  yield bytes.rest();
}

async function* textsOf(
  ctx: LibraryContext,
  account: number,
  { index, wanted, quota }: { readonly index: AppIndex; readonly wanted: Listing; readonly quota: number },
): AsyncGenerator<string> {
  yield totalsOf(index, wanted);
  if (wanted.allVersions) {
    yield ',"allFiles":[';
    yield* rowsOf(ctx, account, index, { from: 0, to: index.all });
    yield ']';
  }
  yield ',"uniqueFiles":[';
  yield* rowsOf(ctx, account, index, { from: index.all, to: index.ids.length });
  yield `],"userid":${account},"maximumAccountSize":${quota}}`;
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
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<string> {
  const maps = [...index.maps];
  const known = index.rows.names.length;
  let separator = '';
  function* pageOf(page: AppRows, first: number, last: number): Generator<string> {
    let text = '';
    const types = page.types.map((type) => JSON.stringify(type));
    for (let row = first; row < last; row++) {
      const stamp = page.numbers[row * appColumns + appColumn.stamp] ?? 0;
      for (let map = maps[0]; map !== undefined && map.stamp > stamp; map = maps[0]) {
        text += separator + mapText(account, map);
        separator = ',';
        maps.shift();
      }
      text += separator + rowText(account, page, types, row);
      separator = ',';
      if (text.length < textLength) continue;
      yield text;
      text = '';
    }
    yield text;
  }
  if (from < known) yield* pageOf(index.rows, from, Math.min(to, known));
  let page = fetchPage(ctx, account, index, Math.max(from, known), to);
  for (let at = Math.max(from, known); at < to; at += pageRows) {
    const rows = await page;
    page = fetchPage(ctx, account, index, at + pageRows, to);
    yield* pageOf(rows, 0, rows.names.length);
  }
  for (const map of maps) {
    yield separator + mapText(account, map);
    separator = ',';
  }
}

async function fetchPage(ctx: LibraryContext, account: number, index: AppIndex, from: number, to: number): Promise<AppRows> {
  if (from >= to) return { numbers: new Float64Array(0), types: [], names: [] };
  const page = ctx.store.appRows(account, index.ids.slice(from, Math.min(to, from + pageRows)));
  // It may be read ahead of somebody who then goes away.
  page.catch(() => undefined);
  return page;
}

function rowText(account: number, page: AppRows, types: readonly string[], row: number): string {
  const number = (column: number): number => page.numbers[row * appColumns + column] ?? 0;
  const id = number(appColumn.id);
  // Removed since the listing began.
  if (id === 0) throw new CairnError('busy', { seconds: 1 });
  return entryText(account, {
    id,
    stamp: number(appColumn.stamp),
    device: number(appColumn.device),
    type: types[number(appColumn.type)] ?? '""',
    name: page.names[row] ?? '',
    size: number(appColumn.size),
    stored: number(appColumn.stored),
    clientTime: number(appColumn.clientTime),
  });
}
/** A map is a row of its device; its number is above all of the log, and one for each stamp. */
function mapText(account: number, map: MapRecord): string {
  const { device, name, size, stamp, clientTime } = map;
  return entryText(account, {
    id: 2 ** 52 + (stamp % 2 ** 51),
    stamp,
    device,
    type: '"FILE"',
    name,
    size: size ?? 0,
    stored: 0,
    clientTime,
  });
}

interface Entry {
  readonly id: number;
  readonly stamp: number;
  readonly device: number;
  /** As JSON. */
  readonly type: string;
  readonly name: string;
  readonly size: number;
  readonly stored: number;
  readonly clientTime: number;
}
/**
 * The time that was said is never shown as later than the stamp: the apps give their file that time and compare it with the stamp, so a
 * wrong clock would make every other app send the file again, without end (R26).
 */
function entryText(account: number, { id, stamp, device, type, name, size, stored, clientTime: said }: Entry): string {
  const clientTime = Math.min(said, stamp);
  const client = clientTime === 0 ? null : dateText(clientTime);
  return (
    `{"userid":${account},"id":${id},"deviceid":${device},"filesize":${size},"type":${type}` +
    `,"name":${JSON.stringify(nameForApps(name))},"updatetime":"${dateText(stamp) ?? ''}","updatetimems":${stamp}` +
    `${client === null ? '' : `,"clienttime":"${client}"`},"clienttimems":${clientTime},"zipSize":${stored}}`
  );
}
