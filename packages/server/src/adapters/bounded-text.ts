/**
 * The body of an answer as text, which another host may make as long as it likes.
 * @throws what `tooLong` makes, once more than `most` bytes have come
 */
export async function boundedText(response: Response, most: number, tooLong: () => Error): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  for await (const piece of body ?? []) {
    bytes += piece.length;
    if (bytes > most) throw tooLong();
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
