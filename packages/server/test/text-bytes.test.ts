import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextBytes } from '../src/routes/text-bytes.ts';

test('R32 texts become their bytes in order, whatever they hold and however long they are, in pieces of memory of their own', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 60 })), fc.integer({ min: 1, max: 80 }), (texts, pieceBytes) => {
      const bytes = new TextBytes(pieceBytes);
      const pieces = texts.flatMap((text) => bytes.add(text) ?? []);
      pieces.push(bytes.rest());
      expect(Buffer.concat(pieces).toString()).toBe(texts.join(''));
      expect(new Set(pieces.map((piece) => piece.buffer)).size).toBe(pieces.length);
      const longest = Math.max(pieceBytes, ...texts.map((text) => 3 * text.length));
      for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(longest);
    }),
  );
});
