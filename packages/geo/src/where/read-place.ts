import type { Coordinates } from '../geodesy.ts';
import { readAngles } from './angles.ts';
import type { LinkedPlace } from './links.ts';
import { readPlaceLink } from './links.ts';
import { decodePlusCode, isPlusCode, recoverPlusCode } from './plus-code.ts';

/** What a text of a search box means as a position, and how it was written. */
export interface FoundPlace extends LinkedPlace {
  readonly as: 'coordinates' | 'plus-code' | 'link';
}

/**
 * Reads coordinates, plus codes and links to places.
 * @param near where a short plus code is meant: the middle of the view
 * @param locality finds the place whose name follows a short plus code ("CWC8+R9 Berlin"); null when it is not known
 */
export function readPlace(text: string, near: Coordinates, locality: (name: string) => Coordinates | null = () => null): FoundPlace | null {
  const link = readPlaceLink(text);
  if (link !== null) return { ...link, as: 'link' };
  const coded = readCode(text, near, locality);
  if (coded !== null) return { ...coded, as: 'plus-code' };
  const angles = readAngles(text);
  return angles === null ? null : { ...angles, as: 'coordinates' };
}

function readCode(text: string, near: Coordinates, locality: (name: string) => Coordinates | null): LinkedPlace | null {
  const [, code = '', name = ''] = /^\s*([^\s,]+)[\s,]*(.*?)\s*$/s.exec(text) ?? [];
  if (!isPlusCode(code)) return null;
  const place = name === '' ? near : locality(name);
  const full = place === null ? null : recoverPlusCode(code, place);
  const area = full === null ? null : decodePlusCode(full);
  if (area === null) return null;
  const zoom = Math.max(2, Math.min(18, Math.round(Math.log2(360 / (area.east - area.west)))));
  return { lat: (area.south + area.north) / 2, lon: (area.west + area.east) / 2, zoom };
}
