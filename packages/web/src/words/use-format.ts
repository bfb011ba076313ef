import { useMemo } from 'react';
import type { Language } from './words.ts';
import { useWords } from './use-words.tsx';

export interface Format {
  number(value: number): string;
  /** Bytes in the unit that suits, powers of 1000 as operating systems and the command line count. */
  size(bytes: number): string;
  /** A day: 21 Nov 2026. */
  day(millis: number): string;
  /** Day and time to the second. */
  moment(millis: number): string;
  /** Month and year, for headings. */
  month(millis: number): string;
  /** How long ago, in words; `now` in milliseconds. */
  ago(millis: number, now: number): string;
  percent(part: number): string;
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const spans = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** Numbers, sizes and times as a language writes them. */
export function formatIn(language: Language, region: string = language): Format {
  const number = new Intl.NumberFormat(language);
  const day = new Intl.DateTimeFormat(region, { dateStyle: 'medium' });
  const moment = new Intl.DateTimeFormat(region, { dateStyle: 'medium', timeStyle: 'medium' });
  const month = new Intl.DateTimeFormat(region, { month: 'long', year: 'numeric' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const percent = new Intl.NumberFormat(language, { style: 'percent' });
  return {
    number: (value) => number.format(value),
    size(bytes) {
      let power = 0;
      let value = bytes;
      while (value >= 999.5 && power < units.length - 1) {
        value /= 1000;
        power += 1;
      }
      const options = {
        style: 'unit',
        unit: units[power] ?? 'byte',
        unitDisplay: power === 0 ? 'long' : 'short',
        maximumSignificantDigits: 3,
      } as const;
      return new Intl.NumberFormat(language, options).format(value);
    },
    day: (millis) => day.format(millis),
    moment: (millis) => moment.format(millis),
    month: (millis) => month.format(millis),
    ago(millis, now) {
      const gone = now - millis;
      const span = spans.find(([, length]) => gone >= length);
      return span === undefined ? relative.format(0, 'minute') : relative.format(-Math.floor(gone / span[1]), span[0]);
    },
    percent: (part) => percent.format(part),
  };
}

/** How the browser writes dates in this language: `en-GB` for somebody in London, the language alone when it does not say. */
export function regional(language: Language, wanted: readonly string[]): string {
  return wanted.find((tag) => tag.toLowerCase().split('-')[0] === language) ?? language;
}

export function useFormat(): Format {
  const { language } = useWords();
  return useMemo(() => formatIn(language, regional(language, navigator.languages)), [language]);
}
