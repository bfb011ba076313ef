import { XmlError } from './xml-limits.ts';

/** Longest XML declaration that is looked at. */
const declarationBytes = 1024;

/** Names of encodings that are read, lower case, by how the bytes look. */
const declared = {
  'utf-8': new Set(['utf-8', 'utf8']),
  'utf-16le': new Set(['utf-16', 'utf-16le']),
  'utf-16be': new Set(['utf-16', 'utf-16be']),
  'windows-1252': new Set(['iso-8859-1', 'windows-1252', 'latin1']),
} as const;
export type Encoding = keyof typeof declared;
type Decoder = InstanceType<typeof TextDecoder>;

/**
 * Bytes to text for XML. Read are UTF-8, UTF-16 with a byte order mark, and ISO-8859-1 or windows-1252 where declared;
 * anything else, and any byte that is wrong in its encoding, ends the reading (R42: encoding tricks fail closed).
 */
export class XmlDecoder {
  #waiting: Uint8Array = new Uint8Array(0);
  #decoder: Decoder | null = null;
  #encoding: Encoding = 'utf-8';

  /** Text of the next bytes; may be empty while the encoding is not known yet. */
  decode(bytes: Uint8Array): string {
    if (this.#decoder !== null) return this.#text(this.#decoder, bytes, true);
    this.#waiting = concat(this.#waiting, bytes);
    return this.#known(this.#waiting) ? this.#begin() : '';
  }

  /** The rest of the text. */
  end(): string {
    const text = this.#decoder === null ? this.#begin() : '';
    return this.#decoder === null ? text : text + this.#text(this.#decoder, new Uint8Array(0), false);
  }

  /** Refuses a declaration that does not name the encoding the bytes are read in. */
  agree(name: string | undefined): void {
    if (name !== undefined && !declared[this.#encoding].has(name.toLowerCase())) {
      throw new XmlError('encoding', `The file says that it is in ${printable(name)}, its bytes are not.`);
    }
  }

  #known(bytes: Uint8Array): boolean {
    if (bytes.length < 4) return false;
    if (encodingByMark(bytes) !== null || !startsDeclaration(bytes)) return true;
    return bytes.length >= declarationBytes || bytes.includes(0x3e);
  }

  #begin(): string {
    const bytes = this.#waiting;
    this.#waiting = new Uint8Array(0);
    this.#encoding = encodingByMark(bytes) ?? encodingByDeclaration(bytes);
    this.#decoder = new TextDecoder(this.#encoding, { fatal: true });
    return this.#text(this.#decoder, bytes, true);
  }

  #text(decoder: Decoder, bytes: Uint8Array, stream: boolean): string {
    try {
      return decoder.decode(bytes, { stream });
    } catch (cause) {
      if (!(cause instanceof TypeError)) throw cause;
      throw new XmlError('encoding', `The file holds bytes that are not ${this.#encoding}.`);
    }
  }
}

/** Encoding by the byte order mark; null where there is none. */
export function encodingByMark(bytes: Uint8Array): Encoding | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

/** Encoding of bytes without a mark. Throws XmlError for one that is not read. */
export function encodingByDeclaration(bytes: Uint8Array): Encoding {
  if (bytes.subarray(0, 4).includes(0)) throw new XmlError('encoding', 'The file is not text, or UTF-16 without its mark.');
  if (!startsDeclaration(bytes)) return 'utf-8';
  const start = String.fromCharCode(...bytes.subarray(0, declarationBytes));
  const declaration = start.slice(0, start.indexOf('>') + 1 || start.length);
  const name = /encoding\s*=\s*["']([^"']*)["']/.exec(declaration)?.[1];
  if (name === undefined || declared['utf-8'].has(name.toLowerCase())) return 'utf-8';
  if (declared['windows-1252'].has(name.toLowerCase())) return 'windows-1252';
  throw new XmlError('encoding', `The encoding ${printable(name)} is not read.`);
}

function startsDeclaration(bytes: Uint8Array): boolean {
  return bytes[0] === 0x3c && bytes[1] === 0x3f && bytes[2] === 0x78 && bytes[3] === 0x6d;
}

function printable(name: string): string {
  return `“${name.slice(0, 40).replace(/[^\x20-\x7e]/g, '?')}”`;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
