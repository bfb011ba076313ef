import type { Units } from '../settings.tsx';
import type { Language } from '../words/words.ts';

const metresOf = { foot: 0.3048, mile: 1609.344, nautical: 1852 } as const;

/** A length with its unit, as the language writes it: short ones in metres or feet, long ones in kilometres, miles or nautical miles. */
export function writeLength(metres: number, units: Units, language: Language): string {
  if (units === 'nautical') {
    const miles = metres / metresOf.nautical;
    if (miles >= 0.1) return `${number(miles, language)} ${nauticalSign[language]}`;
    return inUnit(metres, 'meter', language);
  }
  if (units === 'imperial') {
    const miles = metres / metresOf.mile;
    return miles >= 0.1 ? inUnit(miles, 'mile', language) : inUnit(metres / metresOf.foot, 'foot', language);
  }
  return metres >= 1000 ? inUnit(metres / 1000, 'kilometer', language) : inUnit(metres, 'meter', language);
}
const nauticalSign: Readonly<Record<Language, string>> = {
  ...{ en: 'NM', nl: 'zm', de: 'sm', fr: 'NM', es: 'NM', it: 'NM', uk: 'мор. миль' },
  'ar-XB': 'NM',
};

function inUnit(value: number, unit: string, language: Language): string {
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits(value) }).format(value);
}
function number(value: number, language: Language): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits(value) }).format(value);
}
function digits(value: number): number {
  return value < 10 && !Number.isInteger(value) ? 1 : 0;
}

/** Ground metres in one pixel of the map. */
export function metresPerPixel(lat: number, zoom: number): number {
  return (Math.cos((lat * Math.PI) / 180) * 2 * Math.PI * 6_378_137) / (512 * 2 ** zoom);
}

/** The longest round length that fits into `pixels`, metres: 1, 2 or 5 with zeros, in the unit it will be written in. */
export function roundLength(pixels: number, perPixel: number, units: Units): number {
  const most = pixels * perPixel;
  const unit = unitFor(most, units);
  const count = most / unit;
  const power = 10 ** Math.floor(Math.log10(count));
  const step = [5, 2, 1].find((one) => one * power <= count) ?? 1;
  return step * power * unit;
}
function unitFor(metres: number, units: Units): number {
  if (units === 'nautical') return metres >= metresOf.nautical * 0.1 ? metresOf.nautical : 1;
  if (units === 'imperial') return metres >= metresOf.mile * 0.1 ? metresOf.mile : metresOf.foot;
  return metres >= 1000 ? 1000 : 1;
}
