import { describe, expect, test } from 'vitest';
import type { MemoryLog } from './memory-cloud.ts';
import { gpx } from './memory-device.ts';
import type { Device } from './memory-device.ts';
import { names, world } from './stories.ts';

describe('brake', () => {
  async function dozen(count = 12): Promise<{ log: MemoryLog; a: Device; b: Device }> {
    const { log, devices } = world();
    const [a, b] = devices;
    for (let number = 0; number < count; number++) a.library.write(gpx(`${number}.gpx`), `${number}`);
    await a.engine.sync();
    await b.engine.sync();
    return { log, a, b };
  }
  test('deletions beyond a quarter and ten wait, everything else goes on; allowed they are done', async () => {
    const { log, a, b } = await dozen();
    for (let number = 0; number < 10; number++) a.library.delete(gpx(`${number}.gpx`));
    a.library.write(gpx('new.gpx'), 'new');
    const result = await a.engine.sync({ unattended: true });
    expect(result).toMatchObject({ deleted: [], uploaded: [{ key: gpx('new.gpx') }] });
    expect(result.waiting.there).toHaveLength(10);
    expect((await a.engine.look()).waiting.there).toHaveLength(10);
    expect((await a.engine.sync({ allowDeletions: true })).deleted).toHaveLength(10);
    expect(Object.keys(log.picture())).toHaveLength(3);
    const other = await b.engine.sync();
    expect(other.waiting.here).toHaveLength(10);
    expect(names(other.downloaded)).toEqual(['new.gpx']);
    b.restart();
    expect((await b.engine.sync()).waiting.here).toHaveLength(10);
    expect((await b.engine.sync({ allowDeletions: true })).deleted).toHaveLength(10);
    expect(b.library.picture()).toEqual(log.picture());
  });
  test('nine of twelve, or ten of forty, do not wait', async () => {
    for (const [count, gone] of [
      [12, 9],
      [40, 10],
    ] as const) {
      const { a } = await dozen(count);
      for (let number = 0; number < gone; number++) a.library.delete(gpx(`${number}.gpx`));
      expect((await a.engine.sync()).deleted).toHaveLength(gone);
    }
  });
});
