import type { Bug } from './bug.ts';
import { instead } from './bug.ts';
import type { PlantedBug } from './planted.ts';

/** Mistakes of the server that only OsmAnd's own apps meet. */
export const appBugs: readonly PlantedBug[] = [
  {
    name: 'app-restore-keeps-stamp',
    words: 'A file that an app restores comes back with the stamp it had.',
    plant: (): Bug => ({
      store: (store, database) => {
        const old = database
          .prepare<[number, string, number], number>(
            `SELECT content.stamp FROM version deletion JOIN version content ON content.account = deletion.account AND content.seq = deletion.below
             AND content.part = 0 WHERE deletion.account = ? AND deletion.type = ? AND deletion.stamp = ? AND deletion.kind = 2 AND deletion.head = 1`,
          )
          .pluck();
        const keep = database.prepare('UPDATE version SET stamp = ? WHERE account = ? AND seq = ?');
        return instead(store, {
          async operate(command) {
            const [operation] = command.operations;
            const { account } = command.writer;
            const stamp = operation?.op === 'remove-version' ? old.get(account, operation.type, operation.stamp) : undefined;
            const written = await store.operate(command);
            const [outcome] = written.outcomes;
            if (stamp !== undefined && outcome?.status === 'done') keep.run(stamp, account, outcome.version.seq);
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
      store: (store, database) => {
        const marked = database
          .prepare<[number], number>('SELECT seq FROM version WHERE account = ? AND kind = 2 AND scope = 2 AND head = 1')
          .pluck();
        const mark = database.prepare('UPDATE version SET scope = ? WHERE account = ? AND seq = ? AND part = 0');
        return instead(store, {
          async appIndex(query) {
            const seqs = marked.all(query.account);
            for (const seq of seqs) mark.run(1, query.account, seq);
            const answering = store.appIndex(query);
            const answer = await answering;
            for (const seq of seqs) mark.run(2, query.account, seq);
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
      store: (store, database) => {
        const kind = database
          .prepare<[number, number], number>('SELECT kind FROM version WHERE account = ? AND seq = ? AND part = 0')
          .pluck();
        return instead(store, {
          async appIndex(query) {
            const index = await store.appIndex({ ...query, first: 0 });
            const shown = (id: number): boolean => kind.get(query.account, Math.floor(id / 2)) !== 2;
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
