import { createReadStream, rmSync } from 'node:fs';
import { LibraryError } from '@cairn/sync';
import type { Packed } from '@cairn/sync';
import { packInto } from './large.ts';
import type { Spooled } from './large.ts';
import type { Temporary } from './temporary.ts';

/** Large files wait packed in the temporary folder until they have been sent once; sent again, they are packed again. */
export class Spools {
  readonly #temporary: Temporary;
  readonly #files = new Set<string>();

  constructor(temporary: Temporary) {
    this.#temporary = temporary;
  }

  /** Packs the file at `path`. @throws LibraryError `changed-meanwhile`, or what the system says. */
  async pack(path: string): Promise<{ readonly facts: Spooled; readonly gzip: Packed['gzip'] }> {
    const first = await this.#spool(path);
    let spool: string | null = first.spool;
    const open = async function* (this: Spools): AsyncGenerator<Uint8Array> {
      spool ??= await this.#again(path, first.facts);
      for await (const part of createReadStream(spool, { highWaterMark: 256 * 1024 })) if (part instanceof Uint8Array) yield part;
      this.#drop(spool);
      spool = null;
    };
    return { facts: first.facts, gzip: { length: first.facts.packedSize, open: () => open.call(this) } };
  }

  /** Removes what was never sent. */
  close(): void {
    for (const spool of this.#files) this.#drop(spool);
  }

  async #spool(path: string): Promise<{ spool: string; facts: Spooled }> {
    const spool = this.#temporary.next();
    this.#files.add(spool);
    return { spool, facts: await packInto(path, spool) };
  }
  async #again(path: string, before: Spooled): Promise<string> {
    const { spool, facts } = await this.#spool(path);
    if (facts.hash === before.hash && facts.packedSize === before.packedSize) return spool;
    this.#drop(spool);
    throw new LibraryError(
      'changed-meanwhile',
      'It was changed while it was being sent. Both versions are kept; the next sync looks again.',
    );
  }
  #drop(spool: string): void {
    this.#files.delete(spool);
    rmSync(spool, { force: true });
  }
}
