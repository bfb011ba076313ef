import { isAbsolute, join, resolve } from 'node:path';
import type { Config } from '../../config.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Engine, Geocoder, TripPorts } from '../../ports/router.ts';
import type { Clock } from '../../ports/world.ts';
import { nominatim } from '../geocoding/nominatim.ts';
import { photon } from '../geocoding/photon.ts';
import { Outward } from '../outward.ts';
import type { OutwardEntry } from '../outward-setting.ts';
import { readOutwardSetting } from '../outward-setting.ts';
import { brouter } from './brouter.ts';
import { openEmbedded } from './embedded.ts';
import { graphhopper } from './graphhopper.ts';
import { osrm } from './osrm.ts';
import type { Dialect } from './remote.ts';
import { remoteEngine } from './remote.ts';
import { openTerrain } from './terrain.ts';
import { valhalla } from './valhalla.ts';

export interface TripPlace {
  /** What paths in the settings are relative to. */
  readonly cwd: string;
  /** The data folder. */
  readonly data: string;
  readonly clock: Clock;
  readonly log: Logger;
}
type TripSettings = Pick<Config, 'roads' | 'terrain' | 'routing' | 'geocoder'>;

/**
 * Opens what CAIRN_ROADS, CAIRN_ROUTING, CAIRN_TERRAIN and CAIRN_GEOCODER name. Nothing outside is contacted before somebody asks.
 * @throws Error with a sentence that names the setting, for what cannot be used
 */
export async function openTrips({ roads, terrain, routing, geocoder }: TripSettings, place: TripPlace): Promise<TripPorts> {
  const { cwd, data, log } = place;
  const remote = said('CAIRN_ROUTING', () => enginesOf(routing, place));
  const places = said('CAIRN_GEOCODER', () => geocoderOf(geocoder, place));
  const heights = terrain === '' ? null : await openTerrain(terrain, cwd, log);
  const own: Engine[] = [];
  if (roads !== '') {
    const extract = isAbsolute(roads) ? roads : resolve(cwd, roads);
    own.push(openEmbedded({ said: roads, extract, folder: join(data, 'roads'), log }));
  }
  // Who names an engine wants it; the built-in one does what it leaves.
  const engines = [...remote, ...own];
  return {
    ...{ engines, geocoder: places, terrain: heights },
    close: async () => {
      for (const engine of engines) await engine.close();
      await heights?.close();
    },
  };
}

function said<T>(setting: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${setting}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

const engineNames: Readonly<Record<string, string>> = {
  osrm: 'OSRM',
  valhalla: 'Valhalla',
  graphhopper: 'GraphHopper',
  brouter: 'BRouter',
};
/** What a host calls the key in its queries, unless the entry says so (`key-name`). */
const keyNames: Readonly<Record<string, string>> = { valhalla: 'api_key', graphhopper: 'key' };
const commonOptions = ['key', 'key-name', 'name', 'attribution'];

function enginesOf(text: string, place: TripPlace): Engine[] {
  const known = [...commonOptions, 'profiles', 'elevation', 'details'];
  return readOutwardSetting(text, Object.keys(engineNames), known).map((entry, index, all) => {
    const { kind, options } = entry;
    const first = all.findIndex((other) => other.kind === kind) === index;
    const facts = {
      id: first ? kind : `${kind}-${index + 1}`,
      name: options.get('name') ?? engineNames[kind] ?? kind,
      attribution: options.get('attribution') ?? '© OpenStreetMap contributors',
    };
    return remoteEngine(facts, hostOf(entry, 'CAIRN_ROUTING', place), dialectOf(entry));
  });
}

function dialectOf({ kind, options }: OutwardEntry): Dialect {
  const profiles = options.get('profiles');
  if (kind === 'osrm') return osrm(profiles);
  if (kind === 'valhalla') return valhalla(profiles);
  if (kind === 'brouter') return brouter(profiles);
  return graphhopper({ profiles, elevation: options.get('elevation') === 'yes', details: options.get('details') === 'yes' });
}

function geocoderOf(text: string, place: TripPlace): Geocoder | null {
  const [entry, more] = readOutwardSetting(text, ['photon', 'nominatim'], [...commonOptions, 'email']);
  if (entry === undefined) return null;
  if (more !== undefined) throw new Error('name one geocoder');
  const host = hostOf(entry, 'CAIRN_GEOCODER', place);
  const made = entry.kind === 'photon' ? photon(host) : nominatim(host);
  const { name = made.name, attribution = made.attribution } = Object.fromEntries(entry.options);
  return { ...made, name, attribution };
}

function hostOf({ kind, base, options }: OutwardEntry, setting: string, { clock, log }: TripPlace): Outward {
  const key = options.get('key');
  const email = options.get('email');
  const always = {
    ...(key === undefined ? {} : { [options.get('key-name') ?? keyNames[kind] ?? 'key']: key }),
    ...(email === undefined ? {} : { email }),
  };
  return new Outward({ base, always, clock, log, setting });
}
