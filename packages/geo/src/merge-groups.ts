import { mergeFields, sameFields } from './fields.ts';
import type { FieldRules, Fields } from './fields.ts';
import { quoted } from './merge-outcome.ts';
import { defaultLook } from './look.ts';
import { changedOnBoth, deletedHere, deletedInCloud } from './merge-reasons.ts';
import type { GroupRecord } from './points-document.ts';
import type { XmlElement } from './xml-tree.ts';

export interface MergedGroup {
  readonly name: string;
  readonly fields: Fields;
  readonly like: XmlElement;
}

/** Without an ancestor, a side that names no colour gives way; a group that is not said to be hidden or pinned is neither. */
export const groupRules: FieldRules = {
  same: (key, a, b) => (key === 'icon' || key === 'background') && (a || defaultLook[key]) === (b || defaultLook[key]),
  silenceYields: (key) => key !== 'hidden' && key !== 'pinned',
};

type Groups = ReadonlyMap<string, GroupRecord>;

/**
 * Merges how groups look, property by property. `used` are the groups that have points after the merge: they keep their entry, for
 * without it the points would look different.
 */
export function mergeGroups(
  base: Groups | null,
  ours: Groups,
  theirs: Groups,
  used: ReadonlySet<string>,
): { groups: ReadonlyMap<string, MergedGroup>; reasons: string[] } {
  const groups = new Map<string, MergedGroup>();
  const reasons: string[] = [];
  const added = [...new Set([...ours.keys(), ...theirs.keys()])].filter((key) => base?.has(key) !== true).sort();
  for (const key of [...(base?.keys() ?? []), ...added]) {
    const [b, o, t] = [base?.get(key) ?? null, ours.get(key) ?? null, theirs.get(key) ?? null];
    if (o !== null && t !== null) {
      const { fields, conflicts } = mergeFields(groupRules, b?.fields ?? null, o.fields, t.fields);
      reasons.push(...conflicts.map((fault) => changedOnBoth(called(o.name), fault)));
      groups.set(key, { name: o.name, fields, like: o.element.name <= t.element.name ? o.element : t.element });
    } else {
      const one = o ?? t;
      if (one === null) continue;
      if (b === null || used.has(one.name)) groups.set(key, { name: one.name, fields: one.fields, like: one.element });
      else if (!sameFields(groupRules, b.fields, one.fields))
        reasons.push(o === null ? deletedHere(called(one.name)) : deletedInCloud(called(one.name)));
    }
  }
  return { groups, reasons };
}

function called(name: string): string {
  return name === '' ? 'The default group' : `The group ${quoted(name)}`;
}
