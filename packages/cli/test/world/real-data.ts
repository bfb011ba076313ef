import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const shared = resolve(import.meta.dirname, '../../../../../shared/data');

/** Whether the folder with real data by others lies beside the checkout. */
export const haveRealData = existsSync(shared);
if (!haveRealData && process.env.CI === 'true') throw new Error('../shared/data is not there; with CI=true that is a failure');

/** Lays real data out as OsmAnd lays out its folder. @returns how many files */
export function layOutRealData(folder: string): number {
  mkdirSync(join(folder, 'tracks'), { recursive: true });
  mkdirSync(join(folder, 'favorites'), { recursive: true });
  let count = 0;
  for (const name of readdirSync(join(shared, 'osmand'))) {
    const place = name.startsWith('favorites') ? 'favorites' : 'tracks';
    cpSync(join(shared, 'osmand', name), join(folder, place, name), { preserveTimestamps: true });
    count += 1;
  }
  for (const entry of readdirSync(join(shared, 'gpx'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const full = join(entry.parentPath, entry.name);
    cpSync(full, join(folder, 'tracks', full.slice(join(shared, 'gpx').length + 1)), { preserveTimestamps: true });
    count += 1;
  }
  return count;
}
