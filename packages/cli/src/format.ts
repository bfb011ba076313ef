/** Sizes, times and numbers as a person of this language and time zone writes them. Made on first use: each Intl object costs milliseconds. */
export class Format {
  readonly #locale: string;
  readonly #made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();
  constructor(locale: string) {
    this.#locale = locale;
  }

  number(value: number): string {
    return this.#numbers('number', {}).format(value);
  }

  /** Bytes, decimal units as disks and plans are sold. */
  size(bytes: number): string {
    const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
    let [value, index] = [bytes, 0];
    while (value >= 999.5 && index < units.length - 1) {
      value /= 1000;
      index += 1;
    }
    const unit = units[index] ?? 'byte';
    return this.#numbers(unit, {
      style: 'unit',
      unit,
      unitDisplay: index === 0 ? 'long' : 'short',
      maximumSignificantDigits: 3,
    }).format(value);
  }

  percent(part: number): string {
    return this.#numbers('percent', { style: 'percent', maximumFractionDigits: part < 0.1 ? 1 : 0 }).format(part);
  }

  /** Date and exact time in the time zone of this machine. */
  moment(millis: number): string {
    return this.#dates('moment', { dateStyle: 'medium', timeStyle: 'medium' }).format(millis);
  }

  day(millis: number): string {
    return this.#dates('day', { dateStyle: 'medium' }).format(millis);
  }

  month(millis: number): string {
    return this.#dates('month', { month: 'long', year: 'numeric' }).format(millis);
  }

  /** How long ago, in the largest unit that is at least one. */
  ago(millis: number, now: number): string {
    const seconds = Math.max(0, Math.round((now - millis) / 1000));
    const steps = [
      ['day', 86_400],
      ['hour', 3600],
      ['minute', 60],
      ['second', 1],
    ] as const;
    const [unit, length] = steps.find(([, length]) => seconds >= length) ?? ['second', 1];
    return this.#relative().format(-Math.floor(seconds / length), unit);
  }

  /** A span of time, rounded to what a person wants to know. */
  span(millis: number): string {
    const seconds = Math.max(1, Math.round(millis / 1000));
    const unit = seconds < 90 ? 'second' : seconds < 5400 ? 'minute' : 'hour';
    const value = Math.round(seconds / (unit === 'second' ? 1 : unit === 'minute' ? 60 : 3600));
    return this.#numbers(`span-${unit}`, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
  }

  #numbers(key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
    const made = this.#made.get(key);
    if (made instanceof Intl.NumberFormat) return made;
    return this.#keep(key, new Intl.NumberFormat(this.#locale, options));
  }
  #dates(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    const made = this.#made.get(key);
    if (made instanceof Intl.DateTimeFormat) return made;
    return this.#keep(key, new Intl.DateTimeFormat(this.#locale, options));
  }
  #relative(): Intl.RelativeTimeFormat {
    const made = this.#made.get('relative');
    if (made instanceof Intl.RelativeTimeFormat) return made;
    return this.#keep('relative', new Intl.RelativeTimeFormat(this.#locale, { numeric: 'auto' }));
  }
  #keep<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(key: string, made: T): T {
    this.#made.set(key, made);
    return made;
  }
}
