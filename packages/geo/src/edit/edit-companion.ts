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
  let { text } = json;
  const { members } = json.root;
  const added = Object.entries(change).filter(([key, value]) => value !== null && !members.some((member) => member.key === key));
  const behind = members.at(-1)?.value.to ?? json.root.from + 1;
  const more = added.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',');
  text = text.slice(0, behind) + (members.length > 0 && more !== '' ? ',' : '') + more + text.slice(behind);
  for (const [index, { key, keyText, value }] of [...members.entries()].reverse()) {
    const next = Object.hasOwn(change, key) ? change[key] : undefined;
    if (next === undefined) continue;
    if (next !== null) text = text.slice(0, value.from) + JSON.stringify(next) + text.slice(value.to);
    else {
      const keyAt = text.lastIndexOf(keyText, value.from);
      const before = members[index - 1];
      const after = members[index + 1];
      const from = before?.value.to ?? keyAt;
      const to = before === undefined && after !== undefined ? text.lastIndexOf(after.keyText, after.value.from) : value.to;
      text = text.slice(0, from) + text.slice(to);
    }
  }
  return new TextEncoder().encode(text);
}
