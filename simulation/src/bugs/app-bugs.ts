import { question } from '../host-database.ts';
import type { Bug } from './bug.ts';
import { instead } from './bug.ts';
import type { PlantedBug } from './planted.ts';

interface Stamped {
  readonly stamp: number;
}

/** Mistakes of the server that only OsmAnd's own apps meet. */
export const appBugs: readonly PlantedBug[] = [
  {
    name: 'app-restore-keeps-stamp',
    words: 'A file that an app restores comes back with the stamp it had.',
    plant: (): Bug => ({
      store: (store, tables) => {
        const old =
          question<Stamped>(`SELECT content.stamp FROM version deletion JOIN version content ON content.account = deletion.account AND content.seq = deletion.below
          AND content.part = 0 WHERE deletion.account = ? AND deletion.type = ? AND deletion.stamp = ? AND deletion.kind = 2 AND deletion.head = 1`);
        const keep = 'UPDATE version SET stamp = ? WHERE account = ? AND seq = ?';
        return instead(store, {
          async operate(command) {
            const [operation] = command.operations;
            const { account } = command.writer;
            const [content] = operation?.op === 'remove-version' ? tables.all(old, account, operation.type, operation.stamp) : [];
            const written = await store.operate(command);
            const [outcome] = written.outcomes;
            if (content !== undefined && outcome?.status === 'done') tables.run(keep, content.stamp, account, outcome.version.seq);
            return written;
          },
        });
      },
    }),
  },
  {
    name: 'app-sees-cloud-only',
    words: 'The apps are told of deletions in the cloud only, and delete their files.',
    plant: (): Bug => ({
      store: (store, tables) => {
        const marked = question<{ seq: number }>(
          'SELECT seq FROM version WHERE account = ? AND kind = 2 AND scope = 2 AND head = 1 ORDER BY seq',
        );
        const mark = 'UPDATE version SET scope = ? WHERE account = ? AND seq = ? AND part = 0';
        return instead(store, {
          async appIndex(query) {
            const found = tables.all(marked, query.account);
            for (const { seq } of found) tables.run(mark, 1, query.account, seq);
            const answering = store.appIndex(query);
            const answer = await answering;
            for (const { seq } of found) tables.run(mark, 2, query.account, seq);
            return answer;
          },
        });
      },
    }),
  },
  {
    name: 'app-answered-by-clock',
    words: "An upload of an app is answered with the server's time, not with the stamp of its version.",
    plant: (): Bug => ({
      store: (store) =>
        instead(store, {
          async put(command) {
            const written = await store.put(command);
            if (!command.items.some(({ alwaysNew }) => alwaysNew === true)) return written;
            const outcomes = written.outcomes.map((outcome) =>
              outcome.status === 'done' ? { ...outcome, version: { ...outcome.version, stamp: command.writer.now } } : outcome,
            );
            return { ...written, outcomes };
          },
        }),
    }),
  },
  {
    name: 'app-deletions-hidden',
    words: 'Deletions are missing from the listings of the apps, which send their files again.',
    plant: (): Bug => ({
      store: (store, tables) => {
        const deletions = question<{ seq: number }>('SELECT seq FROM version WHERE account = ? AND kind = 2 AND part = 0');
        return instead(store, {
          async appIndex(query) {
            const index = await store.appIndex({ ...query, first: 0 });
            const hidden = new Set(tables.all(deletions, query.account).map(({ seq }) => seq));
            const shown = (id: number): boolean => !hidden.has(Math.floor(id / 2));
            const all = index.ids.slice(0, index.all).filter(shown);
            const ids = Float64Array.from([...all, ...index.ids.slice(index.all)]);
            return { ...index, ids, all: all.length, rows: await store.appRows(query.account, ids.slice(0, query.first)) };
          },
        });
      },
    }),
  },
  {
    name: 'app-sees-another-account',
    words: 'The listing of an account without files is that of the first account.',
    plant: (): Bug => ({
      store: (store) =>
        instead(store, {
          async appIndex(query) {
            const index = await store.appIndex(query);
            return index.ids.length > 0 ? index : store.appIndex({ ...query, account: 1 });
          },
        }),
    }),
  },
];
