import type { Packet } from '../ports/unpacker.ts';

/** A packet is sent on when it holds so much; bytes and members. */
const fullBytes = 512 * 1024;
const fullMembers = 256;

/** Gathers small members into one piece of memory that can be handed from thread to thread. */
export class PacketBuilder<Item> {
  #items: Item[] = [];
  #parts: Uint8Array[] = [];
  #length = 0;

  get empty(): boolean {
    return this.#items.length === 0;
  }
  get full(): boolean {
    return this.#length >= fullBytes || this.#items.length >= fullMembers;
  }

  add(item: Item, member: Uint8Array): void {
    this.#items.push(item);
    this.#parts.push(member);
    this.#length += member.length;
  }

  /** The packet; the builder is empty afterwards. */
  take(): Packet & { readonly items: readonly Item[] } {
    const bytes = new Uint8Array(this.#length);
    const members: { at: number; length: number }[] = [];
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      members.push({ at, length: part.length });
      at += part.length;
    }
    const items = this.#items;
    this.#items = [];
    this.#parts = [];
    this.#length = 0;
    return { bytes, members, items };
  }
}
