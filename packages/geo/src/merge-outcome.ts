/** The answer of every merge: new bytes that hold both sides' changes, or why there are none; then both sides stay as they are. */
export type MergeOutcome =
  | { readonly outcome: 'merged'; readonly bytes: Uint8Array }
  /** One sentence for a person per contradiction; ours is "here", theirs "in the cloud". */
  | { readonly outcome: 'conflict'; readonly reasons: readonly string[] };

/** A three-way merge of whole files; `base` is the common ancestor, null where there is none. */
export type Merger = (base: Uint8Array | null, ours: Uint8Array, theirs: Uint8Array) => MergeOutcome;

/** Most reasons that are told one by one. */
const mostReasons = 20;

export function merged(bytes: Uint8Array): MergeOutcome {
  return { outcome: 'merged', bytes };
}

export function conflict(reasons: readonly string[]): MergeOutcome {
  const more = reasons.length - mostReasons;
  const told = more > 1 ? [...reasons.slice(0, mostReasons), `And ${more} more.`] : reasons;
  return { outcome: 'conflict', reasons: told };
}

/** The answers that need no look inside: equal sides, or only one side that changed. Null where a merge is needed. */
export function plainOutcome(base: Uint8Array | null, ours: Uint8Array, theirs: Uint8Array): MergeOutcome | null {
  if (sameBytes(ours, theirs)) return merged(ours);
  if (base === null) return null;
  if (sameBytes(base, ours)) return merged(theirs);
  return sameBytes(base, theirs) ? merged(ours) : null;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** The same one of two contents whichever way round they come: the longer, else the greater. */
export function eitherBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length !== b.length) return a.length > b.length ? a : b;
  const at = a.findIndex((byte, index) => byte !== b[index]);
  return at === -1 || (a[at] ?? 0) > (b[at] ?? 0) ? a : b;
}

/** A text as it is quoted in a reason. */
export function quoted(text: string): string {
  const short = text.replace(/\s+/g, ' ').trim();
  return short.length > 60 ? `“${short.slice(0, 59)}…”` : `“${short}”`;
}
