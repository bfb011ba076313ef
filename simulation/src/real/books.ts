import { inspect, Journal } from '@cairn/e2e';
import type { Client, ContentVersion, FileKey } from '@cairn/protocol';
import { isFolderMark } from '@cairn/protocol';
import { pointKeys, pointsIn } from '../contents.ts';
import { hashOf, keyText } from '../memory-library.ts';
import { Violation } from '../violation.ts';

const isPoints = (key: FileKey): boolean => pointKeys.some((one) => keyText(one) === keyText(key));
/** Contents of two people on the same device need not differ in their folder marks. */
const nothing = hashOf(new Uint8Array(0));

interface Written {
  readonly who: string;
  readonly key: FileKey;
}
/** Where contents are that no cloud has: on disks, and what syncs took away there. */
export interface Disks {
  readonly hashes: ReadonlySet<string>;
  readonly undone: ReadonlySet<string>;
  /** Points of a file as it lies on every disk. */
  readonly pointsOf: (key: FileKey) => Uint8Array | null;
}

/**
 * What people did and what was acknowledged to them, kept outside of everything that is tested (R24). Nobody empties a trash in these
 * histories, so every content that was ever acknowledged must be there at the end, byte for byte.
 */
export class Books {
  readonly #journal = new Journal();
  readonly #keys = new Map<string, FileKey>();
  readonly #agreed = new Map<string, FileKey>();
  readonly #written = new Map<string, Written>();
  readonly #byPhone = new Set<string>();
  /** What an app was told is in the cloud: it knows no numbers of versions. */
  readonly #told = new Map<string, Written>();
  readonly #ended = new Set<string>();
  readonly #deleted = new Map<string, { readonly key: FileKey; readonly hash: string }>();
  readonly #points = new Map<string, Set<string>>();
  readonly #chosen = new Set<string>();

  constructor() {
    this.#journal.sent.add(nothing);
  }

  /** How many contents were acknowledged. */
  get acknowledged(): number {
    return this.#journal.entries.length;
  }
  /** A person wrote a file; what it held before is given up where no cloud has it. */
  wrote(who: string, key: FileKey, bytes: Uint8Array, replaced: string | null): void {
    const hash = hashOf(bytes);
    this.#keys.set(keyText(key), key);
    this.#journal.sent.add(hash);
    this.gaveUp(who, replaced);
    if (isPoints(key)) {
      const names = this.#points.get(keyText(key)) ?? new Set();
      for (const { name } of pointsIn(bytes)) names.add(name);
      this.#points.set(keyText(key), names);
    } else this.#written.set(hash, { who, key });
  }
  /** A phone keeps nothing of what is replaced on it, and sends again what it did not record. */
  wroteOnPhone(who: string, key: FileKey, bytes: Uint8Array, replaced: string | null): void {
    this.wrote(who, key, bytes, replaced);
    this.#byPhone.add(hashOf(bytes));
    if (isPoints(key)) this.chose(key);
  }
  gaveUp(who: string, hash: string | null): void {
    if (hash !== null && this.#written.get(hash)?.who === who) this.#written.delete(hash);
  }
  /** The cloud took a content of a phone. */
  tookFromPhone(who: string, key: FileKey, hash: string): void {
    this.#told.set(hash, { who, key });
  }
  /** A merge on a device made this content. */
  merged(key: FileKey, hash: string): void {
    if (isPoints(key)) this.#journal.sent.add(hash);
  }
  /** A person ends a name, by deleting or by renaming. */
  ended(key: FileKey): void {
    this.#ended.add(keyText(key));
  }
  wasEnded(key: FileKey): boolean {
    return this.#ended.has(keyText(key));
  }
  /** The deletion of this content was acknowledged. */
  deleted(key: FileKey, hash: string): void {
    if (!this.#byPhone.has(hash)) this.#deleted.set(keyText(key), { key, hash });
  }
  /** A person means this name to be there again: from the trash, or by renaming. */
  meant(key: FileKey): void {
    this.#deleted.delete(keyText(key));
    this.#keys.set(keyText(key), key);
  }
  /** A person chose a side of a conflict: of a file of points, the other side is in the history only. */
  chose(key: FileKey): void {
    this.#chosen.add(keyText(key));
  }
  /** A device has written down that it agrees with the cloud on these. @throws Violation when one number stands for two contents */
  acknowledge(who: string, rows: readonly { readonly key: FileKey; readonly seq: number; readonly hash: string }[]): void {
    for (const { key, seq, hash } of rows) {
      const known = this.#journal.get(seq);
      if (known !== undefined && known.hash !== hash)
        throw new Violation('contradiction', `${who} agreed on ${key.name} as version ${seq}, which was another content before`);
      if (known === undefined) this.#journal.acknowledge({ name: key.name, seq, hash });
      this.#agreed.set(keyText(key), key);
    }
  }

  /** Everything that was written and acknowledged is still somewhere, nothing went or came back that nobody asked for. @throws Violation */
  async check(client: Client, heads: ReadonlyMap<string, ContentVersion>, disks: Disks): Promise<void> {
    for (const head of heads.values()) this.merged(head, head.hash);
    const { faults } = await inspect(client, this.#journal);
    if (faults.length > 0) throw new Violation('lost', faults.join('; '));
    await this.#checkWritten(client, disks);
    for (const [at, key] of this.#agreed) {
      if (heads.has(at) || this.#ended.has(at) || isFolderMark(key.name)) continue;
      throw new Violation('removed-unasked', `${key.name} was agreed on and is not in the cloud any more; nobody ended it`);
    }
    for (const [at, { key, hash }] of this.#deleted) {
      if (heads.get(at)?.hash === hash) throw new Violation('resurrected', `${key.name} is back with the content that was deleted`);
    }
    this.#checkPoints(disks);
  }
  async #checkWritten(client: Client, { hashes, undone }: Disks): Promise<void> {
    const there = new Set(this.#journal.entries.map(({ hash }) => hash));
    const isSomewhere = (hash: string): boolean => there.has(hash) || hashes.has(hash) || undone.has(hash);
    const missing = [...this.#written].filter(([hash]) => !isSomewhere(hash));
    const untold = [...this.#told].filter(([hash]) => !there.has(hash));
    if (missing.length + untold.length === 0) return;
    for (const { type, name } of this.#keys.values()) {
      const { versions } = await client.history({ query: { type, name } });
      for (const { version, available } of versions) if (available && version.kind === 'content') there.add(version.hash);
    }
    for (const [hash, { who, key }] of missing) {
      if (!isSomewhere(hash)) throw new Violation('edit-lost', `what was written as ${key.name} on ${who} is nowhere any more`);
    }
    for (const [hash, { who, key }] of untold) {
      if (!there.has(hash)) throw new Violation('lost', `the cloud told ${who} that it has ${key.name}, and does not`);
    }
  }
  #checkPoints({ pointsOf }: Disks): void {
    for (const [at, names] of this.#points) {
      const key = this.#keys.get(at);
      if (key === undefined || this.#chosen.has(at)) continue;
      const here = new Set(pointsIn(pointsOf(key) ?? new Uint8Array(0)).map(({ name }) => name));
      const lost = [...names].filter((name) => !here.has(name));
      if (lost.length > 0) throw new Violation('point-lost', `${key.name} has lost ${lost.join(', ')}, which nobody removed`);
    }
  }
}
