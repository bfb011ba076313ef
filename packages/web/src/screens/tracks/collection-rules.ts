import type { SmartFilter } from '@cairn/geo';

/** Rules of a collection as a person writes them; a length in the unit of far distances, days as `2026-05-31`. '' is none. */
export interface Rules {
  readonly words: string;
  readonly folders: readonly string[];
  readonly lengthFrom: string;
  readonly lengthTo: string;
  readonly madeFrom: string;
  readonly madeTo: string;
  readonly waypoints: boolean;
}
export type RuleFault = 'lengthFrom' | 'lengthTo' | 'madeTo';

/** Later than any track. */
const farFuture = Date.UTC(2100, 0, 1);

/** @param unit metres of one */
export function rulesOf(filters: readonly SmartFilter[], unit: number): Rules {
  let rules: Rules = { words: '', folders: [], lengthFrom: '', lengthTo: '', madeFrom: '', madeTo: '', waypoints: false };
  for (const filter of filters) {
    if (filter.kind === 'name') rules = { ...rules, words: filter.text };
    else if (filter.kind === 'folders') rules = { ...rules, folders: filter.paths };
    else if (filter.kind === 'waypoints') rules = { ...rules, waypoints: true };
    else if (filter.kind === 'made') {
      rules = { ...rules, madeFrom: filter.from <= 0 ? '' : dayOf(filter.from), madeTo: filter.to >= farFuture ? '' : dayOf(filter.to) };
    } else if (filter.kind === 'range' && filter.of === 'LENGTH') {
      rules = { ...rules, lengthFrom: lengthText(filter.from, unit), lengthTo: lengthText(filter.to, unit) };
    }
  }
  return rules;
}

/** The filters that rules stand for, behind those of `before` that the form does not show; or which field is wrong. */
export function filtersOf(rules: Rules, before: readonly SmartFilter[], unit: number): readonly SmartFilter[] | RuleFault {
  const [from, to] = [lengthIn(rules.lengthFrom, unit), lengthIn(rules.lengthTo, unit)];
  if (from === undefined) return 'lengthFrom';
  if (to === undefined || (from !== null && to !== null && to < from)) return 'lengthTo';
  const madeFrom = rules.madeFrom === '' ? 0 : startOf(rules.madeFrom);
  const madeTo = rules.madeTo === '' ? farFuture : startOf(rules.madeTo) + 86_399_999;
  if (madeTo < madeFrom) return 'madeTo';
  const filters = before.filter((one) => one.kind === 'look' || (one.kind === 'range' && one.of !== 'LENGTH'));
  if (rules.words.trim() !== '') filters.push({ kind: 'name', text: rules.words.trim() });
  if (rules.folders.length > 0) filters.push({ kind: 'folders', paths: rules.folders });
  if (from !== null || to !== null) filters.push({ kind: 'range', of: 'LENGTH', from, to });
  if (rules.madeFrom !== '' || rules.madeTo !== '') filters.push({ kind: 'made', from: madeFrom, to: madeTo });
  if (rules.waypoints) filters.push({ kind: 'waypoints' });
  return filters;
}

/** Metres; null where nothing is written, undefined where it is no number. */
function lengthIn(text: string, unit: number): number | null | undefined {
  if (text.trim() === '') return null;
  const value = Number(text.trim().replace(',', '.'));
  return Number.isFinite(value) && value >= 0 ? Math.round(value * unit) : undefined;
}
function lengthText(metres: number | null, unit: number): string {
  return metres === null ? '' : String(Number((metres / unit).toFixed(3)));
}
/** Days are those of the visitor's clock. */
function startOf(day: string): number {
  return new Date(`${day}T00:00:00`).getTime();
}
function dayOf(time: number): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
