import { gunzipSync } from 'node:zlib';
import type { Client, Version } from '@cairn/protocol';
import { gzipped } from '../content.ts';

/** When `put` says that a file was changed, milliseconds. */
export const putTime = 1_780_000_000_000;

/** Uploads a content as a device does. @returns its version */
export async function put(client: Client, type: string, name: string, content: string | Uint8Array, base = 0): Promise<Version> {
  const body = gzipped(typeof content === 'string' ? new TextEncoder().encode(content) : content);
  const header = { type, name, base, clientTime: putTime, length: body.length };
  const { results } = await client.upload({ items: [{ header, body }] });
  const [result] = results;
  if (result === undefined || result.status === 'refused') throw new Error(JSON.stringify(result));
  return result.version;
}

/** The newest content of a file in the cloud; null where there is none. */
export async function contentNow(client: Client, type: string, name: string): Promise<Buffer | null> {
  const { changes } = await client.changes({ query: { cursor: 0 } });
  const found = changes.findLast((change) => change.type === type && change.name === name);
  if (found?.kind !== 'content') return null;
  for await (const { body } of await client.download({ body: { versions: [found.seq] } })) {
    if (body instanceof Uint8Array) return gunzipSync(body);
    const parts: Uint8Array[] = [];
    for await (const part of body) parts.push(part);
    return gunzipSync(Buffer.concat(parts));
  }
  return null;
}

/** A track of a few points, moved north by `shift` degrees. */
export function track(name: string, shift = 0): string {
  const points = Array.from(
    { length: 30 },
    (_, at) => `<trkpt lat="${46.5 + at * 0.002 + shift}" lon="${8.2 + at * 0.001}"><ele>${900 + at * 10}</ele></trkpt>`,
  );
  return `<?xml version="1.0"?>\n<gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1"><metadata><name>${name}</name></metadata><trk><name>${name}</name><trkseg>${points.join('')}</trkseg></trk></gpx>\n`;
}
/** A group of favourites with these names. */
export function favourites(names: readonly string[]): string {
  const points = names.map((name, at) => `<wpt lat="${46.6 + at * 0.01}" lon="8.3"><name>${name}</name></wpt>`);
  return `<?xml version="1.0"?>\n<gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1">${points.join('')}</gpx>\n`;
}

/** How a GPX file of OsmAnd begins. */
export const gpxHead =
  '<?xml version="1.0"?>\n<gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1" xmlns:osmand="https://osmand.net">';
/** Places of an account of many years, the same each time. */
export function manyPlaces(count: number): string {
  let state = 7;
  const random = (): number => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
  const icons = ['special_star', 'amenity_cafe', 'tourism_hotel', 'amenity_parking', 'natural_peak'];
  const points = Array.from(
    { length: count },
    (_, index) =>
      `<wpt lat="${(44 + random() * 6).toFixed(6)}" lon="${(4 + random() * 10).toFixed(6)}"><time>2026-05-02T10:00:00Z</time><name>${random().toString(36).slice(2, 9)} ${index}</name><desc>Nice ${index}</desc><type>Many</type><extensions><osmand:address>Main street ${index}</osmand:address><osmand:icon>${icons[index % 5] ?? ''}</osmand:icon></extensions></wpt>`,
  );
  return `${gpxHead}${points.join('\n')}</gpx>\n`;
}

/** Uploads many files, as few at a time as one request takes. */
export async function putAll(client: Client, type: string, files: readonly (readonly [name: string, content: string])[]): Promise<void> {
  for (let from = 0; from < files.length; from += 200) {
    const items = files.slice(from, from + 200).map(([name, content]) => {
      const body = gzipped(new TextEncoder().encode(content));
      return { header: { type, name, base: 0, clientTime: putTime, length: body.length }, body };
    });
    const { results } = await client.upload({ items });
    const refused = results.find(({ status }) => status === 'refused');
    if (refused !== undefined) throw new Error(JSON.stringify(refused));
  }
}
