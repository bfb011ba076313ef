import { readXml, readXmlStream } from './xml.ts';
import type { XmlHandler, XmlTag } from './xml.ts';
import { treeLimits, XmlError } from './xml-limits.ts';
import type { XmlLimits } from './xml-limits.ts';

/** An element with all that was in it. White space between elements is not kept; text beside elements is. */
export interface XmlElement {
  readonly kind: 'element';
  /** As written, with its prefix. */
  readonly name: string;
  readonly local: string;
  /** '' for none, null where the prefix was never declared. */
  readonly uri: string | null;
  /** By name as written; declarations of namespaces are among them. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
}
export interface XmlComment {
  readonly kind: 'comment';
  readonly text: string;
}
export interface XmlInstruction {
  readonly kind: 'instruction';
  readonly target: string;
  readonly body: string;
}
/** A string is character data. */
export type XmlNode = string | XmlElement | XmlComment | XmlInstruction;

export interface XmlDocument {
  /** Comments and instructions before and after the root. */
  readonly before: readonly XmlNode[];
  readonly root: XmlElement;
  readonly after: readonly XmlNode[];
}

/** Reads a whole document into a tree. Throws XmlError. */
export function readXmlTree(bytes: Uint8Array, limits: XmlLimits = treeLimits): XmlDocument {
  const builder = new TreeBuilder();
  readXml(bytes, builder, limits);
  return builder.document();
}

/** Reads a document as it arrives into a tree. Throws XmlError. */
export async function readXmlTreeStream(chunks: AsyncIterable<Uint8Array>, limits: XmlLimits = treeLimits): Promise<XmlDocument> {
  const builder = new TreeBuilder();
  await readXmlStream(chunks, builder, limits);
  return builder.document();
}

interface Growing extends XmlElement {
  readonly children: XmlNode[];
}

/** Builds a tree while a document, or the parts of it that are handed on, is read. */
export class TreeBuilder implements XmlHandler {
  readonly #before: XmlNode[] = [];
  readonly #after: XmlNode[] = [];
  readonly #open: Growing[] = [];
  #root: XmlElement | null = null;

  open(tag: XmlTag): void {
    const element: Growing = { kind: 'element', ...tag, children: [] };
    this.#siblings().push(element);
    this.#root ??= element;
    this.#open.push(element);
  }
  close(): void {
    const element = this.#open.pop();
    if (element !== undefined) dropWhiteSpace(element.children);
  }
  text(text: string): void {
    if (this.#open.length === 0 || text === '') return;
    const siblings = this.#siblings();
    const last = siblings.at(-1);
    if (typeof last === 'string') siblings[siblings.length - 1] = last + text;
    else siblings.push(text);
  }
  comment(text: string): void {
    this.#siblings().push({ kind: 'comment', text });
  }
  instruction(target: string, body: string): void {
    this.#siblings().push({ kind: 'instruction', target, body });
  }
  document(): XmlDocument {
    if (this.#root === null) throw new XmlError('malformed', 'The file has no element.');
    const root = this.#root;
    return { before: this.#before.filter((node) => node !== root), root, after: this.#after };
  }
  #siblings(): XmlNode[] {
    return this.#open.at(-1)?.children ?? (this.#root === null ? this.#before : this.#after);
  }
}

function dropWhiteSpace(children: XmlNode[]): void {
  if (!children.some((child) => typeof child !== 'string')) return;
  if (children.some((child) => typeof child === 'string' && /[^ \t\r\n]/.test(child))) return;
  const kept = children.filter((child) => typeof child !== 'string');
  children.splice(0, children.length, ...kept);
}

/** A new element. Its prefix must be declared where it is put, or the writer declares it. */
export function element(
  name: string,
  uri: string | null,
  attributes: Readonly<Record<string, string>>,
  children: readonly XmlNode[],
): XmlElement {
  return { kind: 'element', name, local: name.slice(name.indexOf(':') + 1), uri, attributes, children };
}

export function isElement(node: XmlNode): node is XmlElement {
  return typeof node !== 'string' && node.kind === 'element';
}

/** All character data in an element, in order. */
export function textOf(node: XmlNode): string {
  if (typeof node === 'string') return node;
  return node.kind === 'element' ? node.children.map(textOf).join('') : '';
}
