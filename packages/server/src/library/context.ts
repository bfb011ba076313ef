import type { Allowance } from '../ports/allowance.ts';
import type { LogStore } from '../ports/log-store.ts';
import type { Logger } from '../ports/logger.ts';
import type { Unpacker } from '../ports/unpacker.ts';
import type { AccountId, Blobs, Clock, Events, Random } from '../ports/world.ts';
import type { Room } from './room.ts';
import type { Space } from './space.ts';

/** What the rules of the library reach the world through. */
export interface LibraryContext {
  readonly store: LogStore;
  readonly blobs: Blobs;
  readonly unpacker: Unpacker;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: Events;
  readonly log: Logger;
  readonly space: Space;
  /** Keys of `Blobs` that a request is writing and no row refers to yet; the look for orphans passes them over. */
  readonly inFlight: Set<string>;
  readonly allowance: (account: AccountId) => Promise<Allowance>;
  /** Days that the trash, and history above its ceiling, are kept. */
  readonly trashDays: number;
  /** Contents up to this many stored bytes lie beside the metadata; larger ones under a key of `Blobs`. */
  readonly inlineBytes: number;
  /** For contents of single uploads that are gathered before they are unpacked. */
  readonly wholeRoom: Room;
}

/** Who asks: a device, or the website (null). */
export interface Asker {
  readonly account: AccountId;
  readonly device: number | null;
}

export const dayMs = 86_400_000;
/** What `inlineBytes` is on a real server; tests and the simulator set it low to go both ways. */
export const inlineBytes = 128 * 1024;
/** Contents up to so many times `inlineBytes` are unpacked in memory, in one go: that takes a third less time than to follow a stream. */
export const wholeFactor = 8;
/** What `wholeRoom` has on a real server: with none left, contents are followed as they come, at a few kilobytes each. */
export const wholeRoomBytes = 32 * 1024 * 1024;
