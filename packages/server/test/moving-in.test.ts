import { expect, test } from 'vitest';
import { TestLibrary, codeOf, contentOf } from './support/library.ts';

const day = 86_400_000;

test('O4 what moves in oldest first keeps its versions, their times and its deletions', async () => {
  const library = await TestLibrary.open();
  const then = library.clock.now() - 400 * day;
  const first = contentOf((await library.upload([{ name: 'a.gpx', content: 'one', time: then }]))[0]);
  const other = contentOf((await library.upload([{ name: 'b.gpx', content: 'other', time: then + 5 }]))[0]);
  const second = contentOf((await library.upload([{ name: 'a.gpx', content: 'two', base: first.seq, time: then + day }]))[0]);
  const gone = await library.one({
    ...{ op: 'delete', type: 'GPX', name: 'b.gpx', base: other.seq, scope: 'everywhere' },
    time: then + 2 * day,
  });
  expect([first, other, second, gone].map(({ stamp }) => stamp - then)).toEqual([0, 5, day, 2 * day]);
  const history = await library.store.history(1, { type: 'GPX', name: 'a.gpx' });
  expect(history.map(({ stamp }) => stamp)).toEqual([second.stamp, first.stamp]);
  expect((await library.store.trash(1, null, 10))[0]).toMatchObject({ deletion: { stamp: gone.stamp }, content: { seq: other.seq } });
  expect(await library.audit()).toEqual([]);
});

test('R14 stamps rise whatever time is asked for, and none is of a time to come', async () => {
  const library = await TestLibrary.open();
  const now = library.clock.now();
  const fresh = await library.put('fresh.gpx', 'x');
  const [old, future, negative] = await library.upload([
    { name: 'old.gpx', content: 'y', time: now - day },
    { name: 'future.gpx', content: 'z', time: now + 1000 * day },
    { name: 'negative.gpx', content: 'n', time: -5 },
  ]);
  const stamps = [fresh, contentOf(old), contentOf(future), contentOf(negative)].map(({ stamp }) => stamp);
  expect(stamps).toEqual([now, now + 1, now + 2, now + 3]);
});

test('R15 the same content at a later time is a version of its own; sent again it is nothing to do', async () => {
  const library = await TestLibrary.open();
  const then = library.clock.now() - 9 * day;
  const item = { name: 'a.gpx', content: 'same' };
  const first = contentOf((await library.upload([{ ...item, time: then }]))[0]);
  const later = { ...item, base: first.seq, time: then + day };
  expect(codeOf((await library.upload([later]))[0])).toBe('done');
  expect(codeOf((await library.upload([later]))[0])).toBe('same');
  expect(codeOf((await library.upload([{ ...item, time: then }]))[0])).toBe('same');
  expect((await library.store.history(1, { type: 'GPX', name: 'a.gpx' })).length).toBe(2);
});

test('moving in overwrites nothing: a base that is not the newest is refused, whatever the time', async () => {
  const library = await TestLibrary.open();
  const mine = await library.put('a.gpx', 'mine');
  const [refused] = await library.upload([{ name: 'a.gpx', content: 'theirs', time: mine.stamp + day }]);
  expect(refused).toMatchObject({ status: 'refused', error: { code: 'base-outdated' }, head: { seq: mine.seq } });
  const [gone] = await library.operate({ op: 'delete', type: 'GPX', name: 'a.gpx', base: 0, scope: 'everywhere', time: 1 });
  expect(codeOf(gone)).toBe('base-outdated');
  expect(await library.files()).toEqual({ 'a.gpx': 'mine' });
});
