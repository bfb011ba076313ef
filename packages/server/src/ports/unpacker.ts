import type { CairnError } from '@cairn/protocol';

/** What a gzip member holds, found by unpacking it: SHA-256 in hex, sizes in bytes. */
export interface MemberFacts {
  readonly hash: string;
  readonly size: number;
  readonly storedHash: string;
  readonly stored: number;
}
/** Facts, or why the bytes are not taken: `not-gzip`, `unpacks-too-large`, `file-too-large`. */
export type Inspection = MemberFacts | CairnError;

export interface Packet {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly members: readonly { readonly at: number; readonly length: number }[];
}

/**
 * Unpacks what clients send, within bounds (R41): exactly one whole gzip member (RFC 1952), nothing behind it, not more than the
 * file limit, and from 16 MiB on not more than 250 times what came. Nothing that a client announced is believed.
 */
export interface Unpacker {
  /** Inspects members that lie in memory. The bytes are handed over and come back in the answer, unchanged. */
  inspect(packet: Packet, fileLimit: number): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly found: readonly Inspection[] }>;
  /**
   * Inspects a member as it passes by: gives the same pieces on. Ends with the facts once the source has ended.
   * @throws CairnError out of `pieces`, as soon as it is known
   */
  follow(source: AsyncIterable<Uint8Array>, fileLimit: number): Followed;
  close(): Promise<void>;
}
export interface Followed {
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Known once `pieces` has been read to its end. @throws Error before */
  facts(): MemberFacts;
}
