import { isGpxUri } from '../gpx/model.ts';
import { XmlReader } from '../xml.ts';
import { treeLimits, XmlError } from '../xml-limits.ts';
import { decodeSource } from './source-text.ts';
import type { SourceText } from './source-text.ts';

/** Part of a text: from (with) and to (without), UTF-16 units. */
export interface Range {
  readonly from: number;
  readonly to: number;
}
export interface SourceAttribute {
  /** With its prefix. */
  readonly name: string;
  /** What is between the quotes. */
  readonly value: Range;
  /** Where the white space before it begins. */
  readonly from: number;
}

/** An element with the places of its parts in the text. */
export interface SourceElement extends Range {
  readonly name: string;
  readonly local: string;
  readonly uri: string | null;
  readonly attributes: readonly SourceAttribute[];
  /** What is between its tags; null for `<a/>`. */
  readonly inner: Range | null;
  readonly parent: SourceElement | null;
  readonly children: readonly SourceElement[];
}

export interface SourceDocument extends SourceText {
  readonly root: SourceElement;
}

interface Growing extends SourceElement {
  to: number;
  inner: { from: number; to: number } | null;
  readonly children: Growing[];
  readonly parent: Growing | null;
  readonly namespaces: ReadonlyMap<string, string>;
}

/** Elements whose inside is not looked at: an edit never goes there, and there lie the hundreds of thousands of points. */
const closedBooks: ReadonlySet<string> = new Set(['trkseg', 'rtept']);

/** Reads a GPX file with the places of its elements. Throws XmlError where it is no GPX (R42). */
export function readSource(bytes: Uint8Array): SourceDocument {
  const check = new XmlReader({ open: () => undefined, close: () => undefined }, treeLimitsForPoints);
  check.write(bytes);
  check.end();
  const source = decodeSource(bytes);
  const root = new Scanner(source.text).root();
  if (root.local !== 'gpx') throw new XmlError('not GPX', 'This is not a GPX file.');
  return { ...source, root };
}
const treeLimitsForPoints = { ...treeLimits, elements: 20_000_000 };

/** Walks over tags of a document that is known to be well-formed. */
class Scanner {
  readonly #text: string;
  #at = 0;
  constructor(text: string) {
    this.#text = text;
  }

  root(): SourceElement {
    let open: Growing | null = null;
    let closedDepth = 0;
    for (;;) {
      this.#at = this.#text.indexOf('<', this.#at);
      if (this.#at === -1) throw new XmlError('malformed', 'The file has no end.');
      if (this.#skipped()) continue;
      if (this.#text[this.#at + 1] === '/') {
        const from = this.#at;
        this.#at = this.#text.indexOf('>', from) + 1;
        if (closedDepth > 0 && --closedDepth > 0) continue;
        if (open === null) continue;
        if (open.inner !== null) open.inner.to = from;
        open.to = this.#at;
        if (open.parent === null) return open;
        open = open.parent;
        continue;
      }
      if (closedDepth > 0) {
        if (!this.#passTag()) closedDepth++;
        continue;
      }
      const element = this.#tag(open);
      open?.children.push(element);
      if (element.inner === null) {
        if (open === null) return element;
        continue;
      }
      open = element;
      if (closedBooks.has(element.local)) closedDepth = 1;
    }
  }

  /** Passes over a comment, character data, an instruction or the declaration. */
  #skipped(): boolean {
    for (const [start, end] of [
      ['<!--', '-->'],
      ['<![CDATA[', ']]>'],
      ['<?', '?>'],
    ] as const) {
      if (!this.#text.startsWith(start, this.#at)) continue;
      this.#at = this.#text.indexOf(end, this.#at + start.length) + end.length;
      return true;
    }
    return false;
  }

  /** Passes over a start tag; whether it is empty. */
  #passTag(): boolean {
    let quote = '';
    for (let at = this.#at; ; at++) {
      const sign = this.#text[at] ?? '';
      if (quote !== '') quote = sign === quote ? '' : quote;
      else if (sign === '"' || sign === "'") quote = sign;
      else if (sign === '>') {
        this.#at = at + 1;
        return this.#text[at - 1] === '/';
      }
    }
  }

  #tag(parent: Growing | null): Growing {
    const from = this.#at;
    const name = this.#match(/<([^\s/>]+)/y);
    const attributes: SourceAttribute[] = [];
    for (let found = this.#attribute(); found !== null; found = this.#attribute()) attributes.push(found);
    const empty = this.#match(/\s*(\/?)>/y) === '/';
    const namespaces = this.#namespaces(parent, attributes);
    const colon = name.indexOf(':');
    return {
      ...{ name, local: name.slice(colon + 1), attributes, parent, children: [], namespaces, from, to: this.#at },
      uri: namespaces.get(name.slice(0, Math.max(0, colon))) ?? (colon === -1 ? '' : null),
      inner: empty ? null : { from: this.#at, to: this.#at },
    };
  }

  #attribute(): SourceAttribute | null {
    const pattern = /\s+([^\s=/>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/y;
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return null;
    const from = this.#at;
    this.#at = pattern.lastIndex;
    const length = (match[2] ?? match[3] ?? '').length;
    return { name: match[1] ?? '', value: { from: this.#at - 1 - length, to: this.#at - 1 }, from };
  }

  #namespaces(parent: Growing | null, attributes: readonly SourceAttribute[]): ReadonlyMap<string, string> {
    const own = attributes.filter(({ name }) => name === 'xmlns' || name.startsWith('xmlns:'));
    const outer = parent?.namespaces ?? new Map<string, string>();
    if (own.length === 0) return outer;
    return new Map([
      ...outer,
      ...own.map(({ name, value }): [string, string] => [name.slice(6), this.#text.slice(value.from, value.to).trim()]),
    ]);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) throw new XmlError('malformed', 'The file has a tag that cannot be read.');
    this.#at = pattern.lastIndex;
    return match[1] ?? '';
  }
}

/** Value of an attribute, unescaped; null where there is none. */
export function attributeOf({ text }: SourceText, element: SourceElement, name: string): string | null {
  const found = element.attributes.find((attribute) => attribute.name === name);
  return found === undefined ? null : unescaped(text.slice(found.value.from, found.value.to));
}

/** Character data of an element, unescaped and without white space around it; what its children hold is left out. */
export function textIn({ text }: SourceText, element: SourceElement): string {
  if (element.inner === null || element.children.length > 0) return '';
  const inner = text.slice(element.inner.from, element.inner.to).replace(/<!--[^]*?-->|<\?[^]*?\?>/g, '');
  return inner
    .split(/(<!\[CDATA\[[^]*?\]\]>)/)
    .map((part) => (part.startsWith('<![CDATA[') ? part.slice(9, -3) : unescaped(part)))
    .join('')
    .trim();
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
function unescaped(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return entities[name] ?? whole;
    return String.fromCodePoint(hex === undefined ? Number(decimal) : parseInt(hex, 16));
  });
}

/** Children that are GPX elements of that name. */
export function sourceChildren(element: SourceElement, local: string): SourceElement[] {
  return element.children.filter((child) => child.local === local && isGpxUri(child.uri));
}
