/** Tags of one element. */
export type Tags = ReadonlyMap<string, string>;

/** The strings of one block, decoded when they are asked for. */
export class Strings {
  readonly #bytes: readonly Uint8Array[];
  readonly #decoded: (string | undefined)[];
  constructor(bytes: readonly Uint8Array[]) {
    this.#bytes = bytes;
    this.#decoded = new Array<string | undefined>(bytes.length);
  }
  get(index: number): string {
    const known = this.#decoded[index];
    if (known !== undefined) return known;
    const text = decoder.decode(this.#bytes[index]);
    this.#decoded[index] = text;
    return text;
  }
  /** Where a string stands; -1 where the block lacks it. */
  indexOf(text: string): number {
    const sought = encoder.encode(text);
    return this.#bytes.findIndex((bytes) => bytes.length === sought.length && bytes.every((byte, at) => byte === sought[at]));
  }
}
const decoder = new TextDecoder();
const encoder = new TextEncoder();
