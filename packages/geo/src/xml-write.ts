import type { XmlDocument, XmlElement, XmlNode } from './xml-tree.ts';

/** Prefixes in force while writing; each element may add to a copy. */
type Scope = ReadonlyMap<string, string>;

/**
 * Writes a tree as UTF-8. Elements that hold only elements get a line each; text is written as it is, so reading the result gives
 * an equal tree. An element moved from another document gets the declaration of its prefix where it needs one.
 */
export function writeXml(document: XmlDocument): Uint8Array {
  const out: string[] = ["<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n"];
  const scope = new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]);
  for (const node of [...document.before, document.root, ...document.after]) {
    writeNode(node, '', scope, out);
    out.push('\n');
  }
  return new TextEncoder().encode(out.join(''));
}

function writeNode(node: XmlNode, indent: string, scope: Scope, out: string[]): void {
  if (typeof node === 'string') out.push(escapeText(node));
  else if (node.kind === 'comment') out.push(`<!--${node.text}-->`);
  else if (node.kind === 'instruction') out.push(`<?${node.target}${node.body === '' ? '' : ` ${node.body}`}?>`);
  else writeElement(node, indent, scope, out);
}

function writeElement(element: XmlElement, indent: string, outer: Scope, out: string[]): void {
  const { scope, attributes } = declare(element, outer);
  out.push(`<${element.name}`, attributes);
  const { children } = element;
  if (children.length === 0) {
    out.push(' />');
    return;
  }
  out.push('>');
  const lines = !children.some((child) => typeof child === 'string');
  for (const child of children) {
    if (lines) out.push(`\n${indent}  `);
    writeNode(child, `${indent}  `, scope, out);
  }
  if (lines) out.push(`\n${indent}`);
  out.push(`</${element.name}>`);
}

function declare(element: XmlElement, outer: Scope): { scope: Scope; attributes: string } {
  let text = '';
  let own: Map<string, string> | null = null;
  for (const name in element.attributes) {
    const value = element.attributes[name] ?? '';
    text += ` ${name}="${escapeAttribute(value)}"`;
    if (name === 'xmlns') (own ??= new Map(outer)).set('', value.trim());
    else if (name.startsWith('xmlns:')) (own ??= new Map(outer)).set(name.slice(6), value.trim());
  }
  const prefix = element.name.slice(0, Math.max(0, element.name.indexOf(':')));
  const inForce = (own ?? outer).get(prefix) ?? (prefix === '' ? '' : null);
  if (element.uri === inForce || element.uri === null) return { scope: own ?? outer, attributes: text };
  own ??= new Map(outer);
  own.set(prefix, element.uri);
  return { scope: own, attributes: `${text} xmlns${prefix === '' ? '' : `:${prefix}`}="${escapeAttribute(element.uri)}"` };
}

/** Character data for between two tags. */
export function escapeText(text: string): string {
  return text.replace(/[&<>\p{Cc}\ufffe\uffff]/gu, (char) => (char === '\t' || char === '\n' ? char : reference(char)));
}

/** Character data for between double quotes. */
export function escapeAttribute(text: string): string {
  return text.replace(/["&<>\p{Cc}\ufffe\uffff]/gu, reference);
}

const named: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** XML has no way to write the other control characters below the blank. */
function reference(char: string): string {
  return named[char] ?? (char < ' ' || char > '\ufffd' ? '\ufffd' : char);
}
