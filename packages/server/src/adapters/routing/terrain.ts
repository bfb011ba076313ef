import { isAbsolute, resolve } from 'node:path';
import { TerrainError, TerrainFolder } from '@cairn/roads';
import type { Logger } from '../../ports/logger.ts';
import type { Terrain } from '../../ports/router.ts';

/**
 * Heights from the folder that CAIRN_TERRAIN names.
 * @throws Error with a sentence when it cannot be used
 */
export async function openTerrain(said: string, cwd: string, log: Logger): Promise<Terrain> {
  const folder = isAbsolute(said) ? said : resolve(cwd, said);
  try {
    const tiles = await TerrainFolder.open(folder, (file, error) =>
      log.error({ setting: 'CAIRN_TERRAIN', file, err: error }, 'a tile of heights cannot be read; its places have none'),
    );
    return { attribution: 'SRTM', heights: (points) => tiles.heights(points), close: async () => undefined };
  } catch (error) {
    throw error instanceof TerrainError ? new Error(`CAIRN_TERRAIN: ${said} ${error.message}`, { cause: error }) : error;
  }
}
