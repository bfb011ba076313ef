import { join } from 'node:path';
import type { LargeFileFacts } from '../load/large-file.ts';
import { measureLargeFile } from '../load/large-file.ts';
import { ownerOf } from '../load/requests.ts';
import type { SetUpName } from '../load/set-up.ts';
import { openSetUp } from '../load/set-up.ts';
import type { JobFacts } from '../load/upkeep.ts';
import { measureUpkeep } from '../load/upkeep.ts';
import type { Ledger } from '../readings.ts';
import { openCairnServer, registerDevice } from '../tools/cairn-server.ts';

export interface LargeOptions {
  readonly folder: string;
  readonly setUps: readonly SetUpName[];
  /** Share of the largest file, and of the number of contents. */
  readonly share: number;
  readonly env: NodeJS.ProcessEnv;
}
/** Readings stand under this name and the set-up in place of a corpus. */
export const largeName = 'large';
/** The largest file that a server takes by default, bytes (R33); contents that are kept, and that nothing refers to (R32). */
export const wholeSizes: Sizes = { file: 2 ** 31, kept: 100_000, unreferenced: 200_000 };

export interface Sizes {
  readonly file: number;
  readonly kept: number;
  readonly unreferenced: number;
}

export interface LargeFacts {
  readonly file: LargeFileFacts;
  readonly scrub: JobFacts;
  readonly collect: JobFacts;
}

/** The largest file both ways (R33), then the scrub and the collector over very many contents (R32), on one set-up. */
export async function measureLargeOn(name: SetUpName, folder: string, sizes: Sizes, env: NodeJS.ProcessEnv): Promise<LargeFacts> {
  const setUp = await openSetUp(name, join(folder, name));
  try {
    // The largest file goes up twice.
    const server = await openCairnServer(setUp.folder, { ...env, ...setUp.env, CAIRN_QUOTA_PRO: '10GiB' });
    const measure = async (): Promise<LargeFileFacts> => {
      const owner = ownerOf(await registerDevice(server, 'film@example.org', 'phone'));
      return measureLargeFile(server, owner, sizes.file, () => setUp.contents());
    };
    const file = await measure().finally(() => server.service.stop());
    const upkeep = await measureUpkeep(setUp, env, sizes);
    return { file, ...upkeep };
  } finally {
    await setUp.close();
  }
}

export async function measureLarge({ folder, setUps, share, env }: LargeOptions, ledger: Ledger): Promise<void> {
  const of = (whole: number): number => Math.max(1, Math.floor(whole * share));
  const sizes = { file: of(wholeSizes.file), kept: of(wholeSizes.kept), unreferenced: of(wholeSizes.unreferenced) };
  for (const name of setUps) {
    const { file, scrub, collect } = await measureLargeOn(name, folder, sizes, env);
    const note = (job: string, values: Readonly<Record<string, number>>): void => {
      for (const [measure, value] of Object.entries(values))
        ledger.add({ corpus: `${largeName} on ${name}`, tool: 'cairn', job, measure, round: 1, value });
    };
    note('file', { 'extra bytes': file.extraMemory });
    note('file up', { seconds: file.upload.seconds, 'cpu s': file.upload.cpu });
    note('file down', { seconds: file.download.seconds, 'cpu s': file.download.cpu });
    note('transfers that broke off', { 'extra bytes': file.left.extraMemory, contents: file.left.contents, handles: file.left.handles });
    note('scrub', { seconds: scrub.seconds, 'cpu s': scrub.cpu, 'extra bytes': scrub.extraMemory });
    note('collector', { seconds: collect.seconds, 'cpu s': collect.cpu, 'extra bytes': collect.extraMemory });
  }
}
