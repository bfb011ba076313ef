const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const dayMs = 86_400_000;
/** Farthest that a `Date` is from 1970, milliseconds. */
const farthest = 8.64e15;
const two = (number: number): string => (number < 10 ? `0${number}` : String(number));

/** Days that were written last, each at the place that its number gives it: rows of a listing mostly share a few. */
const days = 64;
const lastDays: { readonly day: number; readonly text: string }[] = [];

/** A time as Gson writes a `Date` on a server in UTC: `Nov 3, 2026, 4:05:06 PM` (device-api 2.6); null for what is no date. */
export function dateText(ms: number): string | null {
  if (!(Math.abs(ms) <= farthest)) return null;
  const day = Math.floor(ms / dayMs);
  const seconds = Math.floor((ms - day * dayMs) / 1000);
  const hours = Math.floor(seconds / 3600);
  return `${dayText(day)}${hours % 12 === 0 ? 12 : hours % 12}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)} ${hours < 12 ? 'AM' : 'PM'}`;
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
