import type { Lease } from '../ports/world.ts';

/** Leases where there is one process: it holds them all. The lock of the data folder makes sure that there is only one (R19). */
export const soleLease: Lease = {
  take: async () => true,
  release: async () => undefined,
};
