import { describe, expect, test } from 'vitest';
import { favourites, gpx } from './memory-device.ts';
import { agreed, names, world } from './stories.ts';

describe('selection', () => {
  test('S7 switched off: left alone on both sides; on again: missing here is downloaded, never deleted there', async () => {
    const { log, a, b } = await agreed();
    a.library.write(favourites('favorites.gpx'), 'x=1');
    await a.engine.sync();
    expect(await a.engine.select(['GPX'], false)).toEqual(['GPX']);
    a.library.delete(gpx('a.gpx'));
    a.library.write(gpx('new.gpx'), 'new');
    await b.engine.sync();
    b.library.write(gpx('b.gpx'), 'from b');
    await b.engine.sync();
    expect(await a.engine.sync()).toMatchObject({ uploaded: [], deleted: [], downloaded: [] });
    expect((await a.engine.look()).counts).toEqual({ local: 0, cloud: 0, conflicts: 0 });
    expect(await a.engine.select(['GPX'], true)).toEqual([]);
    a.restart();
    const result = await a.engine.sync();
    expect(names(result.downloaded)).toEqual(['a.gpx', 'b.gpx']);
    expect(names(result.uploaded)).toEqual(['new.gpx']);
    expect(result.deleted).toEqual([]);
    expect(a.library.picture()).toEqual(log.picture());
  });

  test('W7 what a browser notes as thrown away between two runs is fetched again, though a run was listing something else afresh', async () => {
    const { log, a, b } = await agreed();
    b.library.write(gpx('b.gpx'), 'from b');
    await b.engine.sync();
    await a.engine.sync();
    await a.engine.select(['FAVOURITES'], false);
    await a.engine.select(['FAVOURITES'], true);
    // The run that is under way ends with the note that nothing is to be listed afresh any more.
    const running = a.engine.sync();
    const noting = a.engine.between(async () => {
      a.library.delete(gpx('b.gpx'));
      await a.bases.record({ memo: { relist: ['GPX/b.gpx'] } });
    });
    const after = a.engine.sync();
    const [before] = await Promise.all([running, noting]);
    expect(before.deleted).toEqual([]);
    const { downloaded, deleted } = await after;
    expect({ downloaded: names(downloaded), deleted }).toEqual({ downloaded: ['b.gpx'], deleted: [] });
    expect(a.library.picture()).toEqual(log.picture());
  });

  test('W7 R24 a companion that the browser has thrown away, and not its file, is fetched again and never deleted in the cloud', async () => {
    const { log, a, b } = await agreed();
    b.library.write(gpx('a.gpx.info'), '{"color":"red"}');
    await b.engine.sync();
    await a.engine.sync();
    await a.engine.between(async () => {
      a.library.delete(gpx('a.gpx.info'));
      await a.bases.record({ memo: { relist: ['GPX/a.gpx.info'] } });
    });
    const before = log.picture();
    await a.engine.sync({ allowDeletions: true });
    expect(log.picture()).toEqual(before);
    expect(a.library.picture()).toEqual(before);
  });

  test('S9 maps stay where they are: never read, sent, listed or failed', async () => {
    const { log, devices } = world();
    const [a] = devices;
    a.library.write({ type: 'FILE', name: 'Netherlands_europe.obf' }, 'map');
    expect((await a.engine.look()).counts).toEqual({ local: 0, cloud: 0, conflicts: 0 });
    expect(await a.engine.sync()).toMatchObject({ uploaded: [], failed: [] });
    expect([a.library.count('hash'), a.library.count('pack'), log.versions.length]).toEqual([0, 0, 0]);
  });

  test('S7 a folder, a group and a category', async () => {
    const { log, devices } = world();
    const [a] = devices;
    for (const name of ['Alps/1.gpx', 'Alpspitze/2.gpx', '3.gpx']) a.library.write(gpx(name), name);
    a.library.write(favourites('favorites-Home.gpx'), 'x=1');
    a.library.write({ type: 'PROFILE', name: 'car.json' }, '{}');
    await a.engine.select(['GPX/Alps', 'FAVOURITES/favorites-Home.gpx', 'settings'], false);
    expect(names((await a.engine.sync()).uploaded)).toEqual(['3.gpx', 'Alpspitze/2.gpx']);
    await a.engine.select(['GPX', 'settings'], true);
    expect(names((await a.engine.sync()).uploaded)).toEqual(['Alps/1.gpx', 'car.json']);
    expect(await a.engine.selection()).toEqual(['FAVOURITES/favorites-Home.gpx']);
    expect(Object.keys(log.picture())).toHaveLength(4);
  });
});
