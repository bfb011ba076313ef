/** Round constants of SHA-256: the first 32 bits of the fractions of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2). */
const constants = Uint32Array.from(primes(64), (prime) => fractionBits(Math.cbrt(prime)));
const start = Uint32Array.from(primes(8), (prime) => fractionBits(Math.sqrt(prime)));

/** SHA-256 of bytes that come in pieces; WebCrypto wants them all at once, which a film does not allow. */
export class Sha256 {
  readonly #state = Uint32Array.from(start);
  readonly #schedule = new Uint32Array(64);
  readonly #block = new Uint8Array(64);
  #filled = 0;
  #length = 0;

  update(bytes: Uint8Array): this {
    this.#length += bytes.length;
    let at = 0;
    if (this.#filled > 0) {
      at = Math.min(64 - this.#filled, bytes.length);
      this.#block.set(bytes.subarray(0, at), this.#filled);
      this.#filled += at;
      if (this.#filled < 64) return this;
      this.#compress(this.#block, 0);
      this.#filled = 0;
    }
    for (; at + 64 <= bytes.length; at += 64) this.#compress(bytes, at);
    this.#block.set(bytes.subarray(at));
    this.#filled = bytes.length - at;
    return this;
  }

  /** Lower-case hex. */
  digest(): string {
    const bits = this.#length * 8;
    const padding = new Uint8Array((this.#filled < 56 ? 64 : 128) - this.#filled);
    padding[0] = 0x80;
    const view = new DataView(padding.buffer);
    view.setUint32(padding.length - 8, Math.floor(bits / 2 ** 32));
    view.setUint32(padding.length - 4, bits >>> 0);
    this.update(padding);
    return Array.from(this.#state, (word) => word.toString(16).padStart(8, '0')).join('');
  }

  #compress(bytes: Uint8Array, at: number): void {
    const [w, s] = [this.#schedule, this.#state];
    for (let i = 0, p = at; i < 16; i++, p += 4) {
      w[i] = (byte(bytes, p) << 24) | (byte(bytes, p + 1) << 16) | (byte(bytes, p + 2) << 8) | byte(bytes, p + 3);
    }
    for (let i = 16; i < 64; i++) {
      const [a, b] = [word(w, i - 15), word(w, i - 2)];
      const s0 = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3);
      const s1 = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10);
      w[i] = (word(w, i - 16) + s0 + word(w, i - 7) + s1) | 0;
    }
    let [a, b, c, d] = [word(s, 0), word(s, 1), word(s, 2), word(s, 3)];
    let [e, f, g, h] = [word(s, 4), word(s, 5), word(s, 6), word(s, 7)];
    for (let i = 0; i < 64; i++) {
      const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + word(constants, i) + word(w, i)) | 0;
      const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    s[0] = word(s, 0) + a;
    s[1] = word(s, 1) + b;
    s[2] = word(s, 2) + c;
    s[3] = word(s, 3) + d;
    s[4] = word(s, 4) + e;
    s[5] = word(s, 5) + f;
    s[6] = word(s, 6) + g;
    s[7] = word(s, 7) + h;
  }
}

function turned(value: number, by: number): number {
  return (value >>> by) | (value << (32 - by));
}
function word(words: Uint32Array, at: number): number {
  return words[at] ?? 0;
}
function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}
function primes(count: number): number[] {
  const found: number[] = [];
  for (let number = 2; found.length < count; number++) if (found.every((prime) => number % prime !== 0)) found.push(number);
  return found;
}
function fractionBits(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32);
}
