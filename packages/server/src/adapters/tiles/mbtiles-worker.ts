import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { Tile } from '../../ports/tiles.ts';
import type { Archive, TileFormat } from './archive.ts';
import { ArchiveError, checkedBounds, plainText, tileTypes } from './archive.ts';

export type MbtilesFacts = Omit<Archive, 'tile' | 'close'>;
export interface MbtilesOrder {
  readonly order: number;
  readonly z: number;
  readonly x: number;
  readonly y: number;
}
export type MbtilesAnswer =
  | { readonly kind: 'open'; readonly facts: MbtilesFacts }
  | { readonly kind: 'unusable'; readonly reason: string }
  | { readonly kind: 'tile'; readonly order: number; readonly tile: Tile | null }
  | { readonly kind: 'failed'; readonly order: number; readonly reason: string };

interface Row {
  readonly bytes: Buffer;
}

/** What the first bytes of a tile say that it is; null when it is nothing that we know. */
function formatOf(bytes: Buffer): TileFormat | null {
  const begins = bytes.toString('latin1', 0, 12);
  if (begins.startsWith('\x89PNG')) return 'png';
  if (begins.startsWith('\xff\xd8\xff')) return 'jpg';
  if (begins.startsWith('RIFF') && begins.endsWith('WEBP')) return 'webp';
  // A gzip member, or the first field of a vector tile: a layer.
  return begins.startsWith('\x1f\x8b') || bytes[0] === 0x1a ? 'pbf' : null;
}

/** @throws ArchiveError */
function look(db: Database.Database): { readonly facts: MbtilesFacts; readonly format: TileFormat } {
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE name IN ('tiles', 'metadata')").pluck().all();
  if (tables.length < 2) throw new ArchiveError('is a database, but none of tiles');
  const rows = db.prepare<[], { name: string; value: unknown }>('SELECT name, value FROM metadata').all();
  const said = new Map(rows.map(({ name, value }) => [name, String(value)]));
  const zooms = db
    .prepare<[], { least: number | null; most: number | null }>('SELECT min(zoom_level) least, max(zoom_level) most FROM tiles')
    .get();
  const sample = db.prepare<[], Row>('SELECT tile_data bytes FROM tiles LIMIT 1').get();
  if (zooms === undefined || zooms.least === null || zooms.most === null || sample === undefined) throw new ArchiveError('holds no tiles');
  const format = formatOf(sample.bytes);
  if (format === null) throw new ArchiveError('holds tiles of a kind that the map cannot draw');
  const bounds = checkedBounds((said.get('bounds') ?? '').split(',').map(Number)) ?? boundsOfTiles(db, zooms.most);
  const facts: MbtilesFacts = {
    kind: tileTypes[format].kind,
    name: plainText(said.get('name'), 100),
    attribution: plainText(said.get('attribution')),
    minzoom: zooms.least,
    maxzoom: zooms.most,
    bounds,
  };
  return { facts, format };
}

/** The box of the tiles of a zoom, for an archive that does not say its own. */
function boundsOfTiles(db: Database.Database, zoom: number): MbtilesFacts['bounds'] {
  const found = db
    .prepare<[number], { west: number; east: number; south: number; north: number }>(
      'SELECT min(tile_column) west, max(tile_column) + 1 east, min(tile_row) south, max(tile_row) + 1 north FROM tiles WHERE zoom_level = ?',
    )
    .get(zoom);
  if (found === undefined) return null;
  const side = 2 ** zoom;
  const latitude = (row: number): number => (Math.atan(Math.sinh(Math.PI * (2 * (row / side) - 1))) * 180) / Math.PI;
  const longitude = (column: number): number => (column / side) * 360 - 180;
  return checkedBounds([longitude(found.west), latitude(found.south), longitude(found.east), latitude(found.north)]);
}

function serve(path: string, tell: (answer: MbtilesAnswer) => void, onOrder: (fn: (order: MbtilesOrder) => void) => void): void {
  let db: Database.Database;
  try {
    db = new Database(path, { readonly: true, fileMustExist: true });
    const { facts, format } = look(db);
    // Rows are counted from the south (TMS).
    const find = db.prepare<[number, number, number], Row>(
      'SELECT tile_data bytes FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?',
    );
    onOrder(({ order, z, x, y }) => {
      try {
        const row = find.get(z, x, 2 ** z - 1 - y);
        const packed = row !== undefined && row.bytes[0] === 0x1f && row.bytes[1] === 0x8b;
        const tile =
          row === undefined ? null : { bytes: row.bytes, type: tileTypes[format].type, encoding: packed ? ('gzip' as const) : null };
        tell({ kind: 'tile', order, tile });
      } catch (error) {
        tell({ kind: 'failed', order, reason: error instanceof Error ? error.message : String(error) });
      }
    });
    tell({ kind: 'open', facts });
  } catch (error) {
    tell({ kind: 'unusable', reason: error instanceof ArchiveError ? error.message : 'is no MBTiles database' });
  }
}

const port = parentPort;
if (port !== null && typeof workerData === 'string') {
  serve(
    workerData,
    (answer) => port.postMessage(answer),
    (fn) => port.on('message', fn),
  );
}
