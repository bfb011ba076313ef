import { canonicalJson, readJsonText, written } from './json-text.ts';
import type { JsonMember, JsonObject, JsonText } from './json-text.ts';

interface Companion extends JsonText {
  readonly root: JsonObject;
}

/**
 * Merges two `.info` companions of equal main files key by key: every key of either side stays, and where both have it the later
 * version's value does. Where one is no JSON object, the later version is taken as a whole. A result that says what one side says is
 * that side, byte for byte.
 */
export function mergeCompanions(ours: Uint8Array, theirs: Uint8Array, laterIs: 'ours' | 'theirs'): Uint8Array {
  const [laterBytes, earlierBytes] = laterIs === 'ours' ? [ours, theirs] : [theirs, ours];
  const [later, earlier] = [companion(laterBytes), companion(earlierBytes)];
  if (later === null || earlier === null) return laterBytes;
  const own = new Map(later.root.members.map((member) => [member.key, member]));
  const rest = earlier.root.members.filter(({ key }) => !own.has(key));
  if (rest.length === 0) return laterBytes;
  const others = new Map(earlier.root.members.map((member) => [member.key, member]));
  if ([...own.values()].every((member) => sameMember(member, others.get(member.key)))) return earlierBytes;
  return withMembers(later, earlier, rest);
}

/**
 * A companion whose main file was renamed: only in the value of `file` the old name at its end becomes the new one, in the old one's
 * style (what stands before the name, slashes escaped or not); every other byte stays. A companion without `file`, one that names
 * another file, or what is no JSON object, stays as it is.
 */
export function renameInCompanion(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const info = companion(bytes);
  if (info === null) return bytes;
  let text = info.text;
  const values = info.root.members.filter(({ key, value }) => key === 'file' && value.kind === 'scalar' && value.isString);
  for (const { value } of values.reverse()) {
    text = text.slice(0, value.from) + renamedIn(written(info, value), from, to) + text.slice(value.to);
  }
  return text === info.text ? bytes : new TextEncoder().encode(text);
}

function renamedIn(old: string, from: string, to: string): string {
  const path: unknown = JSON.parse(old);
  if (typeof path !== 'string' || !path.endsWith(from)) return old;
  const text = JSON.stringify(path.slice(0, path.length - from.length) + to);
  const ascii = /\\u[0-9a-fA-F]{4}/.test(old) ? text.replace(/[^\x20-\x7e]/g, escapeUnit) : text;
  return old.includes('\\/') ? ascii.replaceAll('/', '\\/') : ascii;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function companion(bytes: Uint8Array): Companion | null {
  const json = readJsonText(bytes);
  return json?.root.kind === 'object' ? { text: json.text, root: json.root } : null;
}

function sameMember(member: JsonMember, other: JsonMember | undefined): boolean {
  return other !== undefined && canonicalJson(member.value) === canonicalJson(other.value);
}

/** An object with members of another one behind its own. */
function withMembers(object: Companion, other: JsonText, members: readonly JsonMember[]): Uint8Array {
  const { text, root } = object;
  const last = root.members.at(-1);
  const end = last?.value.to ?? root.from + 1;
  const more = members.map((member) => `${member.keyText}:${written(other, member.value)}`);
  const added = (last === undefined ? '' : ',') + more.join(',');
  return new TextEncoder().encode(text.slice(0, end) + added + text.slice(end));
}
