import { Buffer } from 'node:buffer';
import { CairnError, checkNewKey, limits, readBatch } from '@cairn/protocol';
import type { UploadHeader, WriteAnswer, WriteResult } from '@cairn/protocol';
import { megabytes } from '../log/limits.ts';
import type { Limits, NewContent, Put, Writer, Written } from '../ports/log-store.ts';
import type { MemberFacts, Packet } from '../ports/unpacker.ts';
import type { Asker, LibraryContext } from './context.ts';
import { dayMs, wholeFactor } from './context.ts';
import { PacketBuilder } from './packet.ts';
import { refusal, resultOf } from './results.ts';

/** Room for what gzip adds to content that does not shrink. */
const gzipSlack = 1024 * 1024;

/**
 * Takes a batch of contents as it arrives. Small ones are gathered into packets that are unpacked elsewhere and appended with one
 * flush; those too long for a row are stored in `Blobs` first, the largest of them as a stream. Results are in the order of the request; what was answered `done` is durable (R01).
 * What arrived before a request broke off stays; sending it again changes nothing (R15).
 */
export async function upload(
  ctx: LibraryContext,
  who: Asker,
  body: AsyncIterable<Uint8Array>,
  parse: (json: unknown) => UploadHeader,
): Promise<WriteAnswer> {
  await ctx.space.check();
  const { allowance, ...rest } = await circumstances(ctx, who);
  const batch = new UploadBatch(ctx, rest.writer, { allowance, evictBefore: rest.evictBefore });
  try {
    for await (const item of readBatch<UploadHeader>(body, { parse, wholeBelow: wholeFactor * ctx.inlineBytes })) {
      if (item.header.length > allowance.fileLimit + gzipSlack) batch.refuseTooLarge(item.header);
      else if (item.body instanceof Uint8Array) await batch.addWhole(item.header, item.body);
      else await batch.addStream(item.header, item.body);
    }
  } finally {
    await batch.finish();
  }
  const { epoch, dataEpoch } = batch.at ?? (await ctx.store.logState(who.account));
  return { results: batch.results, epoch, dataEpoch };
}

/** What a write is judged by, now. */
export async function circumstances(ctx: LibraryContext, who: Asker): Promise<Limits & { readonly writer: Writer }> {
  const now = ctx.clock.now();
  const writer = { account: who.account, device: who.device, now };
  return { writer, allowance: await ctx.allowance(who.account), evictBefore: now - ctx.trashDays * dayMs };
}

/** The writes of one request: unpacking may overtake, appending keeps the order. */
class UploadBatch {
  readonly results: WriteResult[] = [];
  at: Written['at'] | null = null;
  readonly #ctx: LibraryContext;
  readonly #writer: Writer;
  readonly #limits: Limits;
  #packet = new PacketBuilder<Item>();
  #count = 0;
  /** Ends when everything before it has been appended. */
  #appended: Promise<void> = Promise.resolve();
  #sentBefore: Promise<void> = Promise.resolve();

  constructor(ctx: LibraryContext, writer: Writer, limits: Limits) {
    this.#ctx = ctx;
    this.#writer = writer;
    this.#limits = limits;
  }

