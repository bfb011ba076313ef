import type { FileKey } from '@cairn/protocol';
import { keyText } from './memory-library.ts';

/** Contents by the names they go by. */
class Contents {
  readonly #hashes: Map<string, Set<string>>;

  constructor(hashes = new Map<string, Set<string>>()) {
    this.#hashes = hashes;
  }
  has(key: FileKey, hash: string): boolean {
    return this.#hashes.get(keyText(key))?.has(hash) ?? false;
  }
  add(key: FileKey, hash: string): void {
    const at = keyText(key);
    this.#hashes.set(at, (this.#hashes.get(at) ?? new Set()).add(hash));
  }
  /** One content of a name, or all of them. */
  forget(key: FileKey, hash?: string): void {
    if (hash === undefined) this.#hashes.delete(keyText(key));
    else this.#hashes.get(keyText(key))?.delete(hash);
  }
  image(): Contents {
    return new Contents(new Map([...this.#hashes].map(([at, known]) => [at, new Set(known)])));
  }
}

/** What a device had in common with the cloud, unless its person wrote it anew: that must not come back by itself (R24). */
export class Had {
  /** Got from the cloud or agreed on. */
  readonly received: Contents;
  /** Sent by this device and taken by the cloud, whether the device lived to hear of it or not. */
  readonly arrived: Contents;

  constructor(received = new Contents(), arrived = new Contents()) {
    this.received = received;
    this.arrived = arrived;
  }
  /** A person wrote this content under this name, or meant the whole name. */
  forget(key: FileKey, hash?: string): void {
    this.received.forget(key, hash);
    this.arrived.forget(key, hash);
  }
  image(): Had {
    return new Had(this.received.image(), this.arrived.image());
  }
}
