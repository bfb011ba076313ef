import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientOf, contentsOf, historyOf } from '../world/cloud-content.ts';
import { TestDevice, favourites, track } from '../world/device.ts';
import { removeFolders } from '../world/program.ts';
import { haveRealData, layOutRealData } from '../world/real-data.ts';
import { TestServer } from '../world/server.ts';

let source: TestServer;
let target: TestServer;
beforeAll(async () => {
  [source, target] = await Promise.all([TestServer.start(), TestServer.start()]);
});
afterAll(async () => {
  await Promise.all([source.down(), target.down()]);
  removeFolders();
});
const email = 'ana@example.org';

async function importFrom(device: TestDevice) {
  const words = ['import', 'osmand-cloud', email, '--server', source.url];
  const before = source.codes(email);
  await device.ok(...words, '--request-code');
  return device.json(...words, '--code', await source.code(email, before));
}

test('O4 another Cairn is a source like any other: versions, times, companions, deletions and folders arrive as they were', async () => {
  const old = await TestDevice.signedIn(source, email, 'old');
  if (haveRealData) layOutRealData(old.folder);
  old.write('tracks/hikes/Sunday loop.gpx', track('one'), 1_700_000_000);
  old.write('.cairn/info/GPX/hikes/Sunday loop.gpx.info', '{"type":"GPX","file":"/tracks/hikes/Sunday loop.gpx","color":"red"}');
  old.write('tracks/gone.gpx', track('gone'), 1_700_000_001);
  old.write('favorites/favorites-food.gpx', favourites('food', ['Bakery']));
  await old.ok('sync');
  old.write('tracks/hikes/Sunday loop.gpx', track('two'), 1_700_000_100);
  await clientOf(old).operate({
    body: { operations: [{ op: 'delete', type: 'GPX', name: 'gone.gpx', base: await headOf(old, 'gone.gpx'), scope: 'everywhere' }] },
  });
  await old.ok('sync');

  const fresh = await TestDevice.signedIn(target, 'ana@new.example', 'new');
  const ran = await importFrom(fresh);
  expect(ran.err).not.toContain('Error');
  expect([ran.status, ran.lines().at(-1)]).toMatchObject([0, { kept: [], failed: [], deleted: 1 }]);
  expect(await contentsOf(fresh)).toEqual(await contentsOf(old));
  for (const name of ['hikes/Sunday loop.gpx', 'hikes/Sunday loop.gpx.info', 'gone.gpx']) {
    expect(await historyOf(fresh, 'GPX', name)).toEqual(await historyOf(old, 'GPX', name));
  }
  expect((await clientOf(fresh).trash({ query: { limit: 10 } })).items.map(({ deletion }) => deletion.name)).toEqual(['gone.gpx']);

  const again = await fresh.json('import', 'osmand-cloud', email, '--server', source.url);
  expect([again.status, again.lines().at(-1)]).toMatchObject([0, { copied: { versions: 0 }, kept: [], failed: [] }]);
  await fresh.ok('sync');
  expect(fresh.files()).toEqual(old.files());
}, 120_000);

async function headOf(device: TestDevice, name: string): Promise<number> {
  const { versions } = await clientOf(device).history({ query: { type: 'GPX', name } });
  return versions[0]?.version.seq ?? 0;
}
