import { expect, test } from 'vitest';
import { byKey, idOf, isHidden, renamed } from '../src/keys.ts';

const key = (type: string, name: string) => ({ type, name });

test('a key as one string is of one key only, whatever its name begins with', () => {
  expect(idOf(key('GPX', 'a'))).toBe('GPX\0a');
  expect(new Set([key('GPX', 'a'), key('GPXa', ''), key('GP', 'Xa'), key('GPX', 'b')].map(idOf)).size).toBe(4);
  expect(renamed(key('GPX', 'a'), 'b')).toEqual(key('GPX', 'b'));
});

test('S11 companions and marks of folders are hidden, and nothing else that looks like them', () => {
  const hidden = ['a.gpx.info', 'x/a.gpx.info', 'x/__folder__.info', 'x.info'];
  const shown = ['a.gpx', 'info', '.info', 'x/.info', 'a.info/b.gpx', 'a.gpx.infos'];
  expect(hidden.filter((name) => !isHidden(key('GPX', name)))).toEqual([]);
  expect(shown.filter((name) => isHidden(key('GPX', name)))).toEqual([]);
});

test('S3 lists are sorted by type, then by name, by code units', () => {
  const inOrder = [key('FAVOURITES', 'z'), key('GPX', 'B'), key('GPX', 'a'), key('GPX', 'a/b'), key('GPX', 'ab'), key('GPX', '\u00e4')];
  for (const [at, one] of inOrder.entries()) {
    const signs = inOrder.map((other) => Math.sign(byKey({ key: one }, { key: other })));
    expect(signs).toEqual(inOrder.map((_, other) => Math.sign(at - other)));
  }
});
