import { applyPatches } from './patch.ts';
import type { Patch } from './patch.ts';
import { encodeSource } from './source-text.ts';
import { readSource } from './source-tree.ts';
import type { SourceDocument } from './source-tree.ts';

/**
 * A GPX file with one edit made: every byte that the edit does not speak of stays as it was. Throws XmlError where the file is not GPX.
 */
export function editGpx(bytes: Uint8Array, edit: (document: SourceDocument) => readonly Patch[]): Uint8Array {
  const document = readSource(bytes);
  const patches = edit(document);
  return patches.length === 0 ? bytes : encodeSource(applyPatches(document, patches).result);
}
