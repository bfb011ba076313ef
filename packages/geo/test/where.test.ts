import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodePlusCode,
  encodePlusCode,
  isFullPlusCode,
  isPlusCode,
  readAngles,
  readPlace,
  placeOfNote,
  readPlaceLink,
  recoverPlusCode,
  writeAngles,
} from '../src/index.ts';

const andorra = { lat: 42.5075, lon: 1.5218 };
const latitude = fc.double({ min: -90, max: 90, noNaN: true });
const longitude = fc.double({ min: -180, max: 180, noNaN: true });
const position = fc.record({ lat: latitude, lon: longitude });

describe('W1 coordinates as people write them', () => {
  test.each([
    ['42.5075, 1.5218', 42.5075, 1.5218],
    ['42.5075,1.5218', 42.5075, 1.5218],
    ['42.5075 1.5218', 42.5075, 1.5218],
    ['  (42.5075; 1.5218) ', 42.5075, 1.5218],
    ['42,5075 1,5218', 42.5075, 1.5218],
    ['42,5075, 1,5218', 42.5075, 1.5218],
    ['42,5075; 1,5218', 42.5075, 1.5218],
    ['42,1', 42, 1],
    ['-33.8568 151.2153', -33.8568, 151.2153],
    ['−33.8568, −151.2153', -33.8568, -151.2153],
    ['N42.5075 E1.5218', 42.5075, 1.5218],
    ['42.5075N 1.5218E', 42.5075, 1.5218],
    ['1.5218° E, 42.5075° N', 42.5075, 1.5218],
    ['33.8568 s 151.2153 e', -33.8568, 151.2153],
    ["42° 30.45' N 1° 31.308' E", 42.5075, 1.5218],
    ['N 42 30.45 E 001 31.308', 42.5075, 1.5218],
    ['42 30.45, 1 31.308', 42.5075, 1.5218],
    ['42°30\'27"N 1°31\'18.48"E', 42.5075, 1.5218],
    ['42º30’27” N, 1º31’18,48” E', 42.5075, 1.5218],
    ["42° 30' 27'' N 1° 31' 18.48'' W", 42.5075, -1.5218],
    ['42 30 27 1 31 18.48', 42.5075, 1.5218],
    ['42:30:27, 1:31:18.48', 42.5075, 1.5218],
    ['42°30′27″ 1°31′18.48″', 42.5075, 1.5218],
    ['90, 180', 90, 180],
  ])('%s', (text, lat, lon) => {
    const found = readAngles(text);
    expect(found?.lat).toBeCloseTo(lat, 6);
    expect(found?.lon).toBeCloseTo(lon, 6);
  });

  test.each([
    ...['', 'Andorra', '42.5', '42', '1 2 3', '91, 0', '0, 181', 'N 42 N 43', 'N42 S1', '42.5N', '42 60, 1 0', '42 30 60, 1 0 0'],
    ...['-42N 1E', 'N-42 E1', '42.5 30, 1 2', '1,2,3,4', '2026-11-21', '12:30', 'E1 E2', '42.5.1, 3', '1e3, 4', '4'.repeat(200)],
  ])('no position: %s', (text) => {
    expect(readAngles(text)).toBeNull();
  });

  test.each(['degrees', 'minutes', 'seconds'] as const)('what is written as %s is read back', (form) => {
    fc.assert(
      fc.property(position, (at) => {
        const back = readAngles(writeAngles(at, form));
        expect(back).not.toBeNull();
        expect(Math.abs((back?.lat ?? 99) - at.lat)).toBeLessThan(0.000_02);
        expect(Math.abs((back?.lon ?? 999) - at.lon)).toBeLessThan(0.000_02);
      }),
    );
  });

  test('no text makes it fail, and what it finds lies on the earth', () => {
    const letters = fc.string({ unit: fc.constantFrom(...Array.from('0123456789.,;:°\'"- +NSEW')), maxLength: 40 });
    fc.assert(
      fc.property(fc.oneof(letters, fc.string()), (text) => {
        const found = readPlace(text, andorra);
        if (found === null) return;
        expect(Math.abs(found.lat)).toBeLessThanOrEqual(90);
        expect(Math.abs(found.lon)).toBeLessThanOrEqual(180);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('W1 plus codes', () => {
  // Of the test data of the public specification.
  test.each([
    ['7FG49Q00+', 20.375, 2.775, 6],
    ['7FG49QCJ+2V', 20.370_062_5, 2.782_187_5, 10],
    ['7FG49QCJ+2VX', 20.370_112_5, 2.782_234_375, 11],
    ['7FG49QCJ+2VXGJ', 20.370_113_5, 2.782_234_375, 13],
    ['8FVC2222+22', 47.000_062_5, 8.000_062_5, 10],
    ['4VCPPQGP+Q9', -41.273_062_5, 174.785_937_5, 10],
    ['62G20000+', 0.5, -179.5, 4],
    ['22220000+', -89.5, -179.5, 4],
    ['7FG40000+', 20.5, 2.5, 4],
    ['6VGX0000+', 0.5, 179.5, 4],
    ['CFX30000+', 90, 1, 4],
    ['62H20000+', 1, 180, 4],
    ['62H30000+', 1, 181, 4],
  ])('%s', (code, lat, lon, length) => {
    expect(encodePlusCode({ lat, lon }, length)).toBe(code);
    expect(isFullPlusCode(code)).toBe(true);
  });

  test.each([
    ['9C3W9QCJ+2VX', '+2VX'],
    ['9C3W9QCJ+2VX', 'CJ+2VX'],
    ['9C3W9QCJ+2VX', '9QCJ+2VX'],
  ])('%s is meant by %s near it', (full, short) => {
    expect(recoverPlusCode(short, { lat: 51.370_112_5, lon: -1.217_765_625 })).toBe(full);
  });
  test('a short code is recovered across the edge of its cell and of the map', () => {
    expect(recoverPlusCode('XXXXXX+XX', { lat: -81, lon: 0 })).toBe('2CXXXXXX+XX');
    expect(recoverPlusCode('2222+22', { lat: 89.6, lon: 0 })).toBe('CFX22222+22');
  });

  test.each([
    '',
    '+',
    '8FVC2',
    '8FVC2222+2',
    '8FVC22222+',
    'AFVC2222+22',
    '8F0C0000+',
    '8FVC0000+22',
    '8FV+22',
    '2222++22',
    'WC2222+22',
    'X2X20000+',
  ])('no full code: %s', (text) => {
    expect(isFullPlusCode(text)).toBe(false);
  });

  test('a code holds its position, and encoding the middle of its area gives it again', () => {
    fc.assert(
      fc.property(
        fc.record({ lat: latitude, lon: fc.double({ min: -180, max: 179.999, noNaN: true }) }),
        fc.constantFrom(2, 4, 6, 8, 10, 11, 12, 13, 15),
        (at, length) => {
          const code = encodePlusCode(at, length);
          const area = decodePlusCode(code);
          if (area === null) throw new Error(`${code} is not read back`);
          const edge = 1e-9;
          expect(at.lat).toBeGreaterThanOrEqual(area.south - edge);
          expect(at.lat).toBeLessThanOrEqual(area.north + edge);
          expect(at.lon).toBeGreaterThanOrEqual(area.west - edge);
          expect(at.lon).toBeLessThanOrEqual(area.east + edge);
          expect(encodePlusCode({ lat: (area.south + area.north) / 2, lon: (area.west + area.east) / 2 }, length)).toBe(code);
        },
      ),
    );
  });
  test('a code shortened by four digits is recovered from nearby', () => {
    const near = fc.double({ min: -0.4, max: 0.4, noNaN: true });
    fc.assert(
      fc.property(
        fc.double({ min: -85, max: 85, noNaN: true }),
        fc.double({ min: -179, max: 179, noNaN: true }),
        near,
        near,
        (lat, lon, up, right) => {
          const code = encodePlusCode({ lat, lon });
          expect(recoverPlusCode(code.slice(4), { lat: lat + up, lon: lon + right })).toBe(code);
        },
      ),
    );
  });
});

describe('W1 links', () => {
  test.each([
    ['geo:42.5075,1.5218', 42.5075, 1.5218, undefined],
    ['geo:42.5075,1.5218,1020;crs=wgs84;u=35?z=15', 42.5075, 1.5218, 15],
    ['geo:0,0?q=42.5075,1.5218(Casa)', 42.5075, 1.5218, undefined],
    ['https://www.openstreetmap.org/#map=15/42.5075/1.5218', 42.5075, 1.5218, 15],
    ['https://www.openstreetmap.org/?mlat=42.5075&mlon=1.5218#map=12/42/1', 42.5075, 1.5218, 12],
    ['https://osmand.net/map?pin=42.5075,1.5218#16/42.4/1.4', 42.5075, 1.5218, 16],
    ['https://osmand.net/go?lat=42.5075&lon=1.5218&z=14', 42.5075, 1.5218, 14],
    ['osmand.api://show_map?lat=42.5075&lon=1.5218', 42.5075, 1.5218, undefined],
    ['https://cairn.example/#map=9.5/42.5075/1.5218', 42.5075, 1.5218, 9.5],
    ['https://maps.example/maps/@42.5075,1.5218,17z', 42.5075, 1.5218, 17],
    ['https://maps.example/?q=42.5075,1.5218', 42.5075, 1.5218, undefined],
  ])('%s', (link, lat, lon, zoom) => {
    expect(readPlaceLink(link)).toMatchObject({ lat, lon });
    expect(readPlaceLink(link)?.zoom).toBe(zoom);
  });
  test('a short link of OpenStreetMap', () => {
    // The example of its documentation: London, zoom 9, and the same cells turned back by one zoom.
    expect(placeOfNote('avnotes/0EEQjEAB-.1.jpg')).toMatchObject({
      lat: expect.closeTo(51.51, 1) as number,
      lon: expect.closeTo(0.05, 1) as number,
    });
    for (const name of ['avnotes/IMG_2024.jpg', 'avnotes/ü.1.jpg', 'photo.jpg', '']) expect(placeOfNote(name)).toBeNull();
    const london = readPlaceLink('https://osm.org/go/0EEQjE--');
    expect(london?.lat).toBeCloseTo(51.51, 1);
    expect(london?.lon).toBeCloseTo(0.05, 0);
    expect(london?.zoom).toBe(9);
  });
  test.each([
    'geo:91,0',
    'geo:1,2;crs=nad27',
    'https://example.org/',
    'javascript:alert(1)',
    'https://www.openstreetmap.org/#map=15/99/1',
    'http://',
  ])('no place: %s', (link) => {
    expect(readPlaceLink(link)).toBeNull();
  });
  test('a short code with a place name takes the place, without one the view', () => {
    const berlin = { lat: 52.5, lon: 13.4 };
    expect(readPlace('GC00+', andorra)).toBeNull();
    const short = encodePlusCode({ lat: 52.517, lon: 13.389 }).slice(4);
    const named = readPlace(`${short}, Berlin`, andorra, (name) => (name === 'Berlin' ? berlin : null));
    expect(named?.as).toBe('plus-code');
    expect(named?.lat).toBeCloseTo(52.517, 3);
    expect(named?.lon).toBeCloseTo(13.389, 3);
    expect(readPlace(`${short} Nowhere`, andorra)).toBeNull();
    expect(isPlusCode(short)).toBe(true);
  });
});
