import { isCompanion } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import type { BaseRow, LocalFile } from '@cairn/sync';
import { keyText } from '../memory-library.ts';
import type { Bug, DeviceMemory, DevicePorts } from './bug.ts';
import { instead, kept } from './bug.ts';
import type { PlantedBug } from './planted.ts';

/** Mistakes of devices. */
export const deviceBugs: readonly PlantedBug[] = [
  {
    name: 'bases-before-settle',
    words: 'What was agreed on is recorded before the files are flushed.',
    plant: (): Bug => ({ device: (ports) => ({ ...ports, library: instead(ports.library, { settle: async () => undefined }) }) }),
  },
  {
    name: 'cursor-before-applying',
    words: 'The cursor moves on, and what was not carried out yet is forgotten.',
    plant: (): Bug => ({
      device: (ports) => ({
        ...ports,
        bases: instead(ports.bases, {
          record: (change) => {
            return ports.bases.record({ ...change, pend: [] });
          },
        }),
      }),
    }),
  },
  {
    name: 'placing-not-announced',
    words: 'Files are placed without saying so first, and a device that dies over it takes them for its own.',
    plant: (): Bug => ({
      device: (ports) => ({
        ...ports,
        bases: instead(ports.bases, {
          record: async (change) => (Object.keys(change).join() === 'pend' ? undefined : ports.bases.record(change)),
        }),
      }),
    }),
  },
  {
    name: 'edit-loses',
    words: 'An edit here loses against a deletion in the cloud.',
    plant: (): Bug => ({ device: editLoses }),
  },
  {
    name: 'merge-drops-point',
    words: 'A merge loses a point.',
    plant: (): Bug => ({
      merging: (merging) => ({
        ...merging,
        mergerFor(key) {
          const merger = merging.mergerFor(key);
          if (merger === null) return null;
          return (base, ours, theirs) => {
            const merged = merger(base, ours, theirs);
            if (merged.outcome !== 'merged') return merged;
            return {
              outcome: 'merged',
              bytes: Buffer.from(
                Buffer.from(merged.bytes)
                  .toString('utf8')
                  .replace(/<wpt[\s\S]*?<\/wpt>/, ''),
              ),
            };
          };
        },
      }),
    }),
  },
  {
    name: 'epoch-as-deletions',
    words: 'When all data was deleted from the cloud, a device deletes its own.',
    plant: (): Bug => ({ device: epochAsDeletions }),
  },
  {
    name: 'brake-ignored',
    words: 'Deletions are carried out however many, and nobody is asked.',
    plant: (): Bug => ({ allowsDeletions: true }),
  },
  {
    name: 'off-is-deleted',
    words: 'What is switched off looks deleted.',
    plant: (): Bug => ({ device: offIsDeleted }),
  },
];

/** Notes what a device has agreed on. */
function noting(ports: DevicePorts, memory: DeviceMemory): { ports: DevicePorts; bases: Map<string, BaseRow> } {
  const bases = kept(memory, 'bases', () => new Map<string, BaseRow>());
  const noted = instead(ports.bases, {
    record: (change) => {
      if (change.clear === true) bases.clear();
      for (const row of change.set ?? []) bases.set(keyText(row.key), row);
      return ports.bases.record(change);
    },
  });
  return { ports: { ...ports, bases: noted }, bases };
}

function editLoses(given: DevicePorts, memory: DeviceMemory): DevicePorts {
  const { ports, bases } = noting(given, memory);
  const deleted = kept(memory, 'deleted', () => new Set<string>());
  const asAgreed = (file: LocalFile): LocalFile => {
    const base = bases.get(keyText(file.key))?.base;
    if (!deleted.has(keyText(file.key)) || base?.hash === undefined || base.size === undefined) return file;
    return { ...file, size: base.size, hash: base.hash };
  };
  return {
    ...ports,
    cloud: instead(ports.cloud, {
      async changes(...args) {
        const answer = await ports.cloud.changes(...args);
        for (const row of answer.changes) if (row.kind === 'deletion') deleted.add(keyText(row));
        return answer;
      },
    }),
    library: instead(ports.library, {
      async scan(only) {
        const { files, problems } = await ports.library.scan(only);
        return { files: files.map(asAgreed), problems };
      },
      async remove(file) {
        const { files } = await ports.library.scan([file.key]);
        return ports.library.remove(files[0] ?? file);
      },
    }),
  };
}

function epochAsDeletions(given: DevicePorts, memory: DeviceMemory): DevicePorts {
  const { ports, bases } = noting(given, memory);
  const state = kept(memory, 'epoch', () => ({ epoch: null as number | null }));
  return {
    ...ports,
    cloud: instead(ports.cloud, {
      async changes(...args) {
        const answer = await ports.cloud.changes(...args);
        const { epoch } = state;
        state.epoch ??= answer.epoch;
        if (epoch === null || answer.epoch === epoch) return answer;
        const deletion = ({ key, base }: BaseRow) =>
          ({ ...key, kind: 'deletion', seq: base.seq + 1_000_000, file: 0, stamp: 0, device: null, scope: 'everywhere' }) as const;
        return { ...answer, epoch, changes: [...bases.values()].filter(({ base }) => base.kind === 'content').map(deletion) };
      },
    }),
  };
}

function offIsDeleted(ports: DevicePorts, memory: DeviceMemory): DevicePorts {
  const state = kept(memory, 'off', () => ({ off: [] as readonly string[] }));
  const isOff = (key: FileKey): boolean =>
    !isCompanion(key.name) && state.off.some((entry) => entry === key.type || `${key.type}/${key.name}`.startsWith(`${entry}/`));
  return {
    ...ports,
    bases: instead(ports.bases, {
      record: (change) => {
        state.off = change.memo?.off ?? state.off;
        const memo = change.memo === undefined ? {} : { memo: { ...change.memo, off: [] } };
        return ports.bases.record({ ...change, ...memo });
      },
    }),
    library: instead(ports.library, {
      async scan(only) {
        const { files, problems } = await ports.library.scan(only);
        return { files: files.filter(({ key }) => !isOff(key)), problems };
      },
    }),
  };
}
