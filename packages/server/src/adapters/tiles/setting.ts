import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One entry of CAIRN_TILES. */
export type TilesEntry =
  | { readonly kind: 'file'; readonly path: string; readonly said: string; readonly options: URLSearchParams }
  | { readonly kind: 'address'; readonly url: string; readonly options: URLSearchParams };

/**
 * Reads CAIRN_TILES: addresses and paths, separated by blanks or lines, each perhaps with `#name=…&attribution=…` behind it.
 * @throws Error whose message is the end of a sentence that begins with the name of the setting
 */
export function readTilesSetting(text: string, cwd: string): TilesEntry[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => entryOf(word, cwd));
}

function entryOf(word: string, cwd: string): TilesEntry {
  const at = word.indexOf('#');
  const [place, fragment] = at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)];
  const options = new URLSearchParams(fragment);
  if (/^https?:\/\//i.test(place)) {
    const url = place.replaceAll('{', '%7B').replaceAll('}', '%7D');
    const parsed = URL.canParse(url) ? new URL(url) : null;
    if (parsed === null || parsed.username !== '' || parsed.password !== '') throw new Error(`"${place}" is no address of a tile server`);
    return { kind: 'address', url: place, options };
  }
  if (/^file:\/\//i.test(place)) return { kind: 'file', path: fileURLToPath(place), said: place, options };
  if (/^[a-z][a-z0-9+.-]+:/i.test(place)) throw new Error(`"${place}" is neither a path nor an http address`);
  return { kind: 'file', path: isAbsolute(place) ? place : resolve(cwd, place), said: place, options };
}

/** The origin of an address; with `hosts` of its options, those of the servers that a style or TileJSON names. */
export function originsOf(entry: Extract<TilesEntry, { kind: 'address' }>): string[] {
  const named = (entry.options.get('hosts') ?? '').split(',').filter((host) => host !== '');
  const plain = entry.url.replaceAll('{', '').replaceAll('}', '');
  return [plain, ...named].map((address) => {
    const url = URL.canParse(address) ? new URL(address) : null;
    if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) throw new Error(`"${address}" is no address of a host`);
    return url.origin;
  });
}
