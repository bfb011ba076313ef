import { companionOf } from '@cairn/protocol';
import { question } from '../host-database.ts';
import type { Bug } from './bug.ts';
import { instead } from './bug.ts';
import type { PlantedBug } from './planted.ts';

const everything = Number.MAX_SAFE_INTEGER;

/** Mistakes of the server. */
export const serverBugs: readonly PlantedBug[] = [
  {
    name: 'quota-before-write',
    words: 'The quota is looked at before the write, not in its transaction.',
    plant: (): Bug => ({
      store: (store) =>
        instead(store, {
          async put(command) {
            const { allowance } = command.limits;
            const { used } = await store.logState(command.writer.account);
            const fits = used < allowance.quota;
            const limits = fits ? { ...command.limits, allowance: { ...allowance, quota: everything } } : command.limits;
            return store.put({ ...command, limits });
          },
        }),
    }),
  },
  {
    name: 'content-key-collision',
    words: 'Keys of large contents are so short that two contents share one.',
    plant: (): Bug => {
      const short = (key: string): string => key.slice(0, 1);
      return {
        blobs: (blobs) =>
          instead(blobs, {
            put: (key, bytes) => blobs.put(short(key), bytes),
            open: (key, start) => blobs.open(short(key), start),
          }),
      };
    },
  },
  {
    name: 'tombstone-dropped',
    words: 'Emptying the trash and the purge remove the tombstones too.',
    plant: (): Bug => ({
      store: (store, tables) => {
        const drop = (): void => tables.run('DELETE FROM version WHERE kind = 2 AND below IS NULL');
        return instead(store, {
          async removeTrash(...args) {
            const removed = await store.removeTrash(...args);
            drop();
            return removed;
          },
          async purgeTrash(...args) {
            const count = await store.purgeTrash(...args);
            drop();
            return count;
          },
        });
      },
    }),
  },
  {
    name: 'collector-without-second-look',
    words: 'The collector removes what was unreferenced when its list was made, without looking again.',
    only: 'sqlite',
    plant: (): Bug => {
      let list: readonly { account: number; hash: Buffer; content: number }[] = [];
      return {
        store: (store, tables) =>
          instead(store, {
            async collect() {
              for (const { account, hash, content } of list) {
                tables.run('DELETE FROM blob WHERE account = ? AND hash = ?', account, hash);
                tables.run('DELETE FROM content WHERE content = ?', content);
              }
              list = tables.all(question<(typeof list)[number]>('SELECT account, hash, content FROM blob WHERE refs = 0'));
              return { removed: 0, keys: [] };
            },
          }),
      };
    },
  },
  {
    name: 'stamp-reuse',
    words: 'Stamps are the wall clock and nothing else.',
    plant: (): Bug => ({
      store: (store, tables) => {
        const stamp = 'UPDATE version SET stamp = ? WHERE account = ? AND seq > ?';
        return instead(store, {
          async put(command) {
            const { seq } = await store.logState(command.writer.account);
            const written = await store.put(command);
            tables.run(stamp, command.writer.now, command.writer.account, seq);
            return written;
          },
        });
      },
    }),
  },
  {
    name: 'base-ignored',
    words: 'A write is taken whatever its writer knew.',
    plant: (): Bug => ({
      store: (store) =>
        instead(store, { put: (command) => store.put({ ...command, items: command.items.map((item) => ({ ...item, base: null })) }) }),
    }),
  },
  {
    name: 'answer-before-commit',
    words: 'A write is answered before it is committed, and a crash forgets it.',
    plant: (): Bug => {
      let pending: { account: number; seq: number } | null = null;
      return {
        store: (store, tables) => {
          if (pending !== null) tables.run('DELETE FROM version WHERE account = ? AND seq > ?', pending.account, pending.seq);
          pending = null;
          return instead(store, {
            async put(command) {
              const { account } = command.writer;
              const { seq } = await store.logState(account);
              const written = await store.put(command);
              pending = { account, seq };
              return written;
            },
            changesText(query) {
              pending = null;
              return store.changesText(query);
            },
          });
        },
      };
    },
  },
  {
    name: 'rename-loses-companion',
    words: 'A rename deletes the companion instead of taking it along.',
    plant: (): Bug => ({
      store: (store, tables) => {
        const head = question<{ seq: number }>(
          'SELECT seq FROM version WHERE account = ? AND type = ? AND name = ? AND head = 1 AND kind = 1',
        );
        return instead(store, {
          async operate(command) {
            for (const operation of command.operations) {
              if (operation.op !== 'rename') continue;
              const companion = { type: operation.type, name: companionOf(operation.name) };
              const [known] = tables.all(head, command.writer.account, companion.type, companion.name);
              if (known === undefined) continue;
              await store.operate({
                ...command,
                operations: [{ op: 'delete', ...companion, base: known.seq, scope: 'everywhere' }],
                rewritten: [],
                bytes: new Uint8Array(0),
              });
            }
            return store.operate(command);
          },
        });
      },
    }),
  },
  {
    name: 'content-of-another-account',
    words: 'Contents are looked up by number alone, whoever asks.',
    plant: (): Bug => ({
      store: (store, tables) => {
        const first = question<{ account: number }>('SELECT account FROM version WHERE seq = ? AND kind = 1 ORDER BY account LIMIT 1');
        return instead(store, {
          contents(account, seqs, budget) {
            const [other] = tables.all(first, seqs[0] ?? 0);
            return store.contents(other?.account ?? account, seqs, budget);
          },
        });
      },
    }),
  },
  {
    name: 'purge-takes-heads',
    words: 'The purge takes whatever is old, live files among it.',
    plant: (): Bug => ({
      store: (store, tables) => {
        const drop = 'DELETE FROM version WHERE head = 1 AND kind = 1 AND stamp < ?';
        return instead(store, {
          async purgeTrash(before, ...rest) {
            tables.run(drop, before);
            return store.purgeTrash(before, ...rest);
          },
        });
      },
    }),
  },
  {
    name: 'restore-keeps-stamp',
    words: 'A restored version keeps its old stamp.',
    plant: (): Bug => ({
      store: (store, tables) => {
        const keep =
          'UPDATE version SET stamp = (SELECT old.stamp FROM version old WHERE old.account = version.account AND old.seq = ? AND old.part = 0) WHERE account = ? AND seq = ?';
        return instead(store, {
          async operate(command) {
            const written = await store.operate(command);
            for (const [index, operation] of command.operations.entries()) {
              const outcome = written.outcomes[index];
              if (operation.op === 'restore' && outcome?.status === 'done')
                tables.run(keep, operation.seq, command.writer.account, outcome.version.seq);
            }
            return written;
          },
        });
      },
    }),
  },
  {
    name: 'repeat-makes-second-version',
    words: 'The same upload once more makes a second version.',
    plant: (): Bug => ({
      store: (store, tables) => {
        const same = question(
          'SELECT 1 AS one FROM version WHERE account = ? AND type = ? AND name = ? AND hash = ? AND head = 1 AND kind = 1',
        );
        return instead(store, {
          put(command) {
            const items = command.items.map((item) => {
              const found = tables.all(same, command.writer.account, item.type, item.name, Buffer.from(item.content.hash, 'hex'));
              return found.length > 0 ? { ...item, base: null, alwaysNew: true } : item;
            });
            return store.put({ ...command, items });
          },
        });
      },
    }),
  },
  {
    name: 'late-repeat-takes-newer',
    words: 'Emptying the trash takes what was deleted after the person looked.',
    plant: (): Bug => ({
      store: (store) =>
        instead(store, {
          removeTrash: (account, which, now) => store.removeTrash(account, 'upTo' in which ? { upTo: everything } : which, now),
        }),
    }),
  },
  {
    name: 'deletions-not-told',
    words: 'Deletions are missing from what devices are told.',
    plant: (): Bug => ({
      store: (store) =>
        instead(store, {
          async changesText(query) {
            const answer = await store.changes(query);
            const changes = answer.changes.filter(({ kind }) => kind !== 'deletion');
            return { bytes: Buffer.from(JSON.stringify({ ...answer, changes })) };
          },
        }),
    }),
  },
];
