import { expect, test } from 'vitest';
import type { KeepStore } from '../../src/ports/keep-store.ts';
import type { LogStore } from '../../src/ports/log-store.ts';
import { putTexts } from './log-store.contract.ts';

const start = Date.UTC(2026, 10, 21);

/** What every adapter of `KeepStore` must do. */
export function keepStoreContract(
  name: string,
  open: () => Promise<{ readonly store: KeepStore & LogStore; readonly close: () => Promise<void> }>,
): void {
  test(`R10 ${name}: every content that something refers to is shown once, in pages, account by account`, async () => {
    const { store, close } = await open();
    for (const account of [3, 1, 2]) {
      const items = Array.from({ length: 5 }, (_, index) => ({ name: `f${index}`, text: `${account} ${index % 4}` }));
      await putTexts(store, account, items);
    }
    await store.removeAll(2, null, start);
    const seen: string[] = [];
    for (let after = null as { account: number; hash: string } | null; ;) {
      const page = await store.keptContents(after, 3);
      for (const content of page) {
        expect(content).toMatchObject({ key: null, whole: true });
        seen.push(`${content.account} ${content.hash}`);
      }
      const last = page.at(-1);
      if (last === undefined || page.length < 3) break;
      after = { account: last.account, hash: last.hash };
    }
    expect(seen).toHaveLength(8);
    expect(seen).toEqual([...new Set(seen)].sort());
    const marks = [
      { account: 1, hash: seen[0]?.slice(2) ?? '' },
      { account: 9, hash: seen[0]?.slice(2) ?? '' },
      { account: 3, hash: seen.at(-1)?.slice(2) ?? '' },
    ];
    expect(await store.stillKept(marks)).toEqual([marks[0], marks[2]]);
    expect(await store.stillKept([])).toEqual([]);
    await close();
  });

  test(`R08 ${name}: what a collection would remove, out of everything`, async () => {
    const { store, close } = await open();
    expect(await store.dueForCollection(start, 0)).toEqual({ contents: 0, bytes: 0 });
    expect(await store.allContents()).toEqual({ contents: 0, bytes: 0 });
    await putTexts(store, 1, [{ name: 'a', text: 'one' }]);
    await putTexts(store, 2, [{ name: 'a', text: 'three' }]);
    await store.removeAll(2, null, start);
    const all = await store.allContents();
    expect(all.contents).toBe(2);
    expect((await store.dueForCollection(start + 1000, 1000)).contents).toBe(0);
    const due = await store.dueForCollection(start + 1001, 1000);
    expect(due).toMatchObject({ contents: 1 });
    expect(due.bytes).toBeGreaterThan(0);
    expect(due.bytes).toBeLessThan(all.bytes);
    await close();
  });

  test(`${name}: a word is remembered under its name, the newest one`, async () => {
    const { store, close } = await open();
    expect(await store.noted('scrub')).toBeNull();
    await store.note('scrub', 'one');
    await store.note('scrub', 'two');
    await store.note('other', 'three');
    expect(await store.noted('scrub')).toBe('two');
    await close();
  });
}
