/** Some bytes of a representation: the first and the last, counted from 0. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * What a `Range` header means for a representation of so many bytes (RFC 9110, 14.1.2): `null` = the whole, because nothing else was
 * asked for or not in a form that is known here (several ranges, other units); `nothing` = there are no such bytes (416).
 */
export function rangeOf(header: string | string[] | undefined, length: number): ByteRange | 'nothing' | null {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/i.exec(String(header ?? '').replaceAll(/\s/g, '')) ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return null;
  if (from === '') return Number(to) === 0 || length === 0 ? 'nothing' : { first: Math.max(0, length - Number(to)), last: length - 1 };
  const range = { first: Number(from), last: to === '' ? length - 1 : Math.min(Number(to), length - 1) };
  if (to !== '' && Number(to) < range.first) return null;
  return range.first >= length ? 'nothing' : range;
}

/**
 * Those bytes of a stream of `length` bytes. It is read from its beginning; what reaches its end is held back there until the stream has ended
 * without an error, as one does whose checksum is wrong (R09).
 */
export async function* partOf(source: AsyncIterable<Uint8Array>, { first, last }: ByteRange, length: number): AsyncGenerator<Uint8Array> {
  let position = 0;
  let held: Uint8Array | null = null;
  for await (const piece of source) {
    const [from, to] = [Math.max(0, first - position), Math.min(piece.length, last + 1 - position)];
    position += piece.length;
    if (from >= to) continue;
    if (held !== null) yield held;
    held = piece.subarray(from, to);
    if (position > last && last < length - 1) break;
  }
  if (held !== null) yield held;
}
