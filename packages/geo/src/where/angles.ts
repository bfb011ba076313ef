import type { Coordinates } from '../geodesy.ts';

/** How a position is written: 42.50753, 42° 30.452′ or 42° 30′ 27.1″. */
export type AngleForm = 'degrees' | 'minutes' | 'seconds';

/**
 * Reads a position as people write it: decimal degrees, degrees and minutes, degrees, minutes and seconds; with the letters N, S, E, W
 * before or after or with signs; apart by comma, semicolon or blanks; decimal points or commas. Without letters the latitude comes first.
 * Null when it is not one position beyond doubt.
 */
export function readAngles(text: string): Coordinates | null {
  const plain = tidy(text);
  if (plain === null) return null;
  const halves = /[NSEW]/.test(plain) ? byLetters(plain) : byOrder(plain);
  if (halves === null) return null;
  const [first, second] = halves.map(readAngle);
  if (first === null || second === null || first === undefined || second === undefined) return null;
  const letters = `${axisOf(first.letter)}${axisOf(second.letter)}`;
  if (letters === 'xy') return within(second.degrees, first.degrees);
  return letters === 'yx' || letters === '' ? within(first.degrees, second.degrees) : null;
}

/** One spelling of signs, primes, blanks and decimal points; null when something stands there that belongs to no position. */
function tidy(text: string): string | null {
  const plain = text
    .trim()
    .toUpperCase()
    .replace(/[−–]/g, '-')
    .replace(/[º˚]/g, '°')
    .replace(/''|[″”“]/g, '"')
    .replace(/[′’‘´`]/g, "'")
    .replace(/\s+/g, ' ')
    .replace(/^[([]\s*(.*?)\s*[)\]]$/, '$1');
  if (plain.length > 100 || !/^[-+0-9.,;°'" NSEW:]+$/.test(plain) || !/\d/.test(plain)) return null;
  if (plain.includes('.')) return plain;
  // No point anywhere: a comma between digits is a decimal one where something else keeps the halves apart.
  const commas = plain.match(/\d,\d/g)?.length ?? 0;
  const apart = /[;NSEW°]|, |\d [-+]?\d/.test(plain);
  return commas > 0 && apart ? plain.replace(/(\d),(?=\d)/g, '$1.') : plain;
}

/** The halves of a text with two letters, both before or both behind their numbers. */
function byLetters(plain: string): [string, string] | null {
  const before = /^([NSEW][^NSEW]+?)[,; ]*([NSEW][^NSEW]+)$/.exec(plain);
  const behind = /^([^NSEW]+[NSEW])[,; ]*([^NSEW]+[NSEW])$/.exec(plain);
  const found = before ?? behind;
  return found === null ? null : [found[1] ?? '', found[2] ?? ''];
}

function byOrder(plain: string): [string, string] | null {
  const parts = plain.split(/ ?[;,] ?/);
  if (parts.length === 2) return [parts[0] ?? '', parts[1] ?? ''];
  if (parts.length !== 1) return null;
  const degrees = /^([-+]?[\d.]+ ?°[^°]*?) ?([-+]?[\d.]+ ?°[^°]*)$/.exec(plain);
  if (degrees !== null) return [degrees[1] ?? '', degrees[2] ?? ''];
  const words = plain.split(' ');
  if (words.length % 2 === 1 || words.length > 6) return null;
  return [words.slice(0, words.length / 2).join(' '), words.slice(words.length / 2).join(' ')];
}

interface Angle {
  readonly degrees: number;
  readonly letter: string;
}
const whole = '(\\d{1,3})';
const part = '(\\d{1,2})';
const last = '(\\d{1,3}(?:\\.\\d*)?|\\.\\d+)';
const forms = [
  new RegExp(`^([-+]?) ?${last} ?°?$`),
  new RegExp(`^([-+]?) ?${whole}(?: ?[°:] ?| )${last} ?'?$`),
  new RegExp(`^([-+]?) ?${whole}(?: ?[°:] ?| )${part}(?: ?[':] ?| )${last} ?"?$`),
];

function readAngle(half: string): Angle | null {
  const letter = /[NSEW]/.exec(half)?.[0] ?? '';
  const numbers = half.replace(letter, '').trim();
  const found = forms.map((form) => form.exec(numbers)).find((match) => match !== null);
  if (found === undefined) return null;
  const [, sign = '', ...texts] = found;
  const [degrees = 0, minutes = 0, seconds = 0] = texts.map(Number);
  if (minutes >= 60 || seconds >= 60 || (letter !== '' && sign !== '')) return null;
  const size = degrees + minutes / 60 + seconds / 3600;
  return { degrees: sign === '-' || letter === 'S' || letter === 'W' ? -size : size, letter };
}

function axisOf(letter: string): string {
  if (letter === '') return '';
  return letter === 'N' || letter === 'S' ? 'y' : 'x';
}

/** A position on the earth; null beyond its edges. */
export function within(lat: number, lon: number): Coordinates | null {
  // Adding zero: no half of a position is ever -0.
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat: lat + 0, lon: lon + 0 } : null;
}

/** Writes a position to within about a metre (degrees, seconds) or two (minutes), with the letters N, S, E, W unless as plain degrees. */
export function writeAngles({ lat, lon }: Coordinates, form: AngleForm): string {
  if (form === 'degrees') return `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
  return `${writeAngle(lat, form, 'N', 'S')}, ${writeAngle(lon, form, 'E', 'W')}`;
}

function writeAngle(value: number, form: 'minutes' | 'seconds', positive: string, negative: string): string {
  const letter = value < 0 ? negative : positive;
  if (form === 'minutes') {
    const thousandths = Math.round(Math.abs(value) * 60_000);
    return `${Math.floor(thousandths / 60_000)}° ${((thousandths % 60_000) / 1000).toFixed(3)}′ ${letter}`;
  }
  const tenths = Math.round(Math.abs(value) * 36_000);
  const minutes = Math.floor((tenths % 36_000) / 600);
  return `${Math.floor(tenths / 36_000)}° ${minutes}′ ${((tenths % 600) / 10).toFixed(1)}″ ${letter}`;
}
