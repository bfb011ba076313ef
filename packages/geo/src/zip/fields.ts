/** Little-endian fields of a record, read in order. */
export class FieldReader {
  readonly #view: DataView;
  at: number;
  constructor(bytes: Uint8Array, at = 0) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }
  get left(): number {
    return this.#view.byteLength - this.at;
  }
  u16(): number {
    const value = this.#view.getUint16(this.at, true);
    this.at += 2;
    return value;
  }
  u32(): number {
    const value = this.#view.getUint32(this.at, true);
    this.at += 4;
    return value;
  }
  /** A 64-bit size; what does not fit a number exactly is larger than anything. */
  u64(): number {
    const value = Number(this.#view.getBigUint64(this.at, true));
    this.at += 8;
    return value;
  }
}

/** Fields of a record, each with the number of its bytes, as bytes. */
export function record(...fields: readonly (readonly [bytes: 2 | 4 | 8, value: number])[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((sum, [size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else if (size === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += size;
  }
  return bytes;
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Signatures and marks of the format (PKWARE APPNOTE 4.3, 4.5). */
export const signature = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
  descriptor: 0x08074b50,
};
export const extraId = { zip64: 0x0001, time: 0x5455 };
export const flag = { encrypted: 1, descriptor: 1 << 3, utf8: 1 << 11 };
/** A 32-bit and a 16-bit field that says: the value is elsewhere. */
export const full32 = 0xffff_ffff;
export const full16 = 0xffff;
