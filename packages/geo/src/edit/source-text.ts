import { XmlError } from '../xml-limits.ts';
import { encodingByDeclaration, encodingByMark } from '../xml-encoding.ts';
import type { Encoding } from '../xml-encoding.ts';

/** Text of a file together with how its bytes say it, so that what is not touched has the same bytes again. */
export interface SourceText {
  /** A byte order mark, where there is one, is its first character. */
  readonly text: string;
  readonly encoding: Encoding;
}

/** Bytes as text. Throws XmlError where they are not what they say. */
export function decodeSource(bytes: Uint8Array): SourceText {
  const encoding = encodingByMark(bytes) ?? encodingByDeclaration(bytes);
  try {
    return { text: new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes), encoding };
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new XmlError('encoding', `The file holds bytes that are not ${encoding}.`);
  }
}

/** Text as bytes; undoes `decodeSource`. Characters that an old encoding lacks are written as references. */
export function encodeSource({ text, encoding }: SourceText): Uint8Array {
  if (encoding === 'utf-8') return new TextEncoder().encode(text);
  if (encoding === 'windows-1252') return encodeWindows(text);
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), encoding === 'utf-16le');
  return bytes;
}

const windows: ReadonlyMap<string, number> = new Map(
  Array.from(new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte)), (char, byte) => [char, byte]),
);

function encodeWindows(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const char of text) {
    const byte = windows.get(char);
    if (byte !== undefined) bytes.push(byte);
    else for (const sign of `&#${char.codePointAt(0) ?? 0xfffd};`) bytes.push(sign.charCodeAt(0));
  }
  return Uint8Array.from(bytes);
}
