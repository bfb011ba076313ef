import { fieldOf, mergeFields, sameFields } from './fields.ts';
import type { Field, Fields } from './fields.ts';
import { lastUse, memberOf, nameOfItem } from './item-kinds.ts';
import type { ItemKind } from './item-kinds.ts';
import { canonicalJson, readJsonText, written } from './json-text.ts';
import type { JsonObject, JsonText, JsonValue } from './json-text.ts';
import { mergeOrder } from './merge-order.ts';
import type { Entry } from './merge-order.ts';
import { conflict, eitherBytes, merged, plainOutcome, quoted } from './merge-outcome.ts';
import type { MergeOutcome } from './merge-outcome.ts';
import { addedDifferently, changedOnBoth, deletedHere, deletedInCloud } from './merge-reasons.ts';
import { textOf } from './xml-tree.ts';
import { Pairing } from './pairing.ts';
import type { Free, Matching } from './pairing.ts';

/** One entry of a collection, taken apart. */
interface Item {
  readonly identity: string;
  readonly name: string;
  readonly lastUse: number;
  readonly content: string;
  /** As it is written. */
  readonly text: string;
  readonly fields: Fields;
}
interface Collection {
  readonly bytes: Uint8Array;
  readonly items: readonly Item[];
  /** Top-level keys beside `items`. */
  readonly rest: Fields;
}
interface MergedItem extends Entry {
  readonly text: string;
  readonly content: string;
}

/**
 * Three-way merge of a collection `{"items":[…]}`, entry by entry against the common ancestor and field by field within an entry. Keys
 * beside `items`, and fields that are not known, are kept. Contradictions are a conflict, but in a history: there the later use
 * settles, and an entry used on one side stays though the other deleted it.
 */
export function mergeItems(kind: ItemKind, base: Uint8Array | null, ours: Uint8Array, theirs: Uint8Array): MergeOutcome {
  const plain = plainOutcome(base, ours, theirs);
  if (plain !== null) return plain;
  const [b, o, t] = [base === null ? null : collection(base, kind), collection(ours, kind), collection(theirs, kind)];
  if (o === null) return conflict(['The version here is not a list as the apps write it.']);
  if (t === null) return conflict(['The version in the cloud is not a list as the apps write it.']);
  if (base !== null && b === null) return conflict(['The version both sides come from is not a list as the apps write it.']);
  return mergeCollections(kind, b, o, t);
}

function mergeCollections(kind: ItemKind, base: Collection | null, ours: Collection, theirs: Collection): MergeOutcome {
  const { items, reasons } = mergeEach(kind, base, ours, theirs);
  const rest = mergeFields({ silenceYields: () => true }, base?.rest ?? null, ours.rest, theirs.rest);
  const order = mergeOrder(items, !kind.orderMatters);
  const faults = [...reasons, ...rest.conflicts.map((fault) => changedOnBoth('The file', fault))];
  if (order === null) faults.push('The order was changed on both sides.');
  if (order === null || faults.length > 0) return conflict(faults);
  const says = (side: Collection): boolean =>
    order.length === side.items.length &&
    order.every((item, at) => item.content === side.items[at]?.content) &&
    sameFields({}, rest.fields, side.rest);
  if (says(ours) && says(theirs)) return merged(eitherBytes(ours.bytes, theirs.bytes));
  if (says(ours) || says(theirs)) return merged(says(ours) ? ours.bytes : theirs.bytes);
  const members = [`"items":[${order.map((item) => item.text).join(',')}]`, ...texts(rest.fields)];
  return merged(new TextEncoder().encode(`{${members.join(',')}}`));
}

function mergeEach(
  kind: ItemKind,
  base: Collection | null,
  ours: Collection,
  theirs: Collection,
): { items: MergedItem[]; reasons: string[] } {
  const ancestors = base?.items ?? [];
  const [toOurs, toTheirs] = [match(ancestors, ours.items), match(ancestors, theirs.items)];
  const items: MergedItem[] = [];
  const reasons: string[] = [];
  for (const [index, ancestor] of ancestors.entries()) {
    const [o, t] = [toOurs.partner[index] ?? null, toTheirs.partner[index] ?? null];
    const [mine, other] = [at(ours, o), at(theirs, t)];
    const where = { base: index, ours: o, theirs: t };
    if (mine !== null && other !== null) {
      const { item, faults } = mergeItem(kind, ancestor, mine, other, where);
      items.push(item);
      reasons.push(...faults);
    } else if (mine !== null && mine.content !== ancestor.content) {
      if (kind.isHistory) items.push(oneSide(mine, where));
      else reasons.push(deletedInCloud(quoted(mine.name)));
    } else if (other !== null && other.content !== ancestor.content) {
      if (kind.isHistory) items.push(oneSide(other, where));
      else reasons.push(deletedHere(quoted(other.name)));
    }
  }
  const left = { from: toOurs.added, to: toTheirs.added };
  const added = match(left.from.map((o) => ours.items[o]).filter(isThere), left.to.map((t) => theirs.items[t]).filter(isThere));
  for (const [index, partner] of added.partner.entries()) {
    const [o, t] = [left.from[index] ?? null, partner === null ? null : (left.to[partner] ?? null)];
    const [mine, other] = [at(ours, o), at(theirs, t)];
    if (mine === null) continue;
    if (other === null) items.push(oneSide(mine, { base: null, ours: o, theirs: null }));
    else if (mine.content === other.content || kind.isHistory)
      items.push(mergeItem(kind, null, mine, other, { base: null, ours: o, theirs: t }).item);
    else reasons.push(addedDifferently(quoted(mine.name)));
  }
  for (const index of added.added) {
    const t = left.to[index] ?? null;
    const other = at(theirs, t);
    if (other !== null) items.push(oneSide(other, { base: null, ours: null, theirs: t }));
  }
  return { items, reasons };
}

