import { canonicalNode, canonicalNodes, sameNodes, spelling } from './canonical.ts';
import type { XmlNode } from './xml-tree.ts';

/** One thing that a record says. `value` is for comparing; '' says the same as saying nothing. */
export interface Field {
  readonly value: string;
  /** As it is written. */
  readonly nodes: readonly XmlNode[];
  /** It spells out what the point's group says; where the group changes, it goes along. */
  readonly follows?: true;
}
/** By key; a missing key is a field with the value ''. */
export type Fields = ReadonlyMap<string, Field>;

export const nothing: Field = { value: '', nodes: [] };

/** Both sides changed one field, differently. */
export interface FieldConflict {
  readonly key: string;
  readonly ours: Field;
  readonly theirs: Field;
}

/** How values of a key compare and what happens where both sides changed it; all optional. */
export interface FieldRules {
  /** Whether two different values (one may be '') mean the same (times within a second, places within 0.1 m). */
  readonly same?: (key: string, a: string, b: string) => boolean;
  /** Settles a field that is no work of a person; null leaves the conflict. Must not depend on the order of the two. */
  readonly settle?: (key: string, ours: Field, theirs: Field) => Field | null;
  /** Without an ancestor: whether a side that says nothing gives way to the one that says something. */
  readonly silenceYields?: (key: string) => boolean;
}

export function fieldOf(fields: Fields | null, key: string): Field {
  return fields?.get(key) ?? nothing;
}

export function sameField(rules: FieldRules, key: string, a: Field, b: Field): boolean {
  return a.value === b.value || rules.same?.(key, a.value, b.value) === true;
}

/** Whether two records say the same. */
export function sameFields(rules: FieldRules, a: Fields, b: Fields, leaveOut: ReadonlySet<string> = new Set()): boolean {
  for (const key of keysOf(a, b)) {
    if (!leaveOut.has(key) && !sameField(rules, key, fieldOf(a, key), fieldOf(b, key))) return false;
  }
  return true;
}

/**
 * Merges one record field by field against its ancestor (null: there was none). The answer does not depend on which side is called
 * ours, so two devices that merge the same versions get the same bytes.
 */
export function mergeFields(
  rules: FieldRules,
  base: Fields | null,
  ours: Fields,
  theirs: Fields,
): { fields: Fields; conflicts: FieldConflict[] } {
  const fields = new Map<string, Field>();
  const conflicts: FieldConflict[] = [];
  for (const key of [...(base?.keys() ?? []), ...addedKeys(base, ours, theirs)]) {
    const [o, t] = [fieldOf(ours, key), fieldOf(theirs, key)];
    const field = mergeField(rules, key, base === null ? null : fieldOf(base, key), o, t);
    if (field === null) conflicts.push({ key, ours: o, theirs: t });
    else if (field.value !== '' || field.nodes.length > 0) fields.set(key, field);
  }
  return { fields, conflicts };
}

function mergeField(rules: FieldRules, key: string, base: Field | null, ours: Field, theirs: Field): Field | null {
  if (sameField(rules, key, ours, theirs)) return spelled(base, ours, theirs);
  if (base === null) {
    if (rules.silenceYields?.(key) === true && (ours.value === '' || theirs.value === '')) return ours.value === '' ? theirs : ours;
    return rules.settle?.(key, ours, theirs) ?? null;
  }
  if (sameField(rules, key, ours, base)) return theirs;
  if (sameField(rules, key, theirs, base)) return ours;
  return rules.settle?.(key, ours, theirs) ?? null;
}

/** Which of two spellings of one value is kept: the one that is new, else the smaller. */
function spelled(base: Field | null, ours: Field, theirs: Field): Field {
  if (sameSpelling(ours, theirs)) return ours;
  if (base !== null && sameSpelling(ours, base)) return theirs;
  if (base !== null && sameSpelling(theirs, base)) return ours;
  return spellingOf(ours) < spellingOf(theirs) ? ours : theirs;
}

function sameSpelling(a: Field, b: Field): boolean {
  return a.value === b.value && a.follows === b.follows && sameNodes(a.nodes, b.nodes);
}

function spellingOf({ value, nodes, follows }: Field): string {
  return `${spelling(nodes)} ${String(follows)} ${value}`;
}

function keysOf(...records: Fields[]): Set<string> {
  const keys = new Set<string>();
  for (const fields of records) for (const key of fields.keys()) keys.add(key);
  return keys;
}

/** Keys that the ancestor has not, in an order that is the same both ways round. */
function addedKeys(base: Fields | null, ours: Fields, theirs: Fields): string[] {
  const added: string[] = [];
  for (const key of keysOf(ours, theirs)) if (base?.has(key) !== true) added.push(key);
  return added.sort();
}

/** Collects the nodes of each key in order. */
export class FieldsBuilder {
  readonly #nodes = new Map<string, XmlNode[]>();

  add(key: string, node: XmlNode): void {
    const nodes = this.#nodes.get(key);
    if (nodes === undefined) this.#nodes.set(key, [node]);
    else nodes.push(node);
  }

  /** `value` gives the comparing text of one node where plain equality is not meant; null leaves that. */
  fields(value: (key: string, node: XmlNode) => string | null): Map<string, Field> {
    const fields = new Map<string, Field>();
    for (const [key, nodes] of this.#nodes) fields.set(key, { nodes, value: valueOf(key, nodes, value) });
    return fields;
  }
}

function valueOf(key: string, nodes: readonly XmlNode[], value: (key: string, node: XmlNode) => string | null): string {
  const [node] = nodes;
  if (nodes.length === 1 && node !== undefined) return value(key, node) ?? canonicalNode(node);
  return canonicalNodes(nodes);
}