  /** Refuses an item unread. What can still be passed over is; a larger body ends the request. @throws CairnError */
  refuseTooLarge(header: UploadHeader): void {
    const fault = new CairnError('file-too-large', { limitMb: megabytes(this.#limits.allowance.fileLimit) });
    if (header.length > limits.batchBytes) throw fault;
    const index = this.#place(header);
    if (index !== null) this.results[index] = refusal(fault.code, fault.details);
  }

  async addWhole(header: UploadHeader, member: Uint8Array): Promise<void> {
    const index = this.#place(header);
    if (index === null) return;
    this.#packet.add({ header, index }, member);
    if (this.#packet.full) await this.#send();
  }

  async addStream(header: UploadHeader, member: AsyncIterable<Uint8Array>): Promise<void> {
    const index = this.#place(header);
    if (index === null) return;
    await this.#send();
    await this.#appended;
    const key = this.#newKey();
    try {
      const followed = this.#ctx.unpacker.follow(member, this.#limits.allowance.fileLimit);
      const facts = await this.#store(key, followed.pieces, () => followed.facts());
      if (facts instanceof CairnError) this.results[index] = refusal(facts.code, facts.details);
      else await this.#append([{ header, index, facts, place: { key } }], new Uint8Array(0));
    } finally {
      this.#ctx.inFlight.delete(key);
    }
  }

  /** Waits for everything that was begun. */
  async finish(): Promise<void> {
    await this.#send();
    await this.#appended;
  }

  /** The place of the result; null when the item is refused before its bytes are looked at. */
  #place(header: UploadHeader): number | null {
    const index = this.#count++;
    try {
      checkNewKey(header);
      return index;
    } catch (error) {
      if (!(error instanceof CairnError)) throw error;
      this.results[index] = refusal(error.code, error.details);
      return null;
    }
  }

  async #send(): Promise<void> {
    if (this.#packet.empty) return;
    this.#appended = this.#appendPacket(this.#packet.take(), this.#appended);
    // A failure is met by whoever waits; it must not count as unhandled until then.
    this.#appended.catch(() => undefined);
    // One packet is unpacked while the one before it is appended; more would only fill the memory.
    const wait = this.#sentBefore;
    this.#sentBefore = this.#appended;
    await wait;
  }

  async #appendPacket(packet: Packet & { readonly items: readonly Item[] }, before: Promise<void>): Promise<void> {
    const keys: string[] = [];
    try {
      const { bytes, found } = await this.#ctx.unpacker.inspect(packet, this.#limits.allowance.fileLimit);
      const good: Checked[] = [];
      const storing: Promise<unknown>[] = [];
      for (const [at, { header, index }] of packet.items.entries()) {
        const facts = found[at];
        const member = packet.members[at];
        if (facts === undefined || member === undefined) continue;
        if (facts instanceof CairnError) this.results[index] = refusal(facts.code, facts.details);
        else if (member.length <= this.#ctx.inlineBytes) good.push({ header, index, facts, place: { at: member.at } });
        else {
          const key = this.#newKey();
          keys.push(key);
          storing.push(this.#ctx.blobs.put(key, bytes.subarray(member.at, member.at + member.length)));
          good.push({ header, index, facts, place: { key } });
        }
      }
      // The memory is handed on below and the keys are let go: everything has ended then, also what another one's failure made useless.
      const failed = (await Promise.allSettled(storing)).find((outcome) => outcome.status === 'rejected');
      await before;
      if (failed !== undefined) throw failed.reason;
      await this.#append(good, bytes);
    } finally {
      for (const key of keys) this.#ctx.inFlight.delete(key);
    }
  }

  /** A key that the look for orphans passes over until it is let go. */
  #newKey(): string {
    const key = Buffer.from(this.#ctx.random.bytes(16)).toString('hex');
    this.#ctx.inFlight.add(key);
    return key;
  }

  async #append(checked: readonly Checked[], bytes: Uint8Array): Promise<void> {
    const { items, refused } = putsOf(checked);
    for (const { index, result } of refused) this.results[index] = result;
    const keys = refused.flatMap(({ place }) => ('key' in place ? [place.key] : []));
    if (items.length > 0) {
      const written = await this.#ctx.store.put({
        bytes,
        writer: this.#writer,
        limits: this.#limits,
        items: items.map((item) => item.put),
      });
      keys.push(...written.unused);
      this.at = written.at;
      for (const [at, outcome] of written.outcomes.entries()) {
        const item = items[at];
        if (item !== undefined && outcome.status !== 'rewrite') this.results[item.index] = resultOf(outcome);
      }
      if (written.outcomes.some((outcome) => outcome.status === 'done')) this.#ctx.events.publish(this.#writer.account, written.at);
    }
    for (const key of keys) await removeQuietly(this.#ctx, key);
  }

  async #store(key: string, pieces: AsyncIterable<Uint8Array>, facts: () => MemberFacts): Promise<MemberFacts | CairnError> {
    try {
      await this.#ctx.blobs.put(key, pieces);
      return facts();
    } catch (error) {
      if (error instanceof CairnError && aboutContent.has(error.code)) return error;
      throw error;
    }
  }
}

/** Faults of one content, which do not end the request. */
const aboutContent: ReadonlySet<string> = new Set(['not-gzip', 'unpacks-too-large', 'file-too-large']);

interface Item {
  readonly header: UploadHeader;
  /** Place of the result. */
  readonly index: number;
}
interface Checked extends Item {
  readonly facts: MemberFacts;
  readonly place: NewContent['place'];
}

/** Contents whose checksum is as announced, ready for the log; the others are refused. */
function putsOf(checked: readonly Checked[]) {
  const items: { index: number; put: Put }[] = [];
  const refused: { index: number; result: WriteResult; place: NewContent['place'] }[] = [];
  for (const { header, index, facts, place } of checked) {
    const { type, name, base, clientTime, epoch, time } = header;
    if (header.hash !== undefined && header.hash !== facts.hash) refused.push({ index, result: refusal('hash-mismatch'), place });
    else
      items.push({
        index,
        put: {
          type,
          name,
          base,
          clientTime,
          content: { ...facts, place },
          ...(epoch === undefined ? {} : { epoch }),
          ...(time === undefined ? {} : { time }),
        },
      });
  }
  return { items, refused };
}

/** Removes bytes that nothing refers to; what fails here is found by the look for orphans (R07). */
export async function removeQuietly(ctx: Pick<LibraryContext, 'blobs' | 'log'>, key: string): Promise<void> {
  try {
    await ctx.blobs.remove(key);
  } catch (error) {
    ctx.log.warn({ err: error }, 'a content that nothing refers to could not be removed; it is tried again later');
  }
}
