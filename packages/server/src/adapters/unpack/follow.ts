import { createHash } from 'node:crypto';
import type { InflateRaw } from 'node:zlib';
import { crc32, createInflateRaw } from 'node:zlib';
import { CairnError } from '@cairn/protocol';
import type { Followed, MemberFacts } from '../../ports/unpacker.ts';
import { headerLength, longestHeader, trailerLength } from './header.ts';
import { isBomb, notGzip, tooLarge } from './inspect.ts';

/** Inspects a member as it passes by, in bounded memory; unpacking runs in the thread pool. */
export function followMember(source: AsyncIterable<Uint8Array>, fileLimit: number): Followed {
  const member = new MemberStream(fileLimit);
  async function* pass(): AsyncGenerator<Uint8Array> {
    try {
      for await (const piece of source) {
        await member.take(piece);
        yield piece;
      }
      await member.end();
    } finally {
      member.close();
    }
  }
  return { pieces: pass(), facts: () => member.facts };
}

class MemberStream {
  readonly #fileLimit: number;
  readonly #inflate: InflateRaw = createInflateRaw({ chunkSize: 64 * 1024 });
  readonly #storedHash = createHash('sha256');
  readonly #hash = createHash('sha256');
  readonly #ended: Promise<void>;
  /** Bytes before the header is whole; null behind it. */
  #head: Buffer | null = Buffer.alloc(0);
  #headerLength = 0;
  /** Last bytes seen: the trailer, at the end. */
  #tail = Buffer.alloc(0);
  #stored = 0;
  #size = 0;
  #crc = 0;
  #finished = false;
  #fault: CairnError | null = null;
  #facts: MemberFacts | null = null;

  constructor(fileLimit: number) {
    this.#fileLimit = fileLimit;
    this.#inflate.on('data', (plain: Buffer) => this.#plain(plain));
    this.#ended = new Promise((resolve) => {
      this.#inflate.once('end', () => {
        this.#finished = true;
        resolve();
      });
      this.#inflate.once('error', (error) => {
        this.#fault ??= notGzip(error);
        resolve();
      });
      this.#inflate.once('close', () => resolve());
    });
  }

  get facts(): MemberFacts {
    if (this.#facts === null) throw new Error('the member has not been read to its end');
    return this.#facts;
  }

  /** @throws CairnError */
  async take(piece: Uint8Array): Promise<void> {
    this.#stored += piece.length;
    this.#storedHash.update(piece);
    this.#tail = Buffer.concat([this.#tail, piece.subarray(-trailerLength)]).subarray(-trailerLength);
    if (this.#head === null) await this.#write(piece);
    else await this.#readHeader(Buffer.concat([this.#head, piece]));
    if (this.#fault !== null) throw this.#fault;
  }

  /** @throws CairnError */
  async end(): Promise<void> {
    if (this.#head !== null) throw notGzip();
    this.#inflate.end();
    await this.#ended;
    if (this.#fault !== null) throw this.#fault;
    const used = this.#headerLength + this.#inflate.bytesWritten + trailerLength;
    const whole = this.#finished && used === this.#stored && this.#tail.length === trailerLength;
    if (!whole || this.#tail.readUInt32LE(0) !== this.#crc || this.#tail.readUInt32LE(4) !== this.#size % 2 ** 32) throw notGzip();
    this.#facts = {
      ...{ hash: this.#hash.digest('hex'), size: this.#size },
      ...{ storedHash: this.#storedHash.digest('hex'), stored: this.#stored },
    };
  }

  close(): void {
    this.#inflate.destroy();
  }

  async #readHeader(head: Buffer): Promise<void> {
    const length = headerLength(head);
    if (length === 'bad' || (length === 'more' && head.length > longestHeader)) throw notGzip();
    this.#head = length === 'more' ? head : null;
    if (length === 'more') return;
    this.#headerLength = length;
    await this.#write(head.subarray(length));
  }

  async #write(piece: Uint8Array): Promise<void> {
    if (this.#finished || this.#fault !== null || piece.length === 0) return;
    await new Promise<void>((resolve) => {
      this.#inflate.write(piece, () => resolve());
      void this.#ended.then(resolve);
    });
  }

  #plain(plain: Buffer): void {
    this.#size += plain.length;
    if (this.#size > this.#fileLimit) this.#stop(tooLarge(this.#fileLimit));
    else if (isBomb(this.#size, this.#stored)) this.#stop(new CairnError('unpacks-too-large'));
    else {
      this.#crc = crc32(plain, this.#crc);
      this.#hash.update(plain);
    }
  }
  #stop(fault: CairnError): void {
    this.#fault ??= fault;
    this.#inflate.destroy();
  }
}
