import type { Coordinates } from '../geodesy.ts';

/** Open Location Code ("plus code"), after the public specification: full codes, and short ones relative to a place. */
const alphabet = '23456789CFGHJMPQRVWX';
const separatorAt = 8;
const pairLength = 10;
const longest = 15;
const gridRows = 5;
const gridColumns = 4;
/** Cells of the finest code in one degree: 20² · 20 of the pairs (1/8000) and five steps of the grid. */
const finestLat = 8000 * gridRows ** 5;
const finestLon = 8000 * gridColumns ** 5;

/** The area that a code names, degrees. */
export interface CodeArea {
  readonly south: number;
  readonly west: number;
  readonly north: number;
  readonly east: number;
}

/** Whether the text is a plus code, full or short, in either case. */
export function isPlusCode(text: string): boolean {
  const code = text.toUpperCase();
  const at = code.indexOf('+');
  if (at < 0 || at !== code.lastIndexOf('+') || at > separatorAt || at % 2 === 1) return false;
  const [before, after] = [code.slice(0, at), code.slice(at + 1)];
  if (after.length === 1 || before.length + after.length > longest || before.length + after.length < 2) return false;
  const padding = before.indexOf('0');
  if (padding >= 0) {
    const wellPadded = at === separatorAt && after === '' && padding > 0 && padding % 2 === 0 && /^0+$/.test(before.slice(padding));
    if (!wellPadded) return false;
  }
  return /^[2-9CFGHJMPQRVWX]*$/.test(before.replace(/0+$/, '') + after);
}

/** Whether the code names its area without a place beside it. */
export function isFullPlusCode(text: string): boolean {
  const code = text.toUpperCase();
  if (!isPlusCode(code) || code.indexOf('+') !== separatorAt) return false;
  return valueOf(code[0]) * 20 < 180 && valueOf(code[1]) * 20 < 360;
}

/** The area of a full code; null when it is none. Digits beyond the fifteenth are not taken. */
export function decodePlusCode(text: string): CodeArea | null {
  if (!isFullPlusCode(text)) return null;
  const digits = text.toUpperCase().replace('+', '').replace(/0+$/, '');
  let [lat, lon] = [-90 * finestLat, -180 * finestLon];
  let [latStep, lonStep] = [20 * finestLat, 20 * finestLon];
  for (let index = 0; index < Math.min(digits.length, pairLength); index += 2) {
    if (index > 0) [latStep, lonStep] = [latStep / 20, lonStep / 20];
    lat += valueOf(digits[index]) * latStep;
    lon += valueOf(digits[index + 1]) * lonStep;
  }
  for (const digit of digits.slice(pairLength)) {
    [latStep, lonStep] = [latStep / gridRows, lonStep / gridColumns];
    lat += Math.floor(valueOf(digit) / gridColumns) * latStep;
    lon += (valueOf(digit) % gridColumns) * lonStep;
  }
  const north = Math.min(90, (lat + latStep) / finestLat);
  return { south: lat / finestLat, west: lon / finestLon, north, east: (lon + lonStep) / finestLon };
}

/**
 * The code of a position with 2, 4, 6, 8 or 10 to 15 digits.
 * @throws RangeError for another length
 */
export function encodePlusCode({ lat, lon }: Coordinates, length = pairLength): string {
  if (length < 2 || length > longest || (length < pairLength && length % 2 === 1))
    throw new RangeError(`no plus code has ${length} digits`);
  // Rounding to a millionth of a finest cell first: 1.1 must not fall below its own cell.
  let y = clamp(Math.floor(Math.round((lat + 90) * finestLat * 1e3) / 1e3), 180 * finestLat - 1);
  let x = Math.floor(Math.round((((lon + 180) % 360) + 360) * finestLon * 1e3) / 1e3) % (360 * finestLon);
  let code = '';
  for (let index = longest; index > pairLength; index -= 1) {
    code = (alphabet[(y % gridRows) * gridColumns + (x % gridColumns)] ?? '') + code;
    [y, x] = [Math.floor(y / gridRows), Math.floor(x / gridColumns)];
  }
  for (let index = 0; index < pairLength; index += 2) {
    code = (alphabet[y % 20] ?? '') + (alphabet[x % 20] ?? '') + code;
    [y, x] = [Math.floor(y / 20), Math.floor(x / 20)];
  }
  const kept = code.slice(0, length).padEnd(separatorAt, '0');
  return `${kept.slice(0, separatorAt)}+${kept.slice(separatorAt)}`;
}

/** The full code that a short one means near a place; a full one is itself. Null when it is no plus code. */
export function recoverPlusCode(text: string, near: Coordinates): string | null {
  const code = text.toUpperCase();
  if (!isPlusCode(code)) return null;
  if (isFullPlusCode(code)) return code;
  const missing = separatorAt - code.indexOf('+');
  if (missing === 0) return null;
  const step = 20 ** (2 - missing / 2);
  const lat = clamp(near.lat + 90, 180) - 90;
  const area = decodePlusCode(encodePlusCode({ lat, lon: near.lon }).slice(0, missing) + code);
  if (area === null) return null;
  let [y, x] = [(area.south + area.north) / 2, (area.west + area.east) / 2];
  if (y - lat > step / 2 && y - step >= -90) y -= step;
  else if (lat - y > step / 2 && y + step <= 90) y += step;
  const lon = ((((near.lon + 180) % 360) + 360) % 360) - 180;
  if (x - lon > step / 2) x -= step;
  else if (lon - x > step / 2) x += step;
  return encodePlusCode({ lat: y, lon: x }, code.length - 1 + missing);
}

function valueOf(digit: string | undefined): number {
  return digit === undefined ? -1 : alphabet.indexOf(digit);
}
function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
