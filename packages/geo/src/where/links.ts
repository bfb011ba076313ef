import type { Coordinates } from '../geodesy.ts';
import { within } from './angles.ts';

/** A place that a link points to. */
export interface LinkedPlace extends Coordinates {
  /** Zoom of the view, if the link says one. */
  readonly zoom?: number;
  readonly name?: string;
}

const number = '(-?\\d{1,3}(?:\\.\\d+)?)';

/**
 * The place of a geo: address (RFC 5870, and the form `?q=lat,lon(name)` that phones send), of a link of OpenStreetMap, OsmAnd or of
 * other maps that write positions alike. Reads the text only; nothing is fetched (R49). Null when there is none.
 */
export function readPlaceLink(text: string): LinkedPlace | null {
  const link = text.trim();
  if (link.length > 2000) return null;
  if (/^geo:/i.test(link)) return fromGeo(link);
  if (!/^(https?|osmand(\.api)?):\/\//i.test(link) || !URL.canParse(link)) return null;
  const url = new URL(link);
  return fromShort(url) ?? fromQuery(url) ?? fromView(url);
}

function fromGeo(link: string): LinkedPlace | null {
  const found = new RegExp(`^geo:${number},${number}(?:,-?[\\d.]+)?((?:;[^?]*)?)(\\?.*)?$`, 'i').exec(link);
  if (found === null) return null;
  const [, lat, lon, parameters = '', query = ''] = found;
  const system = /;crs=([^;]*)/i.exec(parameters)?.[1];
  if (system !== undefined && system.toLowerCase() !== 'wgs84') return null;
  const asked = new URLSearchParams(query);
  const named = new RegExp(`^${number},${number}(?:\\((.*)\\))?$`).exec(asked.get('q') ?? '');
  const place = named === null ? within(Number(lat), Number(lon)) : within(Number(named[1]), Number(named[2]));
  return place === null ? null : { ...place, ...zoomOf(asked.get('z')), ...(named?.[3] === undefined ? {} : { name: named[3] }) };
}

/** `?mlat=…&mlon=…`, `?lat=…&lon=…`, `?pin=lat,lon` and the like. */
function fromQuery(url: URL): LinkedPlace | null {
  const { searchParams: query } = url;
  const view = fromView(url);
  const zoom = zoomOf(query.get('z') ?? query.get('zoom')).zoom ?? view?.zoom;
  const beside = zoom === undefined ? {} : { zoom };
  for (const [y, x] of [
    ['mlat', 'mlon'],
    ['lat', 'lon'],
  ] as const) {
    const place = pairOf(`${query.get(y) ?? ''},${query.get(x) ?? ''}`);
    if (place !== null) return { ...place, ...beside };
  }
  for (const key of ['pin', 'start', 'q', 'query', 'll']) {
    const place = pairOf(query.get(key) ?? '');
    if (place !== null) return { ...place, ...beside };
  }
  return null;
}

/** `#map=zoom/lat/lon`, `#zoom/lat/lon` and `/@lat,lon,zoomz`. */
function fromView(url: URL): LinkedPlace | null {
  const hash = new RegExp(`^#(?:.*&)?(?:map=)?(\\d{1,2}(?:\\.\\d+)?)/${number}/${number}(?:[/&].*)?$`).exec(url.hash);
  if (hash !== null) {
    const place = within(Number(hash[2]), Number(hash[3]));
    return place === null ? null : { ...place, ...zoomOf(hash[1] ?? null) };
  }
  const path = new RegExp(`/@${number},${number}(?:,(\\d{1,2}(?:\\.\\d+)?)z)?`).exec(url.pathname);
  if (path === null) return null;
  const place = within(Number(path[1]), Number(path[2]));
  return place === null ? null : { ...place, ...zoomOf(path[3] ?? null) };
}

/**
 * The place that is written in the name of a photo, video or recording of the app: the name begins with a code as `osm.org/go/` has it
 * (`XXXXXXXXXX-.1.jpg`). Null where it does not.
 */
export function placeOfNote(fileName: string): Coordinates | null {
  const code = /^(?:.*\/)?([\w~@]{6,12})-*\.\d+\.\w+$/.exec(fileName)?.[1];
  return code === undefined ? null : shortPlace(code);
}

const shortDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~';
/** `osm.org/go/…`: longitude and latitude interleaved bit by bit, three of each in a character; trailing `-` turn the zoom back. */
function fromShort(url: URL): LinkedPlace | null {
  const code = /^(?:www\.)?(?:osm|openstreetmap)\.org$/.test(url.hostname) ? /^\/go\/([\w~@]{1,12})(-*)/.exec(url.pathname) : null;
  if (code === null) return null;
  const digits = code[1] ?? '';
  const place = shortPlace(digits);
  const back = (code[2] ?? '').length;
  const zoom = digits.length * 3 - 8 - (back === 0 ? 0 : 3 - back);
  return place === null ? null : { ...place, ...zoomOf(String(zoom)) };
}
function shortPlace(code: string): Coordinates | null {
  const digits = code.replaceAll('@', '~');
  let [x, y, cell] = [0, 0, 1];
  for (const digit of digits) {
    const bits = shortDigits.indexOf(digit);
    for (const [high, low] of [
      [32, 16],
      [8, 4],
      [2, 1],
    ] as const) {
      cell /= 2;
      if ((bits & high) !== 0) x += cell;
      if ((bits & low) !== 0) y += cell;
    }
  }
  return within(y * 180 - 90, x * 360 - 180);
}

function pairOf(text: string): Coordinates | null {
  const found = new RegExp(`^${number}, ?${number}$`).exec(text.trim());
  return found === null ? null : within(Number(found[1]), Number(found[2]));
}
function zoomOf(text: string | null): { zoom?: number } {
  const zoom = text === null || text === '' ? Number.NaN : Number(text);
  return zoom >= 0 && zoom <= 24 ? { zoom } : {};
}
