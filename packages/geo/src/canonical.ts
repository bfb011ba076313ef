import { isGpxUri, isOsmandUri } from './gpx/model.ts';
import { isElement } from './xml-tree.ts';
import type { XmlElement, XmlNode } from './xml-tree.ts';

/** Name of an element for comparing: the namespaces of GPX are one, and those of OsmAnd are one. */
export function canonicalName(element: XmlElement): string {
  if (isGpxUri(element.uri)) return element.local;
  if (isOsmandUri(element.uri)) return `osmand:${element.local}`;
  return element.uri === null ? element.name : `{${element.uri}}${element.local}`;
}

/** Whether an attribute only declares a namespace: grammar, not content. */
export function isDeclaration(attribute: string): boolean {
  return attribute === 'xmlns' || attribute.startsWith('xmlns:');
}

/** Text that is equal where two nodes say the same: order of attributes, prefixes and white space around texts do not count. */
export function canonicalNode(node: XmlNode): string {
  if (typeof node === 'string') return escaped(node.trim());
  if (node.kind === 'comment') return `<!--${escaped(node.text)}-->`;
  if (node.kind === 'instruction') return `<?${node.target} ${escaped(node.body)}?>`;
  return `<${canonicalName(node)}${canonicalAttributes(node)}>${canonicalNodes(node.children)}</>`;
}

export function canonicalNodes(nodes: readonly XmlNode[]): string {
  return nodes.map(canonicalNode).join('');
}

function canonicalAttributes(element: XmlElement): string {
  const names = Object.keys(element.attributes).filter((name) => !isDeclaration(name));
  return names
    .sort()
    .map((name) => ` ${name}="${escaped(element.attributes[name] ?? '')}"`)
    .join('');
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&${char.charCodeAt(0)};`);
}

/** Text that is equal only where nodes are written the same; settles which of two equal spellings is kept. */
export function spelling(nodes: readonly XmlNode[]): string {
  return JSON.stringify(nodes);
}

/** Whether nodes are written the same: what spelling() tells, at less cost. */
export function sameNodes(a: readonly XmlNode[], b: readonly XmlNode[]): boolean {
  return a.length === b.length && a.every((node, index) => sameNode(node, b[index]));
}

function sameNode(a: XmlNode, b: XmlNode | undefined): boolean {
  if (a === b) return true;
  if (b === undefined || typeof a === 'string' || typeof b === 'string') return false;
  if (!isElement(a) || !isElement(b)) return spelling([a]) === spelling([b]);
  return a.name === b.name && a.uri === b.uri && sameAttributes(a.attributes, b.attributes) && sameNodes(a.children, b.children);
}

/** In the same order too, as they are written. */
function sameAttributes(a: XmlElement['attributes'], b: XmlElement['attributes']): boolean {
  const [names, others] = [Object.keys(a), Object.keys(b)];
  return names.length === others.length && names.every((name, index) => name === others[index] && a[name] === b[name]);
}

/** A node as it stands in a file with another root: GPX's and OsmAnd's own namespaces become those that the root has. */
export function adopt(node: XmlNode, root: XmlElement): XmlNode {
  if (!isElement(node)) return node;
  const uri = adoptedUri(node, root);
  const children = node.children.map((child) => adopt(child, root));
  const same = uri === node.uri && children.every((child, index) => child === node.children[index]);
  return same ? node : { ...node, uri, children };
}

function adoptedUri({ name, uri, attributes }: XmlElement, root: XmlElement): string | null {
  if ('xmlns' in attributes) return uri;
  if (!name.includes(':')) return isGpxUri(uri) && isGpxUri(root.uri) && !root.name.includes(':') ? root.uri : uri;
  const bound = root.attributes[`xmlns:${name.slice(0, name.indexOf(':'))}`];
  return bound !== undefined && isOsmandUri(uri) && isOsmandUri(bound) ? bound : uri;
}
