import { describe, expect, test } from 'vitest';
import { offline } from './memory-cloud.ts';
import { gpx } from './memory-device.ts';
import { agreed, world } from './stories.ts';

describe('trouble', () => {
  test('R15 an answer that is lost costs nothing twice, not even after another edit', async () => {
    const { log, a, b } = await agreed();
    a.library.write(gpx('a.gpx'), 'two');
    a.cloud.after = (call) => {
      if (call === 'upload') throw offline();
    };
    expect(await a.engine.sync()).toMatchObject({ uploaded: [], stopped: { kind: 'offline' } });
    a.cloud.after = () => undefined;
    a.library.write(gpx('a.gpx'), 'three');
    a.restart();
    expect(await a.engine.sync()).toMatchObject({ uploaded: [{}], conflicts: [] });
    expect(log.versions.map((version) => version.kind)).toEqual(['content', 'content', 'content']);
    await b.engine.sync();
    expect(b.library.textOf(gpx('a.gpx'))).toBe('three');
  });

  test('one bad file does not stop the others', async () => {
    const { log, devices } = world();
    const [a, b] = devices;
    for (const name of ['a', 'b', 'c']) a.library.write(gpx(name), name);
    log.refuse = (key) => (key.name === 'b' ? { code: 'space-exceeded', message: 'no space' } : null);
    expect(await a.engine.sync()).toMatchObject({
      uploaded: [{}, {}],
      failed: [{ key: gpx('b'), code: 'space-exceeded', reason: 'no space' }],
    });
    a.cloud.sent = 0;
    expect(await a.engine.sync({ unattended: true })).toMatchObject({ failed: [{ key: gpx('b'), reason: 'no space' }] });
    expect(a.cloud.sent).toBe(0);
    await a.engine.sync();
    expect(a.cloud.sent).toBe(1);
    a.library.write(gpx('b'), 'changed');
    await a.engine.sync({ unattended: true });
    expect(a.cloud.sent).toBe(8);
    log.refuse = () => null;
    expect(await a.engine.sync({ unattended: true })).toMatchObject({ uploaded: [], failed: [{}] });
    log.put(gpx('other'), 'x');
    await b.engine.sync();
    b.library.delete(gpx('other'));
    await b.engine.sync();
    expect(await a.engine.sync({ unattended: true })).toMatchObject({ uploaded: [{ key: gpx('b') }], failed: [] });
  });

  test('a file that cannot be read is failed, and never seems deleted', async () => {
    const { log, a } = await agreed();
    a.library.delete(gpx('a.gpx'));
    a.library.problems = [{ path: 'tracks/a.gpx', key: gpx('a.gpx'), reason: 'no right to read', kind: 'failed' }];
    expect(await a.engine.sync()).toMatchObject({ deleted: [], failed: [{ key: gpx('a.gpx'), reason: 'no right to read' }] });
    expect(log.textOf(gpx('a.gpx'))).toBe('one');
  });

  test('a file that cannot be hashed is failed, and the rest goes on', async () => {
    const { log, a } = await agreed();
    a.library.write(gpx('a.gpx'), 'two');
    a.library.write(gpx('b.gpx'), 'new');
    a.library.hash = async () => ({ files: [], problems: [] });
    expect(await a.engine.sync()).toMatchObject({ uploaded: [{ key: gpx('b.gpx') }], failed: [{ key: gpx('a.gpx'), code: 'unreadable' }] });
    expect(log.textOf(gpx('a.gpx'))).toBe('one');
  });

  test('an edit here while the deletion arrives wins', async () => {
    const { log, a, b } = await agreed();
    a.library.delete(gpx('a.gpx'));
    await a.engine.sync();
    b.library.before = (call) => {
      if (call !== 'remove') return;
      b.library.before = () => undefined;
      b.library.write(gpx('a.gpx'), 'mine');
    };
    expect(await b.engine.sync()).toMatchObject({ deleted: [], uploaded: [{ key: gpx('a.gpx') }], failed: [] });
    expect(log.textOf(gpx('a.gpx'))).toBe('mine');
  });

  test('a refusal is forgotten when the file went through', async () => {
    const { log, a } = await agreed();
    a.library.write(gpx('b.gpx'), 'x');
    log.refuse = () => ({ code: 'space-exceeded', message: 'no space' });
    await a.engine.sync();
    expect(a.bases.memo.refused).toMatchObject([{ key: gpx('b.gpx'), code: 'space-exceeded' }]);
    log.refuse = () => null;
    await a.engine.sync();
    expect(a.bases.memo.refused).toEqual([]);
  });

  test('S3 Changes says why a file was refused, after a restart too, until the file changes', async () => {
    const { log, a } = await agreed();
    a.library.write(gpx('b.gpx'), 'too much');
    a.library.write(gpx('c.gpx'), 'not tried yet');
    log.refuse = () => ({ code: 'space-exceeded', message: 'no space' });
    await a.engine.upload([gpx('b.gpx')]);
    a.restart();
    const failed = { key: gpx('b.gpx'), code: 'space-exceeded', reason: 'no space' };
    const { local } = await a.engine.look();
    expect(local.map((row) => [row.key.name, row.failed])).toEqual([
      ['b.gpx', failed],
      ['c.gpx', undefined],
    ]);
    a.library.write(gpx('b.gpx'), 'less');
    expect((await a.engine.look()).local.map((row) => row.failed)).toEqual([undefined, undefined]);
  });

  test('S3 S8 a look that learns of freed space does not hide it from the run that follows', async () => {
    const { log, a, b } = await agreed();
    a.library.write(gpx('b.gpx'), 'x');
    log.refuse = () => ({ code: 'space-exceeded', message: 'no space' });
    await a.engine.sync();
    log.refuse = () => null;
    b.library.delete(gpx('a.gpx'));
    await b.engine.sync();
    expect(await a.engine.look()).toMatchObject({ local: [{ key: gpx('b.gpx') }], cloud: [{ change: 'deleted' }] });
    expect((await a.engine.look()).local[0]).not.toHaveProperty('failed');
    expect(await a.engine.sync({ unattended: true })).toMatchObject({ uploaded: [{ key: gpx('b.gpx') }], failed: [] });
  });

  test('a file that changes while it is read is judged again', async () => {
    const { log, a } = await agreed();
    a.library.write(gpx('a.gpx'), 'two');
    a.library.before = (call) => {
      if (call !== 'pack') return;
      a.library.before = () => undefined;
      a.library.write(gpx('a.gpx'), 'three');
    };
    expect(await a.engine.sync()).toMatchObject({ uploaded: [{}], failed: [] });
    expect(log.textOf(gpx('a.gpx'))).toBe('three');
  });

  test("an edit here while the cloud's version arrives is not overwritten", async () => {
    const { log, a, b } = await agreed();
    a.library.write(gpx('a.gpx'), 'two');
    await a.engine.sync();
    b.library.before = (call) => {
      if (call !== 'place') return;
      b.library.before = () => undefined;
      b.library.write(gpx('a.gpx'), 'mine');
    };
    expect(await b.engine.sync()).toMatchObject({ downloaded: [], conflicts: [{ key: gpx('a.gpx') }] });
    expect(b.library.textOf(gpx('a.gpx'))).toBe('mine');
    expect(log.textOf(gpx('a.gpx'))).toBe('two');
  });

  test('R13 a write in the cloud between look and upload is never overwritten', async () => {
    const { log, a } = await agreed();
    a.library.write(gpx('a.gpx'), 'mine');
    a.cloud.before = (call) => {
      if (call !== 'upload') return;
      a.cloud.before = () => undefined;
      log.put(gpx('a.gpx'), 'theirs');
    };
    expect(await a.engine.sync()).toMatchObject({ uploaded: [], conflicts: [{ key: gpx('a.gpx') }], failed: [] });
    expect(log.textOf(gpx('a.gpx'))).toBe('theirs');
  });

  test('S2 cancelled: what was begun is recorded, the next run goes on', async () => {
    // More than all requests that are under way at the same time carry.
    const files = 2000;
    const { log, devices } = world();
    const [a] = devices;
    for (let number = 0; number < files; number++) a.library.write(gpx(`${number}.gpx`), `${number}`);
    const stop = new AbortController();
    a.cloud.after = (call) => {
      if (call === 'upload') stop.abort();
    };
    const result = await a.engine.sync({ signal: stop.signal });
    expect(result.cancelled).toBe(true);
    expect(result.uploaded).toHaveLength(log.versions.length);
    expect(result.uploaded.length).toBeLessThan(files);
    a.restart();
    const rest = await a.engine.sync();
    expect(rest.uploaded.length + result.uploaded.length).toBe(files);
    expect(log.versions).toHaveLength(files);
  });

  test('S10 offline: says so, keeps what is known', async () => {
    const { a } = await agreed();
    a.cloud.before = () => {
      throw offline();
    };
    a.library.write(gpx('b.gpx'), 'new');
    expect(await a.engine.look()).toMatchObject({ counts: { local: 1 }, stopped: { kind: 'offline' } });
    expect(await a.engine.sync()).toMatchObject({ uploaded: [], failed: [], stopped: { kind: 'offline' } });
  });

  test('an error of the bases is thrown, and the next call starts from what is durable', async () => {
    const { a } = await agreed();
    a.cloud.calls.length = 0;
    a.library.write(gpx('b.gpx'), 'new');
    a.bases.before = () => {
      throw new Error('disk full');
    };
    await expect(a.engine.sync()).rejects.toThrow('disk full');
    // What cannot be noted is not sent.
    expect(a.cloud.calls).not.toContain('upload');
    a.bases.before = () => undefined;
    expect(await a.engine.sync()).toMatchObject({ uploaded: [{ key: gpx('b.gpx') }], failed: [] });
  });
});