/** By identity; equal content first, so that one of two equal entries is not taken for an edit of the other. */
function match(from: readonly Item[], to: readonly Item[]): Matching {
  const pairing = new Pairing(from.length, to.length);
  const item = (side: 'from' | 'to', index: number): Item | undefined => (side === 'from' ? from : to)[index];
  const all: Free = { from: [...from.keys()], to: [...to.keys()] };
  pairing.by(
    all,
    (side, index) => item(side, index)?.identity ?? null,
    (bucket) => {
      const left = pairing.equal(bucket, (side, index) => item(side, index)?.content ?? null);
      return left.from.length === left.to.length ? pairing.inOrder(left) : left;
    },
  );
  return pairing.matching();
}

function mergeItem(
  kind: ItemKind,
  base: Item | null,
  ours: Item,
  theirs: Item,
  where: Omit<Entry, 'key'>,
): { item: MergedItem; faults: string[] } {
  if (kind.isHistory && ours.content !== theirs.content) {
    const changed = base === null ? [ours, theirs] : [ours, theirs].filter((item) => item.content !== base.content);
    const [one = ours, other = one] = changed;
    return { item: keyed(laterUsed(one, other), ours, theirs, where), faults: [] };
  }
  if (ours.content === theirs.content) return { item: keyed(ours.text <= theirs.text ? ours : theirs, ours, theirs, where), faults: [] };
  const { fields, conflicts } = mergeFields({}, base?.fields ?? null, ours.fields, theirs.fields);
  const text = `{${texts(fields).join(',')}}`;
  const same = [ours, theirs].find((item) => sameFields({}, fields, item.fields));
  const content = same?.content ?? contentOf(fields);
  return {
    item: keyed({ text: same?.text ?? text, content }, ours, theirs, where),
    faults: conflicts.map((fault) => changedOnBoth(quoted((base ?? ours).name), fault)),
  };
}

function laterUsed(a: Item, b: Item): Item {
  if (a.lastUse !== b.lastUse) return a.lastUse > b.lastUse ? a : b;
  return a.content >= b.content ? a : b;
}

function oneSide(item: Item, where: Omit<Entry, 'key'>): MergedItem {
  return keyed(item, item, item, where);
}

function keyed(
  { text, content }: { readonly text: string; readonly content: string },
  a: Item,
  b: Item,
  where: Omit<Entry, 'key'>,
): MergedItem {
  const keys = [a, b].map((item) => `${item.identity}\u0003${item.content}`);
  return { ...where, text, content, key: keys.sort().join('\u0004') };
}

function collection(bytes: Uint8Array, kind: ItemKind): Collection | null {
  const json = readJsonText(bytes);
  if (json?.root.kind !== 'object') return null;
  const list = memberOf(json.root, 'items');
  if (list?.kind !== 'array' || json.root.members.filter(({ key }) => key === 'items').length > 1) return null;
  const rest = new Map([...fieldsOf(json, json.root)].filter(([key]) => key !== 'items'));
  return { bytes, rest, items: list.elements.map((element) => itemOf(json, element, kind)) };
}

function itemOf(json: JsonText, value: JsonValue, kind: ItemKind): Item {
  const content = canonicalJson(value);
  const text = written(json, value);
  if (value.kind !== 'object') return { identity: content, name: content, lastUse: 0, content, text, fields: new Map() };
  const fields = fieldsOf(json, value);
  return {
    identity: kind.identity(value) ?? content,
    name: nameOfItem(value),
    lastUse: lastUse(value),
    content: contentOf(fields),
    text,
    fields,
  };
}

/** Members of an object; of two members with one key, readers of JSON take the last. */
function fieldsOf(json: JsonText, object: JsonObject): Map<string, Field> {
  return new Map(
    object.members.map(({ key, keyText, value }) => [key, { value: canonicalJson(value), nodes: [`${keyText}:${written(json, value)}`] }]),
  );
}

/** Members as they are written. */
function texts(fields: Fields): string[] {
  return [...fields.values()].flatMap(({ nodes }) => nodes.map(textOf));
}

function contentOf(fields: Fields): string {
  return [...fields.keys()]
    .sort()
    .map((key) => `${JSON.stringify(key)}:${fieldOf(fields, key).value}`)
    .join();
}

function at(side: Collection, index: number | null): Item | null {
  return index === null ? null : (side.items[index] ?? null);
}

function isThere(item: Item | undefined): item is Item {
  return item !== undefined;
}
