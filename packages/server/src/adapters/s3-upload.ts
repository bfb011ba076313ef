import { createHash } from 'node:crypto';
import type { Breaker } from './s3-breaker.ts';
import type { Part, S3Requests, Stored } from './s3-client.ts';
import { S3Fault } from './s3-fault.ts';
import { hashOf } from './s3-read.ts';
import type { Sums } from './s3-sums.ts';
import { etagOfParts, etagOfWhole, sha256OfParts, sumsOf } from './s3-sums.ts';
import { pause } from './s3-pause.ts';

interface Tools {
  readonly requests: S3Requests;
  readonly breaker: Breaker;
  readonly pauses: readonly number[];
  readonly partBytes: number;
}
/** What was sent, to be held against what the store has. */
interface Expected {
  readonly length: number;
  readonly etag: string;
  readonly sha256: string;
  /** SHA-256 of all bytes, hex: for stores whose own checksums are of another kind. */
  readonly hash: string;
}
/** Contents that are sent in parts at a time: each holds two parts in memory. */
const atOnce = 8;

/** Sends contents. What it returns from is whole at the store, by checksum; what it throws from is gone from there, or will be found as an orphan. */
export class Uploads {
  readonly #tools: Tools;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  async putWhole(key: string, bytes: Uint8Array): Promise<number> {
    try {
      await this.#sendWhole(key, bytes);
      return bytes.length;
    } catch (error) {
      await Promise.allSettled([this.patiently(() => this.#tools.requests.remove(key))]);
      throw error;
    }
  }

  /** Short ones in one request, others in parts. The source is read no faster than the store takes it. */
  async putStream(key: string, source: AsyncIterable<Uint8Array>): Promise<number> {
    const parts = partsOf(source, this.#tools.partBytes);
    const first = await parts.next();
    if (first.done === true) return this.putWhole(key, new Uint8Array(0));
    if (first.value.length < this.#tools.partBytes) return this.putWhole(key, first.value);
    await this.#turn();
    try {
      return await this.#putParts(key, first.value, parts);
    } finally {
      // What nobody reads any more must hear of it.
      await parts.return(undefined);
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** Tries again what may be repeated; waits a little longer each time. @throws S3Fault, CairnError `busy` */
  async patiently<T>(work: () => Promise<T>): Promise<T> {
    for (let round = 0; ; round++) {
      try {
        return await this.#tools.breaker.around(work);
      } catch (error) {
        const wait = this.#tools.pauses[round];
        if (!(error instanceof S3Fault) || error.kind !== 'doubt' || wait === undefined) throw error;
        await pause(wait);
      }
    }
  }

  /** Ends all uploads in parts of a key. */
  async abortAll(key: string): Promise<void> {
    const { requests } = this.#tools;
    const { items } = await this.patiently(() => requests.uploads(null, 100, key));
    for (const one of items) if (one.key === key) await this.patiently(() => requests.abort(key, one.upload));
  }

  async #sendWhole(key: string, bytes: Uint8Array): Promise<void> {
    const sums = sumsOf(bytes);
    const expected = {
      length: bytes.length,
      etag: etagOfWhole(sums),
      sha256: sums.sha256,
      hash: Buffer.from(sums.sha256, 'base64').toString('hex'),
    };
    await this.#settle(key, expected, () => this.#tools.requests.put(key, bytes, sums));
  }

  async #putParts(key: string, first: Uint8Array, rest: AsyncIterator<Uint8Array>): Promise<number> {
    const { requests } = this.#tools;
    const upload = await this.patiently(() => requests.begin(key));
    let sending: Promise<void> = Promise.resolve();
    try {
      const sent: Part[] = [];
      const sums: Sums[] = [];
      const whole = createHash('sha256');
      for (let part: Uint8Array | null = first; part !== null;) {
        const body: Uint8Array = part;
        const own = sumsOf(body);
        whole.update(body);
        sums.push(own);
        const number = sums.length;
        sending = this.#sendPart(key, upload, number, body, own).then((stored) => void sent.push({ ...stored, number }));
        // Met below; until then it must not count as unhandled.
        sending.catch(() => undefined);
        const next: IteratorResult<Uint8Array> = await rest.next();
        await sending;
        part = next.done === true ? null : next.value;
      }
      const length = sums.reduce((sum, one) => sum + one.length, 0);
      const expected = { length, etag: etagOfParts(sums), sha256: sha256OfParts(sums), hash: whole.digest('hex') };
      await this.#settle(key, expected, () => requests.complete(key, upload, sent));
      return length;
    } catch (error) {
      await Promise.allSettled([sending]);
      // Also uploads whose beginning was in doubt.
      await Promise.allSettled([this.patiently(() => requests.abort(key, upload)).then(() => this.abortAll(key))]);
      await Promise.allSettled([this.patiently(() => requests.remove(key))]);
      throw error;
    }
  }

  /** A part may be sent again under its number. */
  async #sendPart(key: string, upload: string, number: number, body: Uint8Array, sums: Sums): Promise<Stored> {
    return this.patiently(async () => {
      const stored = await this.#tools.requests.putPart(key, upload, number, body, sums);
      if (stored.etag === '') throw new S3Fault('doubt', `part ${number} was answered without its checksum`);
      return stored;
    });
  }

  /** Carries a write out until its checksum was seen at the store. */
  async #settle(key: string, expected: Expected, write: () => Promise<Stored>): Promise<void> {
    for (let round = 0; ; round++) {
      let last: S3Fault;
      try {
        const stored = await this.#tools.breaker.around(write);
        if (stored.etag === expected.etag || stored.sha256 === expected.sha256) return;
        last = new S3Fault('doubt', 'a content was answered with another checksum');
      } catch (error) {
        if (!(error instanceof S3Fault) || error.kind === 'refused' || error.kind === 'full') throw error;
        last = error;
      }
      if (await this.#isWhole(key, expected)) return;
      // An upload that is gone and left nothing will not come back.
      const wait = last.kind === 'absent' ? undefined : this.#tools.pauses[round];
      if (wait === undefined) throw last;
      await pause(wait);
    }
  }

  /** The look that decides: length and checksum at the store; where its checksums are of another kind, the bytes themselves. */
  async #isWhole(key: string, expected: Expected): Promise<boolean> {
    const found = await this.patiently(() => this.#tools.requests.head(key));
    if (found === null || found.length !== expected.length) return false;
    if (found.etag === expected.etag || found.sha256 === expected.sha256) return true;
    return (await hashOf(this.#tools, key)) === expected.hash;
  }

  async #turn(): Promise<void> {
    this.#running += 1;
    if (this.#running > atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

/** The bytes in parts of one size; the last may be shorter. */
async function* partsOf(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  let gathered: Uint8Array[] = [];
  let length = 0;
  for await (let piece of source) {
    while (length + piece.length >= size) {
      const take = size - length;
      yield Buffer.concat([...gathered, piece.subarray(0, take)]);
      piece = piece.subarray(take);
      gathered = [];
      length = 0;
    }
    if (piece.length > 0) gathered.push(piece);
    length += piece.length;
  }
  if (length > 0) yield Buffer.concat(gathered);
}
