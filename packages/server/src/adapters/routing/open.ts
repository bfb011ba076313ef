import { isAbsolute, join, resolve } from 'node:path';
import type { Config } from '../../config.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Engine, TripPorts } from '../../ports/router.ts';
import { openEmbedded } from './embedded.ts';
import { openTerrain } from './terrain.ts';

export interface TripPlace {
  /** What paths in the settings are relative to. */
  readonly cwd: string;
  /** The data folder. */
  readonly data: string;
  readonly log: Logger;
}
type TripSettings = Pick<Config, 'roads' | 'terrain' | 'routing' | 'geocoder'>;

/**
 * Opens what CAIRN_ROADS, CAIRN_ROUTING, CAIRN_TERRAIN and CAIRN_GEOCODER name. Nothing outside is contacted before somebody asks.
 * @throws Error with a sentence that names the setting, for what cannot be used
 */
export async function openTrips({ roads, terrain }: TripSettings, { cwd, data, log }: TripPlace): Promise<TripPorts> {
  const heights = terrain === '' ? null : await openTerrain(terrain, cwd, log);
  const engines: Engine[] = [];
  if (roads !== '') {
    const extract = isAbsolute(roads) ? roads : resolve(cwd, roads);
    engines.push(openEmbedded({ said: roads, extract, folder: join(data, 'roads'), log }));
  }
  return {
    engines,
    terrain: heights,
    geocoder: null,
    close: async () => {
      for (const engine of engines) await engine.close();
      await heights?.close();
    },
  };
}
