import { isGpxUri, isOsmandUri, osmandNamespace, rank } from '../gpx/model.ts';
import { insertChildren, removeElement, setAttribute, setText, textElement } from './element-edits.ts';
import type { Insertion } from './element-edits.ts';
import type { Patch } from './patch.ts';
import { attributeOf, sourceChildren } from './source-tree.ts';
import type { SourceDocument, SourceElement } from './source-tree.ts';

/** Texts by name; null removes. */
export type Texts = Readonly<Record<string, string | null>>;

/** The prefix of an element's own name, with its colon. */
function prefixOf({ name }: SourceElement): string {
  return name.slice(0, name.indexOf(':') + 1);
}

/** Sets the texts of GPX's own children of an element (`name`, `desc`, …), and its extensions of OsmAnd's; `more` goes in with them. */
export function setParts(
  document: SourceDocument,
  parent: SourceElement,
  texts: Texts,
  extensions: Texts,
  more: { readonly insertions: readonly Insertion[]; readonly order: (local: string) => number } = { insertions: [], order: rank },
): Patch[] {
  const patches: Patch[] = [];
  const added = [...more.insertions];
  for (const [local, value] of Object.entries(texts)) {
    const old = sourceChildren(parent, local)[0];
    if (old === undefined) {
      if (value !== null) added.push({ local, write: () => textElement(prefixOf(parent) + local, value) });
    } else patches.push(...(value === null ? [removeElement(document, old)] : setText(document, old, value)));
  }
  const holder = sourceChildren(parent, 'extensions')[0];
  if (holder !== undefined) patches.push(...setExtensions(document, holder, extensions));
  else {
    const values = Object.entries(extensions).filter((entry): entry is [string, string] => entry[1] !== null);
    if (values.length > 0) added.push({ local: 'extensions', write: (indent) => newExtensions(document, parent, values, indent) });
  }
  return [...patches, ...insertChildren(document, parent, added, more.order)];
}

function newExtensions(document: SourceDocument, parent: SourceElement, values: readonly [string, string][], indent: string): string {
  const name = `${prefixOf(parent)}extensions`;
  const deeper = indent === '' ? '' : `${indent}  `;
  return `<${name}>${values.map(([key, value]) => deeper + textElement(osmandPrefix(document) + key, value)).join('')}${indent}</${name}>`;
}

/** Sets extensions in their element; the last one that goes takes the element with it. */
function setExtensions(document: SourceDocument, holder: SourceElement, values: Texts): Patch[] {
  const patches: Patch[] = [];
  const added: Insertion[] = [];
  const removed = new Set<SourceElement>();
  for (const [key, value] of Object.entries(values)) {
    const old = holder.children.filter((child) => child.local === key && isOsmandChild(child));
    const [first] = old;
    if (value === null) for (const child of old) removed.add(child);
    else if (first === undefined) added.push({ local: key, write: () => textElement(osmandPrefix(document) + key, value) });
    else patches.push(...setText(document, first, value));
  }
  const goes = removed.size > 0 && removed.size === holder.children.length && added.length === 0;
  if (goes) return [removeElement(document, holder)];
  return [...patches, ...[...removed].map((child) => removeElement(document, child)), ...insertChildren(document, holder, added, () => 0)];
}

/** An extension of OsmAnd's: with its prefix, declared or not, or bare as older files have it. */
export function isOsmandChild({ uri, name }: SourceElement): boolean {
  return isOsmandUri(uri) || isGpxUri(uri) || (uri === null && name.startsWith('osmand:'));
}

/** The prefix of OsmAnd's namespace in a file, with its colon. */
export function osmandPrefix(document: SourceDocument): string {
  return declaredPrefix(document) ?? 'osmand:';
}
function declaredPrefix(document: SourceDocument): string | null {
  const found = document.root.attributes.find(
    ({ name }) => name.startsWith('xmlns:') && isOsmandUri(attributeOf(document, document.root, name)),
  );
  return found === undefined ? null : `${found.name.slice(6)}:`;
}

/** Declares OsmAnd's prefix where patches write it and the file does not know it yet. */
export function withDeclaration(document: SourceDocument, patches: readonly Patch[]): Patch[] {
  const isDeclared = declaredPrefix(document) !== null || document.root.attributes.some(({ name }) => name === 'xmlns:osmand');
  if (isDeclared || !patches.some(({ text }) => text.includes('<osmand:'))) return [...patches];
  return [...setAttribute(document, document.root, 'xmlns:osmand', osmandNamespace), ...patches];
}
