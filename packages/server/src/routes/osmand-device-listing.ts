import { nameForApps } from '@cairn/protocol';
import type { Asker, LibraryContext } from '../library/context.ts';
import type { AppIndex, AppRow } from '../ports/app-views.ts';
import type { MapRecord } from '../ports/map-records.ts';
import { dateText } from './osmand-dates.ts';

/** Rows that are fetched at a time: a listing of so few is one look at the log, a longer one is made piece by piece. */
const pageRows = 2000;
/** Characters that are gathered before they are sent on. */
const pieceLength = 64 * 1024;

export interface Listing {
  readonly types: readonly string[] | null;
  readonly name: string | null;
  readonly allVersions: boolean;
}

/**
 * A listing as OsmAnd's apps read it (C40-C50): totals first, rows newest first, as of one moment. It is made while it is sent, so that
 * memory does not grow with it. When a row vanished since the listing began, it breaks off: an app asks again.
 */
export async function* listing(ctx: LibraryContext, who: Asker, wanted: Listing): AsyncGenerator<string> {
  const [index, allowance] = await Promise.all([
    ctx.store.appIndex({ account: who.account, device: who.device, ...wanted, first: pageRows }),
    ctx.allowance(who.account),
  ]);
  const pages = new Pages(ctx, who.account, index);
  const { size, stored } = wanted.allVersions ? index.totals.all : index.totals.unique;
  const maps = index.maps.length;
  const mapBytes = index.maps.reduce((sum, map) => sum + (map.size ?? 0), 0);
  const facts = {
    totalZipSize: stored,
    totalFileSize: size + mapBytes,
    totalFiles: index.ids.length - index.all + maps,
    totalFileVersions: index.versions + maps,
  };
  let text = JSON.stringify(facts).slice(0, -1);
  const lists = [
    ...(wanted.allVersions ? [{ key: 'allFiles', from: 0, to: index.all }] : []),
    { key: 'uniqueFiles', from: index.all, to: index.ids.length },
  ];
  for (const { key, from, to } of lists) {
    text += `,"${key}":[`;
    let separator = '';
    for await (const row of rowsAndMaps(pages.rows(from, to), index.maps)) {
      text += separator + rowText(who.account, row);
      separator = ',';
      if (text.length < pieceLength) continue;
      yield text;
      text = '';
    }
    text += ']';
  }
  yield `${text},"userid":${who.account},"maximumAccountSize":${allowance.quota}}`;
}

class Pages {
  readonly #ctx: LibraryContext;
  readonly #account: number;
  readonly #index: AppIndex;
  constructor(ctx: LibraryContext, account: number, index: AppIndex) {
    this.#ctx = ctx;
    this.#account = account;
    this.#index = index;
  }

  async *rows(from: number, to: number): AsyncGenerator<AppRow> {
    const { rows } = this.#index;
    yield* rows.slice(from, Math.min(to, rows.length));
    let page = this.#page(Math.max(from, rows.length), to);
    for (let at = Math.max(from, rows.length); at < to; at += pageRows) {
      const found = await page;
      page = this.#page(at + pageRows, to);
      for (const row of found) {
        if (row === null) throw new Error('a listing broke off: a row of it was removed meanwhile');
        yield row;
      }
    }
  }
  #page(from: number, to: number): Promise<readonly (AppRow | null)[]> {
    if (from >= to) return Promise.resolve([]);
    const page = this.#ctx.store.appRows(this.#account, this.#index.ids.slice(from, Math.min(to, from + pageRows)));
    // It may be read ahead of somebody who then goes away.
    page.catch(() => undefined);
    return page;
  }
}

/** Both newest first, merged. */
async function* rowsAndMaps(rows: AsyncIterable<AppRow>, maps: readonly MapRecord[]): AsyncGenerator<AppRow> {
  let next = 0;
  for await (const row of rows) {
    for (let map = maps[next]; map !== undefined && map.stamp > row.stamp; map = maps[next]) {
      yield rowOfMap(map);
      next += 1;
    }
    yield row;
  }
  for (const map of maps.slice(next)) yield rowOfMap(map);
}

/** A map is a row of its device; where its size is not known it is 0. */
function rowOfMap(map: MapRecord): AppRow {
  const { device, name, size, stamp, clientTime } = map;
  // Above all ids of the log, and one for each stamp.
  return { id: 2 ** 52 + (stamp % 2 ** 51), stamp, device, type: 'FILE', name, size: size ?? 0, stored: 0, clientTime };
}

function rowText(account: number, row: AppRow): string {
  const { id, stamp, device, size, stored, clientTime } = row;
  const client = clientTime === 0 ? null : dateText(clientTime);
  return (
    `{"userid":${account},"id":${id},"deviceid":${device ?? 0},"filesize":${size},"type":${JSON.stringify(row.type)}` +
    `,"name":${JSON.stringify(nameForApps(row.name))},"updatetime":"${dateText(stamp) ?? ''}","updatetimems":${stamp}` +
    `${client === null ? '' : `,"clienttime":"${client}"`},"clienttimems":${clientTime},"zipSize":${stored}}`
  );
}
