import { fixedNameOf } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import { idOf, renamed } from './keys.ts';
import type { Id } from './keys.ts';
import type { Judged, JudgedTo } from './judge.ts';
import { isTo } from './judge.ts';

/** What a person may choose for a conflict (S6). */
export type Choice = 'upload' | 'download' | 'keep-both' | 'merge';
export type Conflict = JudgedTo<'conflict'> | JudgedTo<'merge'>;

export function isConflict(judged: Judged): judged is Conflict {
  return isTo(judged, 'conflict') || isTo(judged, 'merge');
}

/** What may be chosen: a type with one fixed name cannot keep both, and not every kind of file has a merge. */
export function choicesFor(key: FileKey, hasMerge: boolean): Choice[] {
  const choices: Choice[] = ['upload', 'download'];
  if (fixedNameOf(key.type) === null) choices.push('keep-both');
  if (hasMerge) choices.push('merge');
  return choices;
}

/** The plan of a choice, as the step that carries it out; *Keep both* first gives the local file another name (`freeName`). */
export function stepFor(conflict: Conflict, choice: Exclude<Choice, 'keep-both'>): Judged {
  const { key, facts, verdict } = conflict;
  const { row, version } = verdict;
  if (choice === 'upload') return { key, facts, verdict: { do: 'upload', row, base: version.seq } };
  if (choice === 'download') return { key, facts, verdict: { do: 'download', row, version } };
  const ancestor = facts.base?.kind === 'content' ? facts.base : null;
  return { key, facts, verdict: { do: 'merge', row, version, ancestor } };
}

/** A name beside `key` that nobody has: `name (2).ext`, `name (3).ext` … */
export function freeName(key: FileKey, isTaken: (id: Id) => boolean): FileKey | null {
  // The group without a name has a file name of its own kind; a copy of it is a group like any other.
  const name = key.type === 'FAVOURITES' && key.name === 'favorites.gpx' ? 'favorites-favorites.gpx' : key.name;
  const dot = name.lastIndexOf('.');
  const hasEnding = dot > name.lastIndexOf('/') + 1;
  const [stem, ending] = hasEnding ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let number = 2; number < 10_000; number++) {
    const candidate = renamed(key, `${stem} (${number})${ending}`);
    if (!isTaken(idOf(candidate))) return candidate;
  }
  return null;
}
