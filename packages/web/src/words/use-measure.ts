import { useMemo } from 'react';
import { useSettings } from '../settings.tsx';
import type { Units } from '../settings.tsx';
import type { Language } from './words.ts';
import { useWords } from './use-words.tsx';

export interface Measure {
  /** Metres along the ground. */
  distance(metres: number): string;
  /** Metres up. */
  height(metres: number): string;
  /** Metres up for each metre along, as a percentage. */
  slope(part: number): string;
  /** Metres per second. */
  speed(metresPerSecond: number): string;
  /** Seconds as hours and minutes. */
  duration(seconds: number): string;
  /** The same with the names of its units, to the minute: what a trip will take. */
  span(seconds: number): string;
}

/** Distances, heights, speeds and times in the units and the language of the visitor. */
export function measureIn(language: Language, units: Units): Measure {
  // Making one takes longer than using it a hundred times.
  const writers = new Map<string, Intl.NumberFormat>();
  const writer = (key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat => {
    const known = writers.get(key) ?? new Intl.NumberFormat(language, options);
    writers.set(key, known);
    return known;
  };
  const number = (value: number, digits: number): string =>
    writer(String(digits), { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value);
  const unit = (value: number, name: string, digits: number): string =>
    writer(`${name} ${digits}`, { style: 'unit', unit: name, maximumFractionDigits: digits }).format(value);
  const digitsOf = (value: number): number => (value < 10 ? 2 : value < 100 ? 1 : 0);
  /** No unit of Intl is a nautical mile; its sign is the same in all our languages. */
  const far = { metric: 1000, imperial: 1609.344, nautical: 1852 }[units];
  return {
    distance(metres) {
      const value = metres / far;
      if (units === 'metric') return metres < 1000 ? unit(metres, 'meter', 0) : unit(value, 'kilometer', digitsOf(value));
      if (units === 'imperial') return value < 0.1 ? unit(metres / 0.3048, 'foot', 0) : unit(value, 'mile', digitsOf(value));
      return `${number(value, digitsOf(value))} nmi`;
    },
    height: (metres) => (units === 'imperial' ? unit(metres / 0.3048, 'foot', 0) : unit(metres, 'meter', 0)),
    // No minus before a nought.
    slope: (part) => writer('slope', { style: 'percent', maximumFractionDigits: 0, signDisplay: 'negative' }).format(part),
    speed(metresPerSecond) {
      const value = (metresPerSecond * 3600) / far;
      if (units === 'nautical') return `${number(value, 1)} kn`;
      return unit(value, units === 'metric' ? 'kilometer-per-hour' : 'mile-per-hour', 1);
    },
    duration(seconds) {
      const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
      const pad = (value: number): string => String(value).padStart(2, '0');
      return hours > 0
        ? `${number(hours, 0)}:${pad(minutes)}:${pad(Math.floor(seconds % 60))}`
        : `${minutes}:${pad(Math.floor(seconds % 60))}`;
    },
    span(seconds) {
      const [hours, minutes] = [Math.floor(Math.round(seconds / 60) / 60), Math.round(seconds / 60) % 60];
      const parts = [hours === 0 ? '' : unit(hours, 'hour', 0), hours > 0 && minutes === 0 ? '' : unit(minutes, 'minute', 0)];
      return parts.filter((part) => part !== '').join(' ');
    },
  };
}

export function useMeasure(): Measure {
  const { language } = useWords();
  const { units } = useSettings();
  return useMemo(() => measureIn(language, units), [language, units]);
}
