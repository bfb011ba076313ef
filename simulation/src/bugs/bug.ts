import type { AppPorts } from '@cairn/server';
import type { Bases, Cloud, Library, Merging } from '@cairn/sync';
import type { Tables } from '../host-database.ts';

export type Store = AppPorts['store'];
/** Ports of one device, between the engine and the world. */
export interface DevicePorts {
  readonly library: Library;
  readonly bases: Bases;
  readonly cloud: Cloud;
}

/**
 * A deliberate mistake (R30), made by ports that lie: the product's code is the same with and without it. One object serves one world;
 * `store` is asked at every start of the server, `device` at every start of a device, with what that device may remember.
 */
export interface Bug {
  readonly store?: (store: Store, tables: Tables) => Store;
  readonly blobs?: (blobs: AppPorts['blobs']) => AppPorts['blobs'];
  readonly merging?: (merging: Merging) => Merging;
  readonly device?: (ports: DevicePorts, memory: DeviceMemory) => DevicePorts;
  /** Deletions are carried out without asking. */
  readonly allowsDeletions?: boolean;
}
/** What a mistaken device keeps over its restarts. */
export type DeviceMemory = Map<string, unknown>;
export const noBug: Bug = {};

/** A port in which some methods are others. */
export function instead<Port extends object>(port: Port, others: Partial<Port>): Port {
  return new Proxy(port, {
    get(target, name) {
      const other: unknown = Reflect.get(others, name);
      if (other !== undefined) return other;
      const own: unknown = Reflect.get(target, name, target);
      return typeof own === 'function' ? (...args: unknown[]): unknown => own.apply(target, args) as unknown : own;
    },
  });
}
/** Something kept over the restarts of a device. */
export function kept<T>(memory: DeviceMemory, name: string, fresh: () => T): T {
  if (!memory.has(name)) memory.set(name, fresh());
  return memory.get(name) as T;
}
