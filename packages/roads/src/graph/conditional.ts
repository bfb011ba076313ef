import type { Tags } from '../osm/tags.ts';

/**
 * Conditions in the tags (https://wiki.openstreetmap.org/wiki/Conditional_restrictions). Who plans a trip has not said when it begins, so a
 * condition of time counts where it holds most of the time, and is passed over where it does not; what is not understood (weights,
 * lengths, holidays alone) is passed over, too.
 */
export function withUsualConditions(tags: Tags, keys: readonly string[]): Tags {
  const changed = keys.flatMap((key): [string, string][] => {
    const value = usualValue(tags.get(`${key}:conditional`) ?? '');
    return value === null ? [] : [[key, value]];
  });
  return changed.length === 0 ? tags : new Map([...tags, ...changed]);
}

/** The value that holds most of the time, by a value such as `no @ (22:00-06:00); destination @ (Sa,Su)`; null where none does. */
export function usualValue(conditional: string): string | null {
  let usual: string | null = null;
  for (const clause of conditional.match(/[^;(]*@\s*(?:\([^)]*\)|[^;]*)/g) ?? []) {
    const [value = '', condition = ''] = clause.split('@');
    const share = shareOf(condition.trim().replace(/^\((.*)\)$/, '$1'));
    // Of several that hold, the last one counts.
    if (share !== null && share > 0.5) usual = value.trim();
  }
  return usual;
}

/** How much of the time a condition holds, 0 to 1; null where it is not understood. */
function shareOf(condition: string): number | null {
  const parts = condition.split(/\s+AND\s+/).map(shareOfTimes);
  return parts.includes(null) ? null : parts.reduce<number>((share, part) => share * (part ?? 0), 1);
}

/** Opening hours, as far as restrictions have them: rules with months or dates, days of the week, times of the day. */
function shareOfTimes(text: string): number | null {
  let sum = 0;
  for (const rule of text.split(';')) {
    const share = shareOfRule(rule.trim());
    if (share === null) return null;
    sum += share;
  }
  return Math.min(1, sum);
}

const range = (one: string): string => `${one}(?:\\s*-\\s*${one})?`;
const list = (one: string): string => `${range(one)}(?:\\s*,\\s*${range(one)})*`;
const date = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:\\s+\\d{1,2})?';
const day = '(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)';
const time = '(?:\\d{1,2}:\\d{2}|sunrise|sunset|dawn|dusk)';
const rulePattern = new RegExp(`^(${list(date)})?:?\\s*(${list(day)})?\\s*(${list(time)})?$`);

function shareOfRule(rule: string): number | null {
  if (rule === '24/7') return 1;
  const [, dates, days, times] = rulePattern.exec(rule) ?? [];
  if (dates === undefined && days === undefined && times === undefined) return null;
  return partOf(dates, dayOfYear, 365) * weekPart(days) * partOf(times, minuteOfDay, 1440);
}

/** The part of a round that its ranges cover; all of it where none is named. A range may go over the end of the round. */
function partOf(ranges: string | undefined, at: (text: string, isEnd: boolean) => number, round: number): number {
  if (ranges === undefined) return 1;
  const covered = ranges.split(',').reduce((sum, one) => {
    const [from = '', to = from] = one.split('-').map((end) => end.trim());
    const length = at(to, true) - at(from, false);
    return sum + (length <= 0 ? length + round : length);
  }, 0);
  return Math.min(1, covered / round);
}

const monthStarts = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Days before a date; of an end, with it. */
function dayOfYear(text: string, isEnd: boolean): number {
  const [name = '', number] = text.split(/\s+/);
  const month = months.indexOf(name);
  if (number === undefined) return monthStarts[isEnd ? month + 1 : month] ?? 0;
  return (monthStarts[month] ?? 0) + Number(number) - (isEnd ? 0 : 1);
}

const suns: Readonly<Record<string, number>> = { sunrise: 360, dawn: 360, sunset: 1080, dusk: 1080 };
function minuteOfDay(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return suns[text] ?? hours * 60 + minutes;
}

const weekdays = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];
/** Holidays alone are a few days of the year. */
function weekPart(days: string | undefined): number {
  if (days === undefined) return 1;
  const known = days
    .split(',')
    .filter((one) => !/PH|SH/.test(one))
    .join(',');
  return known === '' ? 0 : partOf(known, (name, isEnd) => weekdays.indexOf(name.trim()) + (isEnd ? 1 : 0), 7);
}
