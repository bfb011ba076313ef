import type { SourceText } from './source-text.ts';

/** One change of a text: what is from (with) to (without) becomes `text`. */
export interface Patch {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A text with patches applied, and the patches that bring the old text back, to the unit. Patches must not overlap. */
export function applyPatches(
  { text, encoding }: SourceText,
  patches: readonly Patch[],
): { readonly result: SourceText; readonly undo: readonly Patch[] } {
  const ordered = patches.toSorted((a, b) => a.from - b.from || a.to - b.to);
  const undo: Patch[] = [];
  let result = '';
  let at = 0;
  for (const patch of ordered) {
    if (patch.from < at || patch.to < patch.from || patch.to > text.length)
      throw new RangeError('Patches overlap or lie outside of the text.');
    result += text.slice(at, patch.from);
    undo.push({ from: result.length, to: result.length + patch.text.length, text: text.slice(patch.from, patch.to) });
    result += patch.text;
    at = patch.to;
  }
  return { result: { text: result + text.slice(at), encoding }, undo };
}
