import {
  CairnError,
  checkNewKey,
  comparisonForm,
  favouritesFileName,
  favouritesGroup,
  limits,
  nameForApps,
  nameFromApps,
  nameProblem,
  placementOf,
  typeProblem,
} from '@cairn/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyName, anyType } from './names.ts';

describe('names of new files', () => {
  test.each([
    ['', /empty/],
    ['a\0b', /control/],
    ['a\tb', /control/],
    ['a\u007fb', /control/],
    ['a\u0085b', /control/],
    ['a\u001b[31m', /control/],
    ['..', /\.\./],
    ['.', /\.\./],
    ['../a', /\.\./],
    ['a/..', /\.\./],
    ['a/../b', /\.\./],
    ['a/./b', /\.\./],
    ['/a', /begins/],
    ['/', /begins/],
    ['a\ud800', /surrogate/],
    ['\udc00a', /surrogate/],
    ['a$0Db', /\$0D/],
    ['a$0A', /\$0A/],
    ['x'.repeat(limits.nameBytes + 1), /longer/],
    ['é'.repeat(limits.nameBytes / 2 + 1), /longer/],
    ['x'.repeat(10_000_000), /longer/],
  ])('R44 refused: %#', (name, reason) => {
    expect(nameProblem(name)).toMatch(reason);
    const attempt = (): void => checkNewKey({ type: 'GPX', name });
    expect(attempt).toThrow(CairnError);
    expect(attempt).toThrow(/The name cannot be used: it .*The file stays on your device; rename it\./);
  });

  test.each([
    'a',
    'hikes/Sunday loop.gpx',
    'two\r\nlines.gpx',
    'a..b',
    '...',
    '..a/b..',
    ' leading and trailing ',
    'e\u0301 and é',
    'back\\slash',
    'a//b',
    'a/',
    '$0d',
    '😀'.repeat(1024),
    'x'.repeat(limits.nameBytes),
    '\u202eright to left',
    '\u00a0\u2028',
    'favorites-Castle Bromwich зміна назви ще раз    _-__-__-_.gpx',
  ])('R44 accepted as it is: %#', (name) => {
    expect(nameProblem(name)).toBeNull();
    expect(() => checkNewKey({ type: 'GPX', name })).not.toThrow();
  });

  test('an unknown type is welcome, an impossible one is refused', () => {
    expect(typeProblem('TELEPORTS')).toBeNull();
    for (const type of ['', 'A\n', '\ud800', 'X'.repeat(65), 'é'.repeat(33)]) {
      expect(typeProblem(type), JSON.stringify(type)).not.toBeNull();
      expect(() => checkNewKey({ type, name: 'a' })).toThrow(CairnError);
    }
  });

  test('R44 100,000 fuzzed names: an accepted one is clean, and never leaves the folder of a device', () => {
    let accepted = 0;
    fc.assert(
      fc.property(anyType, anyName, (type, name) => {
        if (nameProblem(name) !== null || typeProblem(type) !== null) return;
        accepted++;
        expect(name).not.toMatch(/^\/|(^|\/)\.\.?(\/|$)|\$0[DA]/);
        const controls = Array.from(name, (unit) => unit.codePointAt(0) ?? 0).filter((code) => code < 0x20 || (code > 0x7e && code < 0xa0));
        expect(controls.filter((code) => code !== 0x0d && code !== 0x0a)).toEqual([]);
        expect(JSON.parse(JSON.stringify(name))).toBe(name);
        expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(name))).toBe(name);
        const placement = placementOf({ type, name });
        if (placement.kind === 'impossible') return;
        expect(placement.segments.filter((segment) => ['', '.', '..'].includes(segment) || /[/\0]/.test(segment))).toEqual([]);
      }),
      { numRuns: 100_000 },
    );
    expect(accepted).toBeGreaterThan(20_000);
  }, 120_000);
});

test('names are compared in NFC and kept as they are', () => {
  expect(comparisonForm('e\u0301')).toBe(comparisonForm('é'));
  expect(comparisonForm('A')).not.toBe(comparisonForm('a'));
});

test('C48 CR and LF become $0D and $0A for the apps, and come back', () => {
  expect(nameForApps('two\r\nlines')).toBe('two$0D$0Alines');
  fc.assert(
    fc.property(anyName, (name) => {
      if (nameProblem(name) === null) expect(nameFromApps(nameForApps(name))).toBe(name);
    }),
  );
});

describe('favourites', () => {
  test.each([
    ['', 'favorites.gpx'],
    ['Food', 'favorites-Food.gpx'],
    ['Trips/Alps', 'favorites-Trips_%_Alps.gpx'],
    ['A: b', 'favorites-A_-_ b.gpx'],
    ['personal', 'favorites-personal.gpx'],
    ['Castle Bromwich зміна назви ще раз    :::', 'favorites-Castle Bromwich зміна назви ще раз    _-__-__-_.gpx'],
  ])('the group %j is in %j', (group, file) => {
    expect(favouritesFileName(group)).toBe(file);
    expect(favouritesGroup(file)).toBe(group);
  });

  test.each(['favourites.gpx', 'favorites-.gpx', 'favorites.gpx.info', 'Favorites.gpx', 'a/favorites.gpx'])('%j is no group', (file) =>
    expect(favouritesGroup(file)).toBeNull(),
  );

  test('every group without the marks comes back, and no two share a file', () => {
    const group = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[a:/%-]*$/)).filter((text) => !text.includes('_'));
    fc.assert(
      fc.property(group, (text) => {
        expect(favouritesGroup(favouritesFileName(text))).toBe(text);
      }),
    );
  });
});
