import { readJsonText } from '../json-text.ts';

/** Values of keys of a companion; null removes. */
export type CompanionChange = Readonly<Record<string, string | number | boolean | null>>;

/**
 * Changes keys of a companion and leaves all other bytes. Where there is none (null) or it is no JSON object, a new one is made from
 * `start`, the keys that say which file it belongs to.
 */
export function changeCompanion(bytes: Uint8Array | null, change: CompanionChange, start: Readonly<Record<string, string>>): Uint8Array {
  const json = bytes === null ? null : readJsonText(bytes);
  if (json?.root.kind !== 'object') {
    const kept = Object.entries({ ...start, ...change }).filter(([, value]) => value !== null);
    return new TextEncoder().encode(JSON.stringify(Object.fromEntries(kept)));
  }
  const { text, root } = json;
  const end = (index: number): number => root.members[index]?.value.to ?? root.from + 1;
  // Each with what stands before it, from the end of the one before: its comma among it.
  const old = root.members.map(({ key, value }, index) => {
    const next = Object.hasOwn(change, key) ? change[key] : undefined;
    if (next === null) return null;
    return text.slice(end(index - 1), value.from) + (next === undefined ? text.slice(value.from, value.to) : JSON.stringify(next));
  });
  const added = Object.entries(change)
    .filter(([key, value]) => value !== null && !root.members.some((member) => member.key === key))
    .map(([key, value]) => `,${JSON.stringify(key)}:${JSON.stringify(value)}`);
  const members = [...old, ...added].filter((member) => member !== null).join('');
  // The first of all has no comma before it.
  const first = typeof old[0] === 'string' ? 0 : members.indexOf(',') + 1;
  return new TextEncoder().encode(text.slice(0, root.from + 1) + members.slice(first) + text.slice(end(root.members.length - 1)));
}
