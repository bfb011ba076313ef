import { LibraryReader } from '../../../src/device/engine/library-reader.ts';
import { expect, runAll, test } from '../shims/vitest.ts';
import { TestHome } from './harness.ts';

const told: Record<string, number> = {};
async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work();
  told[what] = Math.round(performance.now() - begun);
  return result;
}

function placesFile(group: string, count: number): string {
  const points = Array.from(
    { length: count },
    (_, index) =>
      `<wpt lat="${(40 + (index % 997) / 100).toFixed(5)}" lon="${(5 + (index % 1009) / 100).toFixed(5)}"><time>2026-05-02T10:00:00Z</time><name>${group} ${index}</name><type>${group}</type><desc>Somewhere nice</desc><extensions><osmand:address>Main street ${index}</osmand:address><osmand:icon>shop_bakery</osmand:icon><osmand:color>#ffee${(index % 90) + 10}22</osmand:color></extensions></wpt>`,
  );
  return `<gpx version="1.1" creator="t" xmlns:osmand="https://osmand.net">${points.join('')}</gpx>`;
}
function trackFile(number: number, points: number): string {
  const rows = Array.from(
    { length: points },
    (_, index) =>
      `<trkpt lat="${(45 + number / 1000 + Math.sin(index / 50) / 50).toFixed(6)}" lon="${(7 + index / 10_000).toFixed(6)}"><ele>${400 + (index % 90)}</ele><time>2026-05-02T10:${String(Math.floor(index / 60) % 60).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}Z</time></trkpt>`,
  );
  return `<gpx version="1.1" creator="t"><metadata><name>Track ${number}</name></metadata><trk><trkseg>${rows.join('')}</trkseg></trk></gpx>`;
}

self.onmessage = async ({ data }: MessageEvent<{ tracks: number; points: number; places: number; long: number }>) => {
  test('W2 a large library opens from its index', async () => {
    const home = await TestHome.make();
    const { tracks, points, places, long } = data;
    await timed('write', async () => {
      for (let group = 0; group < 20; group++) {
        await home.write({ type: 'FAVOURITES', name: `favorites-group ${group}.gpx` }, placesFile(`group ${group}`, places / 20));
      }
      for (let at = 0; at < tracks; at += 50) {
        await Promise.all(
          Array.from({ length: Math.min(50, tracks - at) }, (_, index) =>
            home.write({ type: 'GPX', name: `folder ${at % 7}/track ${at + index}.gpx` }, trackFile(at + index, points)),
          ),
        );
      }
      if (long > 0) await home.write({ type: 'GPX', name: 'long.gpx' }, trackFile(0, long));
    });
    const { index } = new LibraryReader(home.db, home.contents);
    await timed('index', () => index.complete(() => undefined, new AbortController().signal));
    await home.restart();
    const reader = new LibraryReader(home.db, home.contents);
    const entries = await timed('open', () => reader.entries());
    expect(entries.length).toBe(20 + tracks + (long > 0 ? 1 : 0));
    expect(entries.filter(({ record }) => record === null)).toEqual([]);
    let points20 = 0;
    for (const { record } of entries) if (record?.kind === 'places') for (const group of record.groups) points20 += group.points.count;
    expect(points20).toBe(places);
    for (const { record } of entries) {
      if (record?.kind !== 'track') continue;
      expect(record.lines.length).toBe(1);
      expect((record.lines[0]?.length ?? 0) <= 480).toBe(true);
      expect(record.statistics.distance > 0 && record.bounds !== null).toBe(true);
    }
    await timed('nothing to index', () => reader.index.complete(() => undefined, new AbortController().signal));
    const copied = await timed('copy to a page', async () => structuredClone(entries));
    expect(copied.length).toBe(entries.length);
    told['scan'] = 0;
    await timed('scan', () => home.library.scan());
    await home.close();
  });
  await runAll((outcome) => self.postMessage({ ...outcome, told }));
  self.postMessage('done');
};
