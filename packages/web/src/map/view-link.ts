import type { Coordinates } from '@cairn/geo';

export type LinkedView = Coordinates & { readonly zoom: number };
const key = 'cairn.view';
const world: LinkedView = { lat: 30, lon: 10, zoom: 1.6 };

/** A view as the fragment of an address: `map=zoom/lat/lon`, as exact as a pixel. */
export function writeViewLink({ lat, lon, zoom }: LinkedView): string {
  const digits = Math.max(0, Math.min(6, Math.ceil((zoom * Math.LN2 + Math.log(512 / 360 / 0.5)) / Math.LN10)));
  return `map=${Number(zoom.toFixed(2))}/${lat.toFixed(digits)}/${lon.toFixed(digits)}`;
}

/** The view of a fragment; null when it says none. */
export function readViewLink(fragment: string): LinkedView | null {
  const found = /(?:^|[#&])map=(\d{1,2}(?:\.\d+)?)\/(-?\d{1,3}(?:\.\d+)?)\/(-?\d{1,3}(?:\.\d+)?)(?:$|&)/.exec(fragment);
  if (found === null) return null;
  const [zoom, lat, lon] = found.slice(1).map(Number);
  if (zoom === undefined || lat === undefined || lon === undefined) return null;
  return zoom <= 22 && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { zoom, lat, lon } : null;
}

/** Where the map begins: as the link says, else where it was last, else the world. */
export function firstView(): LinkedView {
  return readViewLink(location.hash) ?? readViewLink(lastKept()) ?? world;
}
/** Keeps a view for the next visit, and in the address bar, so that the address is a link to it. */
export function keepView(view: LinkedView): void {
  const fragment = writeViewLink(view);
  try {
    localStorage.setItem(key, fragment);
  } catch {
    // The next visit begins with the world.
  }
  if (location.hash !== `#${fragment}`) history.replaceState(history.state, '', `#${fragment}`);
}
function lastKept(): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}
