import { SaxesParser } from 'saxes';
import type { SaxesTagPlain } from 'saxes';
import { XmlDecoder } from './xml-encoding.ts';
import { streamLimits, XmlError } from './xml-limits.ts';
import type { XmlFault, XmlLimits } from './xml-limits.ts';

/** The start of an element. */
export interface XmlTag {
  /** As written, with its prefix. */
  readonly name: string;
  readonly local: string;
  /** Namespace; '' for none, null where the prefix was never declared (common in the wild, so it is let through and kept). */
  readonly uri: string | null;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a reader of XML wants to hear. Text may come in pieces. */
export interface XmlHandler {
  open(tag: XmlTag): void;
  close(): void;
  text?(text: string): void;
  comment?(text: string): void;
  instruction?(target: string, body: string): void;
}

/** Most elements have none; one object for all of them saves a table each. */
const noAttributes: XmlTag['attributes'] = Object.freeze({});

/** Bytes handed to the parser at a time; between two pieces the limits on length are looked at. */
const pieceBytes = 64 * 1024;

/**
 * Reads XML as it arrives, within bounds (R42). A document type ends the reading, so no entity but the five built-in and numeric
 * ones exists; nothing is ever fetched. Every fault is an XmlError; after one the reader is of no use.
 */
export class XmlReader {
  readonly #decoder = new XmlDecoder();
  readonly #parser = new SaxesParser({ xmlns: false, position: true });
  readonly #handler: XmlHandler;
  readonly #limits: XmlLimits;
  readonly #names = new Namespaces();
  #depth = 0;
  #elements = 0;
  /** Position of the parser at its last event: what came since is one unfinished text or tag. */
  #lastEvent = 0;
  #written = 0;

  constructor(handler: XmlHandler, limits: XmlLimits = streamLimits) {
    this.#handler = handler;
    this.#limits = limits;
    this.#listen();
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += pieceBytes) this.#parse(this.#decoder.decode(bytes.subarray(at, at + pieceBytes)));
  }

  end(): void {
    this.#parse(this.#decoder.end());
    this.#guarded(() => this.#parser.close());
  }

  #parse(text: string): void {
    if (text === '') return;
    this.#guarded(() => this.#parser.write(text));
    this.#written += text.length;
    if (this.#written - this.#lastEvent > this.#limits.text) this.#fail('limit', 'A text or a tag is too long.');
  }

  /** The parser throws at its first fault, with the place in front of the message. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (fault) {
      const match = fault instanceof Error && !(fault instanceof XmlError) ? /^(\d+):(\d+): (.*)$/s.exec(fault.message) : null;
      if (match === null) throw fault;
      const [, line, column, message = ''] = match;
      throw new XmlError('malformed', sentence(message), { line: Number(line), column: Number(column) });
    }
  }

  /** NOTE: with an eighth handler V8 keeps the parser as a dictionary, and reading takes five times as long. */
  #listen(): void {
    const parser = this.#parser;
    const handler = this.#handler;
    const seen = () => (this.#lastEvent = parser.position);
    parser.on('doctype', () => this.#fail('document type', 'The file has a document type, which is never read.'));
    parser.on('opentag', (tag) => {
      seen();
      handler.open(this.#begin(tag));
    });
    parser.on('closetag', () => {
      seen();
      this.#names.leave(this.#depth--);
      handler.close();
    });
    const text = (piece: string) => {
      seen();
      if (piece.length > this.#limits.text) this.#fail('limit', 'A text or a tag is too long.');
      handler.text?.(piece);
    };
    parser.on('text', text);
    parser.on('cdata', text);
    parser.on('comment', (piece) => {
      seen();
      handler.comment?.(piece);
    });
    parser.on('processinginstruction', ({ target, body }) => {
      seen();
      handler.instruction?.(target, body);
    });
  }

  #begin(tag: SaxesTagPlain): XmlTag {
    if (this.#elements === 0) this.#decoder.agree(this.#parser.xmlDecl.encoding);
    if (++this.#elements > this.#limits.elements) this.#fail('limit', `The file has more than ${this.#limits.elements} elements.`);
    if (++this.#depth > this.#limits.depth) this.#fail('limit', `Elements are nested more than ${this.#limits.depth} deep.`);
    this.#checkName(tag.name);
    let attributes = 0;
    for (const name in tag.attributes) {
      if (++attributes > this.#limits.attributes) this.#fail('limit', 'An element has too many attributes.');
      this.#checkName(name);
    }
    return this.#tag(tag.name, attributes === 0 ? noAttributes : tag.attributes);
  }

  #checkName(name: string): void {
    if (name.length > this.#limits.name) this.#fail('limit', 'A name is too long.');
    const colon = name.indexOf(':');
    if (colon === -1) return;
    if (colon === 0 || colon === name.length - 1 || name.includes(':', colon + 1)) this.#fail('malformed', 'A name has a colon too many.');
  }

  #tag(name: string, attributes: XmlTag['attributes']): XmlTag {
    this.#names.enter(this.#depth, attributes);
    const colon = name.indexOf(':');
    if (colon === -1) return { name, local: name, uri: this.#names.none, attributes };
    return { name, local: name.slice(colon + 1), uri: this.#names.of(name.slice(0, colon)), attributes };
  }

  #fail(fault: XmlFault, reason: string): never {
    throw new XmlError(fault, reason, { line: this.#parser.line, column: this.#parser.column });
  }
}

/** Reads a whole document that is in memory. */
export function readXml(bytes: Uint8Array, handler: XmlHandler, limits?: XmlLimits): void {
  const reader = new XmlReader(handler, limits);
  reader.write(bytes);
  reader.end();
}

/** Reads a document as it arrives. */
export async function readXmlStream(chunks: AsyncIterable<Uint8Array>, handler: XmlHandler, limits?: XmlLimits): Promise<void> {
  const reader = new XmlReader(handler, limits);
  for await (const chunk of chunks) reader.write(chunk);
  reader.end();
}

/** Prefixes in force. Elements that declare none cost nothing. */
class Namespaces {
  /** Namespace of names without a prefix. */
  none = '';
  readonly #byPrefix = new Map<string, string>([['xml', 'http://www.w3.org/XML/1998/namespace']]);
  readonly #undo: { depth: number; prefix: string; before: string | undefined }[] = [];

  enter(depth: number, attributes: Readonly<Record<string, string>>): void {
    for (const name in attributes) {
      if (name === 'xmlns') this.#bind(depth, '', attributes[name] ?? '');
      else if (name.startsWith('xmlns:')) this.#bind(depth, name.slice(6), attributes[name] ?? '');
    }
  }

  leave(depth: number): void {
    for (let last = this.#undo.at(-1); last?.depth === depth; last = this.#undo.at(-1)) {
      this.#undo.pop();
      this.#set(last.prefix, last.before);
    }
  }

  of(prefix: string): string | null {
    return this.#byPrefix.get(prefix) ?? null;
  }

  #bind(depth: number, prefix: string, uri: string): void {
    this.#undo.push({ depth, prefix, before: this.#byPrefix.get(prefix) });
    this.#set(prefix, uri.trim());
  }

  #set(prefix: string, uri: string | undefined): void {
    if (uri === undefined) this.#byPrefix.delete(prefix);
    else this.#byPrefix.set(prefix, uri);
    if (prefix === '') this.none = uri ?? '';
  }
}

function sentence(message: string): string {
  return `The file is not well-formed XML: ${message.endsWith('.') ? message : `${message}.`}`;
}
