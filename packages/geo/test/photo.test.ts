import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPhoto } from '../src/index.ts';

type Written = string | readonly (readonly [number, number])[] | number;
interface Camera {
  readonly little: boolean;
  readonly position: readonly (readonly [tag: number, value: Written])[];
  readonly photo?: readonly (readonly [tag: number, value: Written])[];
}

/** Exif data as cameras write it: one directory that leads to those of the position and of the photo. */
function exif({ little, position, photo = [] }: Camera): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(1024);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(little ? 'II' : 'MM'));
  view.setUint16(2, 42, little);
  view.setUint32(4, 8, little);
  let free = 600;
  const directory = (at: number, entries: Camera['position']): void => {
    view.setUint16(at, entries.length, little);
    entries.forEach(([tag, value], index) => {
      const entry = at + 2 + index * 12;
      view.setUint16(entry, tag, little);
      const [kind, count, size] =
        typeof value === 'number' ? [4, 1, 4] : typeof value === 'string' ? [2, value.length + 1, 1] : [5, value.length, 8];
      view.setUint16(entry + 2, kind, little);
      view.setUint32(entry + 4, count, little);
      const inside = count * size <= 4;
      const place = inside ? entry + 8 : free;
      if (!inside) {
        view.setUint32(entry + 8, free, little);
        free += count * size;
      }
      if (typeof value === 'number') view.setUint32(place, value, little);
      else if (typeof value === 'string') bytes.set(new TextEncoder().encode(value), place);
      else
        value.forEach(([over, under], part) => {
          view.setUint32(place + part * 8, over, little);
          view.setUint32(place + part * 8 + 4, under, little);
        });
    });
  };
  directory(8, [
    [0x8825, 100],
    [0x8769, 300],
  ]);
  directory(100, position);
  directory(300, photo);
  return bytes;
}
const words = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));
function jpeg(block: Uint8Array): Uint8Array {
  const length = block.length + 8;
  return Uint8Array.from([
    ...[0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xff, 0xe1, length >> 8, length & 255, ...words('Exif\0\0')],
    ...[...block, 0xff, 0xda, 0, 2, 0xff, 0xd9],
  ]);
}
function png(block: Uint8Array): Uint8Array {
  return Uint8Array.from([137, ...words('PNG\r\n\x1a\n'), 0, 0, 4, 0, ...words('eXIf'), ...block, 0, 0, 0, 0]);
}
function webp(block: Uint8Array): Uint8Array {
  return Uint8Array.from([...words('RIFF\0\0\0\0WEBPEXIF'), 0, 4, 0, 0, ...block]);
}
const furka: Camera['position'] = [
  [1, 'N'],
  [
    2,
    [
      [46, 1],
      [34, 1],
      [2145, 100],
    ],
  ],
  [3, 'E'],
  [
    4,
    [
      [8, 1],
      [24, 1],
      [5475, 100],
    ],
  ],
];
const [lat, lon] = [46 + 34 / 60 + 21.45 / 3600, 8 + 24 / 60 + 54.75 / 3600];

describe('W2 where and when a photo was taken', () => {
  test.each([
    ['JPEG', jpeg],
    ['PNG', png],
    ['WebP', webp],
  ])('%s, in both orders of bytes', (_, container) => {
    for (const little of [true, false]) {
      const { at, taken } = readPhoto(container(exif({ little, position: furka })));
      expect(at?.lat).toBeCloseTo(lat, 9);
      expect(at?.lon).toBeCloseTo(lon, 9);
      expect(taken).toBeNull();
    }
  });
  test('south and west are negative; degrees alone are enough', () => {
    const position: Camera['position'] = [
      [1, 'S'],
      [2, [[1234, 100]]],
      [3, 'W'],
      [
        4,
        [
          [77, 1],
          [30, 1],
        ],
      ],
    ];
    expect(readPhoto(jpeg(exif({ little: true, position }))).at).toEqual({ lat: -12.34, lon: -77.5 });
  });
  test('the time of the position comes before the clock of the camera, which counts with its zone alone', () => {
    const photo: Camera['photo'] = [
      [0x9003, '2026:07:01 12:30:00'],
      [0x9011, '+02:00'],
    ];
    const time: Camera['position'] = [
      [
        7,
        [
          [9, 1],
          [15, 1],
          [305, 10],
        ],
      ],
      [29, '2026:07:01'],
    ];
    const taken = (camera: Omit<Camera, 'little'>): number | null => readPhoto(jpeg(exif({ little: false, ...camera }))).taken;
    expect(taken({ position: time, photo })).toBe(Date.parse('2026-07-01T09:15:30.500Z'));
    expect(taken({ position: [], photo })).toBe(Date.parse('2026-07-01T10:30:00Z'));
    expect(taken({ position: [], photo: photo.slice(0, 1) })).toBeNull();
  });
  test.each<[string, Camera['position']]>([
    [
      'zeros of a camera without a fix',
      [
        [1, 'N'],
        [2, [[0, 1]]],
        [3, 'E'],
        [4, [[0, 1]]],
      ],
    ],
    [
      'nothing over nothing',
      [
        [1, 'N'],
        [2, [[0, 0]]],
        [3, 'E'],
        [4, [[8, 1]]],
      ],
    ],
    [
      'beyond the earth',
      [
        [1, 'N'],
        [2, [[91, 1]]],
        [3, 'E'],
        [4, [[8, 1]]],
      ],
    ],
    [
      'no hemisphere',
      [
        [2, [[46, 1]]],
        [4, [[8, 1]]],
      ],
    ],
  ])('%s is no position', (_, position) => {
    expect(readPhoto(jpeg(exif({ little: true, position }))).at).toBeNull();
  });
  test('R42 whatever was done to its bytes, a photo is read without a fault, and quickly', () => {
    const photos = [jpeg, png, webp].map((container) => container(exif({ little: true, position: furka })));
    fc.assert(
      fc.property(
        fc.constantFrom(...photos),
        fc.array(fc.tuple(fc.nat(1100), fc.nat(255)), { maxLength: 12 }),
        fc.nat(1100),
        (bytes, changes, end) => {
          const changed = bytes.slice(0, end);
          for (const [place, value] of changes) if (place < changed.length) changed[place] = value;
          const { at } = readPhoto(changed);
          return at === null || (Math.abs(at.lat) <= 90 && Math.abs(at.lon) <= 180);
        },
      ),
      { seed: 1, numRuns: 2000 },
    );
    expect(readPhoto(new Uint8Array(0))).toEqual({ at: null, taken: null });
  });
});
