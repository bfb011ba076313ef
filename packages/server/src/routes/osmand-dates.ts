const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const dayMs = 86_400_000;
/** Farthest that a `Date` is from 1970, milliseconds. */
const farthest = 8.64e15;
/** Days that were written last, each at the place that its number gives it: rows of a listing mostly share a few. */
const days = 64;
const lastDays: { readonly day: number; readonly text: string }[] = [];

/** Where a date is written. */
interface Sink {
  ascii(text: string): void;
  number(value: number): void;
  /** With a nought before it if it has one digit. */
  two(value: number): void;
}

/** Whether a time, milliseconds since 1970, is one that a date can show. */
export const isDate = (ms: number): boolean => Math.abs(ms) <= farthest;

/** Writes a time as Gson does a `Date` on a server in UTC: `Nov 3, 2026, 4:05:06 PM` (device-api 2.6); nothing for what is no date. */
export function writeDate(out: Sink, ms: number): void {
  if (!isDate(ms)) return;
  const day = Math.floor(ms / dayMs);
  const seconds = Math.floor((ms - day * dayMs) / 1000);
  const hours = Math.floor(seconds / 3600);
  out.ascii(dayText(day));
  out.number(hours % 12 === 0 ? 12 : hours % 12);
  out.ascii(':');
  out.two(Math.floor(seconds / 60) % 60);
  out.ascii(':');
  out.two(seconds % 60);
  out.ascii(hours < 12 ? ' AM' : ' PM');
}
/** The same as a text; empty for what is no date. */
export function dateText(ms: number): string {
  let text = '';
  writeDate(
    {
      ascii: (part) => (text += part),
      number: (value) => (text += String(value)),
      two: (value) => (text += String(value).padStart(2, '0')),
    },
    ms,
  );
  return text;
}

function dayText(day: number): string {
  const place = Math.abs(day % days);
  const known = lastDays[place];
  if (known?.day === day) return known.text;
  const text = newDayText(day);
  lastDays[place] = { day, text };
  return text;
}
function newDayText(day: number): string {
  const date = new Date(day * dayMs);
  const year = date.getUTCFullYear();
  const years = year < 0 ? `-${String(-year).padStart(4, '0')}` : String(year).padStart(4, '0');
  return `${months[date.getUTCMonth()] ?? ''} ${date.getUTCDate()}, ${years}, `;
}
