import type { FuzzRandom } from './random.ts';

/** What inputs are made of, besides each other. */
export interface Words {
  /** Pieces that mean something in the format or stand in the code that reads it. */
  readonly pieces: readonly Uint8Array[];
}

const encoder = new TextEncoder();
const oddNumbers = ['0', '-1', '1e309', '-0', '4294967295', '9007199254740993', '1e-400', 'NaN', '99999999999999999999', '0x10', '.5'];

/** Pieces out of texts and numbers; a number as text and as two, four and eight bytes, either end first. */
export function wordsOf(texts: Iterable<string>, numbers: Iterable<number>): Words {
  const pieces = [...texts, ...oddNumbers].map((text) => encoder.encode(text));
  for (const number of numbers) {
    if (!Number.isSafeInteger(number) || number < 0) continue;
    pieces.push(encoder.encode(String(number)));
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, BigInt(number));
    const whole = new Uint8Array(view.buffer);
    for (const length of [2, 4, 8]) {
      if (number >= 256 ** length) continue;
      const big = whole.slice(8 - length);
      pieces.push(big, big.toReversed());
    }
  }
  return { pieces };
}

/** An input that differs from `from` by one to eight changes. */
export function mutated(from: Uint8Array, other: Uint8Array, words: Words, most: number, random: FuzzRandom): Uint8Array {
  let bytes = from;
  for (let left = 1 << random.below(4); left > 0; left--) bytes = changed(bytes, other, words, random);
  return bytes.length > most ? bytes.subarray(0, most) : bytes;
}

function changed(bytes: Uint8Array, other: Uint8Array, { pieces }: Words, random: FuzzRandom): Uint8Array {
  const at = random.below(bytes.length + 1);
  const run = (): number => 1 + random.below(random.below(8) === 0 ? Math.max(1, bytes.length >> 1) : 16);
  switch (random.below(12)) {
    case 0:
      return replaced(bytes, at, 1, [(bytes[at] ?? 0) ^ (1 << random.below(8))]);
    case 1:
      return replaced(bytes, at, 1, [random.below(256)]);
    case 2:
      return replaced(bytes, at, 1, [((bytes[at] ?? 0) + (random.below(2) === 0 ? 1 : 255)) & 255]);
    case 3:
      return replaced(bytes, at, run(), []);
    case 4: {
      // A part again, here.
      const start = random.below(bytes.length + 1);
      return replaced(bytes, at, 0, bytes.subarray(start, start + run()));
    }
    case 5: {
      const start = random.below(bytes.length + 1);
      const part = bytes.slice(start, start + run());
      return replaced(bytes, at, part.length, part);
    }
    case 6: {
      const start = random.below(other.length + 1);
      return replaced(bytes, at, run(), other.subarray(start, start + run()));
    }
    case 7:
      return replaced(bytes, at, [4, 2, 1, 8][random.below(4)] ?? 1, extreme(random));
    case 8:
      return numberChanged(bytes, at, random);
    case 9:
      return repeatedOften(bytes, at, run(), random);
    default: {
      const piece = random.pick(pieces) ?? new Uint8Array();
      return replaced(bytes, at, random.below(2) === 0 ? 0 : piece.length, piece);
    }
  }
}

function replaced(bytes: Uint8Array, at: number, length: number, by: ArrayLike<number>): Uint8Array {
  const behind = Math.min(bytes.length, at + length);
  const result = new Uint8Array(at + by.length + bytes.length - behind);
  result.set(bytes.subarray(0, at));
  result.set(by, at);
  result.set(bytes.subarray(behind), at + by.length);
  return result;
}
function extreme(random: FuzzRandom): number[] {
  const byte = [0, 0xff, 0x7f, 0x80][random.below(4)] ?? 0;
  return Array.from({ length: [1, 2, 4, 8][random.below(4)] ?? 1 }, () => byte);
}
/** Another number where digits stand. */
function numberChanged(bytes: Uint8Array, near: number, random: FuzzRandom): Uint8Array {
  const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;
  let begin = near;
  while (begin < bytes.length && !isDigit(bytes[begin])) begin++;
  let end = begin;
  while (isDigit(bytes[end])) end++;
  if (begin === end) return bytes;
  const text = random.below(2) === 0 ? (random.pick(oddNumbers) ?? '0') : String(random.below(2 ** random.below(34)));
  return replaced(bytes, begin, end - begin, encoder.encode(text));
}
/** A part many times over: depth, counts and lists. */
function repeatedOften(bytes: Uint8Array, at: number, length: number, random: FuzzRandom): Uint8Array {
  const part = bytes.subarray(at, at + Math.min(length, 64));
  const times = 1 + random.below(200);
  const many = new Uint8Array(part.length * times);
  for (let index = 0; index < times; index++) many.set(part, index * part.length);
  return replaced(bytes, at, 0, many);
}
