/** Date and time of MS-DOS: local time without a zone, two-second steps, 1980 to 2107. */
export interface DosTime {
  readonly date: number;
  readonly time: number;
}

/** A time (milliseconds since 1970) in UTC; what is out of range becomes the nearest that is in it. */
export function dosTime(ms: number | null): DosTime {
  const at = new Date(Math.min(Math.max(ms ?? 0, Date.UTC(1980, 0, 1)), Date.UTC(2107, 11, 31, 23, 59, 58)));
  return {
    date: ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(),
    time: (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1),
  };
}

/** A time that an archive gives without a zone: it is that of the clock on the wall here. Null where it is none. */
export function fromDosTime({ date, time }: DosTime): number | null {
  const [month, day] = [(date >> 5) & 15, date & 31];
  if (month < 1 || month > 12 || day < 1) return null;
  return new Date(1980 + (date >> 9), month - 1, day, time >> 11, (time >> 5) & 63, (time & 31) * 2).getTime();
}
