const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const dayMs = 86_400_000;
/** Farthest that a `Date` is from 1970, milliseconds. */
const farthest = 8.64e15;
const two = (number: number): string => (number < 10 ? `0${number}` : String(number));

/** The day that was written last: rows of a listing that stand beside each other mostly share theirs. */
let last = { day: Number.NaN, text: '' };

/** A time as Gson writes a `Date` on a server in UTC: `Nov 3, 2026, 4:05:06 PM` (device-api 2.6); null for what is no date. */
export function dateText(ms: number): string | null {
  if (!(Math.abs(ms) <= farthest)) return null;
  const day = Math.floor(ms / dayMs);
  if (day !== last.day) last = { day, text: dayText(day) };
  const seconds = Math.floor((ms - day * dayMs) / 1000);
  const hours = Math.floor(seconds / 3600);
  return `${last.text}${hours % 12 === 0 ? 12 : hours % 12}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)} ${hours < 12 ? 'AM' : 'PM'}`;
}

function dayText(day: number): string {
  const date = new Date(day * dayMs);
  const year = date.getUTCFullYear();
  const years = year < 0 ? `-${String(-year).padStart(4, '0')}` : String(year).padStart(4, '0');
  return `${months[date.getUTCMonth()] ?? ''} ${date.getUTCDate()}, ${years}, `;
}
