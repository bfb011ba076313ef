import type { Inspection, Unpacker } from '../../ports/unpacker.ts';
import { followMember } from './follow.ts';
import { inspectMember } from './inspect.ts';

/** Unpacks in this thread, at once. For tests, the simulator, and what is too small to travel. */
export const unpackHere: Unpacker = {
  async inspect({ bytes, members }, fileLimit) {
    const found = members.map(({ at, length }): Inspection => inspectMember(bytes.subarray(at, at + length), fileLimit));
    return { bytes, found };
  },
  follow: followMember,
  close: async () => undefined,
};
