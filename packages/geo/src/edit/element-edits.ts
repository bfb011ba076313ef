import { escapeAttribute, escapeText } from '../xml-write.ts';
import type { Patch } from './patch.ts';
import type { SourceDocument, SourceElement } from './source-tree.ts';
import { attributeOf, textIn } from './source-tree.ts';

/** Sets the text of an element; children it had are gone. */
export function setText(document: SourceDocument, element: SourceElement, value: string): Patch[] {
  if (element.inner !== null && element.children.length === 0 && textIn(document, element) === value) return [];
  const content = escapeText(value);
  if (element.inner !== null) return [{ ...element.inner, text: content }];
  return [fillEmpty(document, element, content)];
}

/** Gives an empty element (`<a/>`) content; only the end of its tag is touched. */
function fillEmpty({ text }: SourceDocument, element: SourceElement, content: string): Patch {
  let from = element.to - 2;
  while (/\s/.test(text[from - 1] ?? '')) from--;
  return { from, to: element.to, text: `>${content}</${element.name}>` };
}

/** Sets an attribute, or removes it (null). */
export function setAttribute(document: SourceDocument, element: SourceElement, name: string, value: string | null): Patch[] {
  const old = element.attributes.find((attribute) => attribute.name === name);
  if (old === undefined) {
    if (value === null) return [];
    const last = element.attributes.at(-1);
    const behind = last === undefined ? element.from + 1 + element.name.length : last.value.to + 1;
    return [{ from: behind, to: behind, text: ` ${name}="${escapeAttribute(value)}"` }];
  }
  if (value === null) return [{ from: old.from, to: old.value.to + 1, text: '' }];
  if (attributeOf(document, element, name) === value) return [];
  const content = escapeAttribute(value);
  return [{ ...old.value, text: document.text[old.value.to] === "'" ? content.replaceAll("'", '&apos;') : content }];
}

/** Removes an element together with the white space before it. */
export function removeElement(document: SourceDocument, element: SourceElement): Patch {
  return { from: element.from - indentBefore(document, element).length, to: element.to, text: '' };
}

/** White space between an element and what is before it. */
export function indentBefore({ text }: SourceDocument, element: SourceElement): string {
  let from = element.from;
  while (from > 0 && /\s/.test(text[from - 1] ?? '')) from--;
  return text.slice(from, element.from);
}

/** White space that a new child of an element gets before it: as its siblings have, else one step deeper than the element itself. */
function indentInside(document: SourceDocument, parent: SourceElement): string {
  const first = parent.children[0];
  if (first !== undefined) return indentBefore(document, first);
  const own = indentBefore(document, parent);
  if (!own.includes('\n')) return '';
  const outer = parent.parent === null ? '' : indentBefore(document, parent.parent);
  return own + (outer !== '' && own.startsWith(outer) && own !== outer ? own.slice(outer.length) : '  ');
}

/** New content for an element, written for the white space that stands before it. */
export interface Insertion {
  /** Local name, for the order among its siblings. */
  readonly local: string;
  readonly write: (indent: string) => string;
}

/**
 * Puts new children into an element: each behind the last child that `order` wants before it, with the white space of its siblings.
 * `order` gives the place of a local name.
 */
export function insertChildren(
  document: SourceDocument,
  parent: SourceElement,
  insertions: readonly Insertion[],
  order: (local: string) => number,
): Patch[] {
  if (insertions.length === 0) return [];
  const sorted = insertions.toSorted((a, b) => order(a.local) - order(b.local));
  const indent = indentInside(document, parent);
  const { inner } = parent;
  if (inner === null || parent.children.length === 0) {
    const content = sorted.map(({ write }) => indent + write(indent)).join('') + indentBefore(document, parent);
    if (inner === null) return [fillEmpty(document, parent, content)];
    const blank = document.text.slice(inner.from, inner.to).trim() === '';
    return [{ from: blank ? inner.from : inner.to, to: inner.to, text: content }];
  }
  return sorted.map(({ local, write }) => {
    const before = parent.children.findLast((child) => order(child.local) <= order(local));
    const at = before?.to ?? inner.from;
    return { from: at, to: at, text: indent + write(indent) };
  });
}

/** `<name>text</name>`. */
export function textElement(name: string, value: string): string {
  return `<${name}>${escapeText(value)}</${name}>`;
}
