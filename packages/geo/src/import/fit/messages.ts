import { fitCrc } from './crc.ts';
import { ImportError } from '../imported.ts';
import type { ImportDamage } from '../imported.ts';

/** Values of one message, by field number. Numbers are raw (no scale); a field that is invalid or of several values is left out. */
export interface FitMessage {
  readonly global: number;
  readonly fields: ReadonlyMap<number, number | string>;
  /** Seconds since 1989-12-31 where the header of the message gives them. */
  readonly timestamp: number | null;
}

interface Field {
  readonly number: number;
  readonly size: number;
  readonly base: BaseType | null;
}
interface Definition {
  readonly global: number;
  readonly littleEndian: boolean;
  readonly fields: readonly Field[];
  /** Bytes of the fields of developers behind; they are passed over. */
  readonly rest: number;
  readonly size: number;
}
type BaseType =
  { readonly kind: 'string' } | { readonly kind: 'number'; readonly size: 1 | 2 | 4; readonly signed: boolean; readonly invalid: number };

const number = (size: 1 | 2 | 4, signed: boolean, invalid: number): BaseType => ({ kind: 'number', size, signed, invalid });
/** Base types by the number in a definition; those that no field of ours has are missing. */
const baseTypes: Readonly<Record<number, BaseType>> = {
  ...{ 0x00: number(1, false, 0xff), 0x01: number(1, true, 0x7f), 0x02: number(1, false, 0xff), 0x0a: number(1, false, 0) },
  ...{ 0x83: number(2, true, 0x7fff), 0x84: number(2, false, 0xffff), 0x8b: number(2, false, 0) },
  ...{ 0x85: number(4, true, 0x7fffffff), 0x86: number(4, false, 0xffffffff), 0x8c: number(4, false, 0) },
  0x07: { kind: 'string' },
};

/** Number of the field that is the time of a message, in every kind of message. */
export const timestampField = 253;

/**
 * Reads the messages of a FIT file (several may be chained) as they lie in it. What can be read is told; gives what is wrong with the
 * rest, or null. Throws ImportError where the file does not begin as FIT.
 */
export function readFitMessages(bytes: Uint8Array, tell: (message: FitMessage) => void, nextFile: () => void): ImportDamage | null {
  let at = 0;
  let damage: ImportDamage | null = null;
  while (at < bytes.length) {
    const header = headerAt(bytes, at);
    if (header === null) {
      if (at === 0) throw new ImportError('not known', 'This is not a FIT file.');
      return damage ?? 'more behind';
    }
    if (at > 0) nextFile();
    const end = at + header.length + header.dataSize;
    const reader = new MessageReader(bytes.subarray(at + header.length, Math.min(end, bytes.length)), tell);
    damage ??= reader.run();
    if (end + 2 > bytes.length) return damage ?? 'ends early';
    damage ??= fitCrc(bytes.subarray(at, end + 2)) === 0 ? null : 'checksum';
    at = end + 2;
  }
  return damage;
}

function headerAt(bytes: Uint8Array, at: number): { length: number; dataSize: number } | null {
  const length = bytes[at] ?? 0;
  if ((length !== 12 && length !== 14) || at + length > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, length);
  return view.getUint32(8) === 0x2e464954 ? { length, dataSize: view.getUint32(4, true) } : null;
}

class MessageReader {
  readonly #view: DataView;
  readonly #tell: (message: FitMessage) => void;
  readonly #definitions = new Map<number, Definition>();
  #at = 0;
  #lastTime = 0;

  constructor(bytes: Uint8Array, tell: (message: FitMessage) => void) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#tell = tell;
  }

  /** Gives what ended the reading before the end, or null. */
  run(): ImportDamage | null {
    try {
      while (this.#at < this.#view.byteLength) {
        const header = this.#u8();
        if (header & 0x80) this.#data((header >> 5) & 3, header & 0x1f);
        else if (header & 0x40) this.#define(header & 15, (header & 0x20) !== 0);
        else this.#data(header & 15, null);
      }
      return null;
    } catch (cause) {
      if (cause instanceof RangeError) return 'ends early';
      if (cause instanceof ImportError) return 'no such message';
      throw cause;
    }
  }

  #u8(): number {
    return this.#view.getUint8(this.#at++);
  }

  #define(local: number, hasDeveloperFields: boolean): void {
    this.#at++;
    const littleEndian = this.#u8() === 0;
    const global = this.#view.getUint16(this.#at, littleEndian);
    this.#at += 2;
    const fields = Array.from({ length: this.#u8() }, (): Field => {
      const [field, size, base] = [this.#u8(), this.#u8(), this.#u8()];
      return { number: field, size, base: baseTypes[base] ?? null };
    });
    let rest = 0;
    for (let left = hasDeveloperFields ? this.#u8() : 0; left > 0; left--) {
      rest += this.#view.getUint8(this.#at + 1);
      this.#at += 3;
    }
    const size = fields.reduce((sum, field) => sum + field.size, rest);
    this.#definitions.set(local, { global, littleEndian, fields, rest, size });
  }

  #data(local: number, offset: number | null): void {
    const definition = this.#definitions.get(local);
    if (definition === undefined) throw new ImportError('damaged', 'It holds a message that was not defined.');
    if (this.#at + definition.size > this.#view.byteLength) throw new RangeError('behind the end');
    const fields = new Map<number, number | string>();
    for (const field of definition.fields) {
      const value = this.#value(field, definition.littleEndian);
      if (value !== null) fields.set(field.number, value);
      this.#at += field.size;
    }
    this.#at += definition.rest;
    this.#tell({ global: definition.global, fields, timestamp: this.#time(fields, offset) });
  }

  /** A compressed header holds the low five bits of the time. */
  #time(fields: ReadonlyMap<number, number | string>, offset: number | null): number | null {
    const own = fields.get(timestampField);
    if (typeof own === 'number') return (this.#lastTime = own);
    if (offset === null) return null;
    this.#lastTime += (offset - this.#lastTime) & 0x1f;
    return this.#lastTime;
  }

  #value({ size, base }: Field, littleEndian: boolean): number | string | null {
    if (base === null) return null;
    if (base.kind === 'string') return this.#string(size);
    if (size !== base.size) return null;
    const value =
      base.size === 1
        ? this.#view.getUint8(this.#at)
        : base.size === 2
          ? this.#view.getUint16(this.#at, littleEndian)
          : this.#view.getUint32(this.#at, littleEndian);
    if (value === base.invalid) return null;
    return base.signed ? (value << (32 - base.size * 8)) >> (32 - base.size * 8) : value;
  }

  #string(size: number): string | null {
    const bytes = new Uint8Array(this.#view.buffer, this.#view.byteOffset + this.#at, size);
    const end = bytes.indexOf(0);
    const text = new TextDecoder().decode(end === -1 ? bytes : bytes.subarray(0, end)).trim();
    return text === '' ? null : text;
  }
}
