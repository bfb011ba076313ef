import { describe, expect, test } from 'vitest';
import type { MemoryLog } from './memory-cloud.ts';
import { favourites } from './memory-device.ts';
import type { Device } from './memory-device.ts';
import { world } from './stories.ts';

describe('merges', () => {
  const key = favourites('favorites.gpx');
  async function both(base: string, mine: string, theirs: string): Promise<{ log: MemoryLog; a: Device; b: Device }> {
    const { log, devices } = world();
    const [a, b] = devices;
    a.library.write(key, base);
    await a.engine.sync();
    await b.engine.sync();
    a.library.write(key, theirs);
    await a.engine.sync();
    b.library.write(key, mine);
    return { log, a, b };
  }

  test('S6 point by point against the common ancestor; the result is on both sides', async () => {
    const { log, a, b } = await both('x=1\ny=1', 'x=2\ny=1\nz=1', 'x=1');
    expect(await b.engine.sync()).toMatchObject({ merged: [{ key }], conflicts: [], uploaded: [], downloaded: [] });
    expect(b.library.textOf(key)).toBe('x=2\nz=1');
    expect(log.textOf(key)).toBe('x=2\nz=1');
    await a.engine.sync();
    expect(a.library.textOf(key)).toBe('x=2\nz=1');
  });

  test('S6 what contradicts stays a conflict with reasons, is not tried again, and is tried again after an edit', async () => {
    const { b } = await both('x=1', 'x=2', 'x=3');
    expect(await b.engine.sync()).toMatchObject({ merged: [], conflicts: [{ key, reasons: ['x differs'] }], failed: [] });
    for (const again of [1, 2]) {
      if (again === 2) b.restart();
      b.cloud.calls.length = 0;
      expect(await b.engine.sync()).toMatchObject({ conflicts: [{ key, reasons: ['x differs'] }] });
      expect(b.cloud.calls).toEqual(['changes']);
    }
    b.library.write(key, 'x=1\ny=1');
    expect(await b.engine.sync()).toMatchObject({ merged: [{ key }], conflicts: [] });
    expect(b.library.textOf(key)).toBe('x=3\ny=1');
  });

  test('S6 without an ancestor only what does not contradict is united', async () => {
    const { log, devices } = world();
    const [a, b] = devices;
    a.library.write(key, 'x=1');
    await a.engine.sync();
    b.library.write(key, 'y=1');
    expect(await b.engine.sync()).toMatchObject({ merged: [{ key }] });
    expect(log.textOf(key)).toBe('x=1\ny=1');
  });

  test('S6 an edit while the result is uploaded is not lost', async () => {
    const { log, a, b } = await both('x=1\ny=1', 'x=2\ny=1', 'x=1\ny=1\nz=1');
    b.cloud.after = (call) => {
      if (call === 'upload') {
        b.library.write(key, 'x=2\ny=1\nw=1');
        b.cloud.after = () => undefined;
      }
    };
    await b.engine.sync();
    expect(b.library.textOf(key)).toBe('w=1\nx=2\ny=1\nz=1');
    expect(log.textOf(key)).toBe('w=1\nx=2\ny=1\nz=1');
    await a.engine.sync();
    expect(a.library.textOf(key)).toBe('w=1\nx=2\ny=1\nz=1');
  });
});
