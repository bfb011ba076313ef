import { expect, test } from 'vitest';
import type { Kind, Request } from './support/history.ts';
import { contentsOf, kinds, removing, requestOf, viewOf } from './support/history.ts';
import { TestLibrary } from './support/library.ts';
import { SeededRandom } from './support/world.ts';

const long = Number(process.env['CAIRN_TEST_FACTOR'] ?? '1');

test('R14 R18 R24 R25 random histories: invariants hold after each step, stamps rise under any clock, nothing is lost unasked', async () => {
  for (let seed = 0; seed < 40 * long; seed++) {
    const random = new SeededRandom(`history ${seed}`);
    const library = await TestLibrary.open({ seed: `history ${seed}`, inlineBytes: seed % 2 === 0 ? 128 * 1024 : 30 });
    let before = new Map<number, string>();
    let stamp = 0;
    for (let step = 0; step < 60; step++) {
      const clocks = [0, 1, 1000, -3_600_000, 10 * 31_536_000_000, -10 * 31_536_000_000];
      library.clock.set(library.clock.now() + (random.int(0, 5) === 0 ? (clocks[random.int(0, clocks.length)] ?? 0) : 0));
      const kind = kinds[random.int(0, kinds.length)] ?? 'upload';
      const request = kind === 'deleteData' && random.int(0, 6) > 0 ? null : await requestOf(kind, library, random);
      await request?.send();
      expect(await library.audit(), `seed ${seed}, step ${step}, ${kind}`).toEqual([]);
      const after = await contentsOf(library);
      if (request !== null && !removing.has(kind)) {
        for (const [seq, hash] of before) expect(after.get(seq), `seed ${seed}, step ${step}, ${kind}: version ${seq}`).toBe(hash);
      }
      before = after;
      const newest = Math.max(0, ...(await library.changes()).map((version) => version.stamp));
      if (kind !== 'deleteData') expect(newest).toBeGreaterThanOrEqual(removing.has(kind) ? 0 : Math.min(newest, stamp));
      stamp = newest;
    }
    await library.tidy();
    expect(await library.audit(), `seed ${seed}, after the collector`).toEqual([]);
    expect(await unreferencedLeft(library), `seed ${seed}: R07`).toBe(0);
  }
});

test('R15 a request repeated at once or much later changes nothing, 1,000 times for each kind that changes something', async () => {
  const repeats = new Map<Kind, number>(kinds.map((kind) => [kind, 0]));
  const enough = (): boolean => [...repeats.values()].every((count) => count >= 1000 * long);
  for (let seed = 0; !enough(); seed++) {
    const random = new SeededRandom(`repeats ${seed}`);
    const library = await TestLibrary.open({ seed: `repeats ${seed}` });
    let sent: Request[] = [];
    const rare = kinds.filter((kind) => (repeats.get(kind) ?? 0) < 1000 * long);
    for (let step = 0; step < 40; step++) {
      const kind = (step % 3 > 0 ? rare : kinds)[random.int(0, step % 3 > 0 ? rare.length : kinds.length)] ?? 'upload';
      const request = await requestOf(kind, library, random);
      if (request === null) continue;
      // One that was refused may be taken later: it was never carried out.
      if (!(await request.send())) continue;
      // What was sent before all data was deleted knows nothing of the new epoch.
      sent = kind === 'deleteData' ? [request] : [...sent, request];
      const extent = step % 8 === 0 ? 'all' : 'numbers';
      const view = await viewOf(library, extent);
      for (const again of [request, sent[random.int(0, sent.length)]]) {
        if (again === undefined) continue;
        library.clock.set(library.clock.now() + random.int(0, 86_400_000));
        await again.send();
        expect(await viewOf(library, extent), `seed ${seed}, step ${step}: ${again.kind} again after ${kind}`).toBe(view);
        repeats.set(again.kind, (repeats.get(again.kind) ?? 0) + 1);
      }
    }
    expect(await library.audit()).toEqual([]);
  }
}, 300_000);

async function unreferencedLeft(library: TestLibrary): Promise<number> {
  const keys = new Set(await library.store.keysOf(library.account));
  const files = library.disk.paths.filter((path) => !keys.has(path.split('/').at(-1) ?? ''));
  return files.length + (await library.store.collect(library.clock.now() + 1, 0, 1000)).removed;
}
