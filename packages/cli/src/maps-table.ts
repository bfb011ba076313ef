import type { Client, MapRow } from '@cairn/protocol';
import { deviceNames } from './cloud-files.ts';
import type { Context } from './context.ts';
import { table } from './output.ts';
import { iso, isoOrNull } from './times.ts';

type Row = MapRow & { readonly deviceName: string };

/** Maps that the devices of the account recorded, with the names of the devices (S9). */
export async function readMaps(client: Client, context: Context): Promise<readonly Row[]> {
  const { maps } = await client.maps();
  if (maps.length === 0) return [];
  const nameOf = await deviceNames(client, context.words.devices);
  return maps.map((map) => ({ ...map, deviceName: nameOf(map.device) }));
}

/** As JSON: a size or date that no app told is null. */
export function mapsForJson(maps: readonly Row[]) {
  return maps.map(({ name, size, device, recorded, clientTime }) => ({
    ...{ name, size, device, recorded: iso(recorded) },
    date: clientTime > 0 ? isoOrNull(clientTime) : null,
  }));
}

/** As a table; "–" where the size is not known. Nothing where there are none. */
export function mapsTable(maps: readonly Row[], context: Context): string[] {
  if (maps.length === 0) return [];
  const { format } = context.output;
  const { headings, title } = context.words.maps;
  const rows = maps.map((map) => [
    map.name,
    map.size === null ? '–' : format.size(map.size),
    format.day(map.clientTime > 0 ? map.clientTime : map.recorded),
    map.deviceName,
  ]);
  return ['', title, ...table([[headings.name, headings.size, headings.date, headings.device], ...rows], [1])];
}
