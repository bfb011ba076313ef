import type { AppPorts } from '@cairn/server';
import type { Bases, Cloud, Library, Merging } from '@cairn/sync';
import type { Database } from '../log-rows.ts';

/** Ports of one device, between the engine and the world. */
export interface DevicePorts {
  readonly library: Library;
  readonly bases: Bases;
  readonly cloud: Cloud;
}

/**
 * A deliberate mistake (R30), made by ports that lie: the product's code is the same with and without it. `device` gets the ports of one
 * device and what may be remembered for as long as the device lives.
 */
export interface Bug {
  readonly name: string;
  readonly words: string;
  store(store: AppPorts['store'], database: Database): AppPorts['store'];
  blobs(blobs: AppPorts['blobs']): AppPorts['blobs'];
  merging(merging: Merging): Merging;
  device(ports: DevicePorts, memory: Map<string, unknown>): DevicePorts;
  /** Deletions are carried out without asking. */
  readonly allowsDeletions: boolean;
}

export const noBug: Bug = {
  name: 'none',
  words: 'no mistake',
  store: (store) => store,
  blobs: (blobs) => blobs,
  merging: (merging) => merging,
  device: (ports) => ports,
  allowsDeletions: false,
};
