import type { FileKey } from '@cairn/protocol';
import type { Base, Bases, CloudRow } from '@cairn/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

export interface BasesHarness {
  readonly bases: Bases;
  /** The bases as the next run of the program sees them. */
  reopen(): Promise<Bases>;
  close(): Promise<void>;
}

const key: FileKey = { type: 'GPX', name: 'hikes/a.gpx' };
const base: Base = { seq: 7, kind: 'content', hash: 'a'.repeat(64), size: 3 };
const deletion: CloudRow = { kind: 'deletion', seq: 9, ...key, file: 1, stamp: 5, device: null, scope: 'everywhere' };

/** What every Bases must do (ports.ts); run over each adapter. */
export function basesContract(adapter: string, open: () => Promise<BasesHarness>): void {
  describe(`Bases: ${adapter}`, () => {
    let harness: BasesHarness;
    let bases: Bases;
    beforeEach(async () => {
      harness = await open();
      bases = harness.bases;
    });
    afterEach(() => harness.close());

    it('begins with nothing', async () => {
      expect(await bases.load()).toEqual({
        cursor: 0,
        epochs: null,
        bases: [],
        pending: [],
        sent: [],
        memo: { lastSync: 0, paused: false, off: [], refused: [] },
      });
    });

    it('remembers everything over a restart', async () => {
      await bases.record({
        cursor: 12,
        epochs: { epoch: 1, dataEpoch: 2 },
        set: [
          { key, base },
          { key: { type: 'GPX', name: 'gone' }, base: { seq: 3, kind: 'absent' } },
        ],
        pend: [deletion],
        memo: { lastSync: 5, off: ['GPX/hikes'] },
      });
      await bases.record({ memo: { paused: true } });
      const loaded = await (await harness.reopen()).load();
      expect(loaded).toMatchObject({ cursor: 12, epochs: { epoch: 1, dataEpoch: 2 }, pending: [deletion] });
      expect(loaded.memo).toEqual({ lastSync: 5, paused: true, off: ['GPX/hikes'], refused: [] });
      expect(loaded.bases).toHaveLength(2);
      expect(loaded.bases).toContainEqual({ key, base });
      expect(loaded.bases).toContainEqual({ key: { type: 'GPX', name: 'gone' }, base: { seq: 3, kind: 'absent' } });
    });

    it('keeps what was sent until its batch is answered, over a restart', async () => {
      const files = [{ key, hash: 'b'.repeat(64), base: 3 }];
      await bases.record({ sent: { batch: 1, files } });
      await bases.record({ sent: { batch: 2, files: [] } });
      bases = await harness.reopen();
      expect((await bases.load()).sent).toEqual([
        { batch: 1, files },
        { batch: 2, files: [] },
      ]);
      await bases.record({ answered: [1], sent: { batch: 3, files } });
      expect((await bases.load()).sent.map(({ batch }) => batch)).toEqual([2, 3]);
      await bases.record({ clear: true });
      expect((await bases.load()).sent).toEqual([]);
    });

    it('replaces a base and a pending row of the same name', async () => {
      await bases.record({ set: [{ key, base }], pend: [deletion] });
      await bases.record({ set: [{ key, base: { ...base, seq: 8 } }], pend: [{ ...deletion, seq: 10 }] });
      const loaded = await bases.load();
      expect(loaded.bases).toEqual([{ key, base: { ...base, seq: 8 } }]);
      expect(loaded.pending).toEqual([{ ...deletion, seq: 10 }]);
    });

    it('forgets single names and, when asked, all of them before it records', async () => {
      await bases.record({ cursor: 4, set: [{ key, base }], pend: [deletion] });
      await bases.record({ forget: [key], unpend: [key] });
      expect(await bases.load()).toMatchObject({ bases: [], pending: [], cursor: 4 });
      await bases.record({ set: [{ key, base }] });
      await bases.record({ clear: true, cursor: 0, set: [{ key: { type: 'GPX', name: 'b' }, base }] });
      expect((await bases.load()).bases).toEqual([{ key: { type: 'GPX', name: 'b' }, base }]);
    });

    it('keeps names apart that differ in form or case only', async () => {
      const names = ['\u00e9', 'e\u0301', 'A', 'a', 'a ', ''.padEnd(4000, 'x'), 'a\r\nb'];
      await bases.record({ set: names.map((name) => ({ key: { type: 'GPX', name }, base })) });
      expect((await bases.load()).bases.map((row) => row.key.name).sort()).toEqual([...names].sort());
    });
  });
}
