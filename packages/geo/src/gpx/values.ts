import type { Coordinates } from '../geodesy.ts';

const decimal = /^[ \t\r\n]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?[ \t\r\n]*$/;

/** A decimal number as XML writes it; null for anything else (empty, hexadecimal, NaN, infinite). */
export function parseDecimal(text: string | undefined): number | null {
  if (text === undefined || !decimal.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** Coordinates from their attributes; null where one is missing, not a number or off the earth. */
export function parseCoordinates(attributes: Readonly<Record<string, string>>): Coordinates | null {
  const lat = parseDecimal(attributes['lat']);
  const lon = parseDecimal(attributes['lon']);
  if (lat === null || lon === null || Math.abs(lat) > 90 || Math.abs(lon) > 180) return null;
  return { lat, lon };
}

/** Degrees with 7 decimals (about a centimetre), as OsmAnd writes them. */
export function formatDegrees(degrees: number): string {
  return degrees.toFixed(7);
}

/** Metres with 1 decimal, as OsmAnd writes elevations. */
export function formatElevation(metres: number): string {
  return metres.toFixed(1);
}

const dateAndTime =
  /^\s*(-?\d{4,6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?)?\s*(?:[zZ]|([+-])(\d\d):?(\d\d)?)?\s*$/;

/**
 * Time in milliseconds since 1970 UTC; null if it is none. Taken are times with a zone or none (then UTC), without seconds, with a
 * blank instead of `T`, and fractions of any length (data-formats 4.1).
 */
export function parseTime(text: string): number | null {
  const match = dateAndTime.exec(text);
  if (match === null) return null;
  const [, year, month, day, hours = '0', minutes = '0', seconds = '0', fraction = '', sign, zoneHours = '0', zoneMinutes = '0'] = match;
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return null;
  if (Number(hours) > 24 || Number(minutes) > 59 || Number(seconds) > 60) return null;
  const whole = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hours), Number(minutes), Number(seconds));
  if (Number.isNaN(whole)) return null;
  const zone = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000 * (sign === '-' ? -1 : 1);
  return whole - zone + Number(`${fraction}000`.slice(0, 3));
}

/** Time as OsmAnd writes it: UTC, whole seconds. */
export function formatTime(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
