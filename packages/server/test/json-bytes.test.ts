import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonBytes } from '../src/routes/json-bytes.ts';
import { dateText } from '../src/routes/osmand-dates.ts';

const part = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 60 }),
  fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
  fc.integer({ min: -1, max: 1100 }),
  fc.constantFrom(0, 9, 10, 999_999_999, 1_000_000_000, 9_999_999_999, 2 ** 31, 2 ** 52 + 1),
);

test('R32 strings and numbers are written as JSON has them, in pieces of memory of their own that are never overrun', () => {
  fc.assert(
    fc.property(fc.array(part), fc.integer({ min: 1, max: 400 }), (parts, pieceBytes) => {
      const out = new JsonBytes(pieceBytes);
      const pieces: Uint8Array[] = [];
      const room = (bytes: number): void => {
        const full = out.room(bytes);
        if (full !== null) pieces.push(full);
      };
      room(1);
      out.ascii('[');
      for (const [index, one] of parts.entries()) {
        room(1 + (typeof one === 'string' ? JsonBytes.roomOf(one) : 17));
        if (index > 0) out.ascii(',');
        if (typeof one === 'string') out.string(one);
        else out.number(one);
      }
      room(1);
      out.ascii(']');
      pieces.push(out.rest());
      expect(Buffer.concat(pieces).toString()).toBe(Buffer.from(JSON.stringify(parts)).toString());
      expect(new Set(pieces.map((piece) => piece.buffer)).size).toBe(pieces.length);
    }),
    { numRuns: 1000 },
  );
});

test('device-api 2.6: times are written as Gson writes them on a server in UTC', () => {
  const text = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (ms) => {
      expect(dateText(ms)).toBe(text.format(ms).replaceAll('\u202f', ' '));
    }),
  );
  expect(dateText(Number.NaN)).toBe('');
  expect(dateText(8.64e15 + 1)).toBe('');
});
