import type { Clock } from '@cairn/sync';
import type { Pool } from '../pool/pool.ts';
import type { Catalogue } from './catalogue.ts';
import type { Disk } from './disk.ts';
import type { Names } from './names.ts';
import type { KnownNames } from './scan.ts';
import type { Temporary } from './temporary.ts';

/** What the parts of a folder library share. `root` is absolute. */
export interface Context {
  readonly root: string;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly catalogue: Catalogue;
  readonly names: Names;
  readonly known: KnownNames;
  readonly pool: Pool;
  readonly temporary: Temporary;
}
