import { ByteSource } from './byte-source.ts';
import { Coalescer } from './coalescer.ts';
import { CairnError } from './errors.ts';
import { limits } from './limits.ts';

/**
 * A batch carries many small files in one body, in either direction:
 * `[length of header, u32 big-endian][header, UTF-8 JSON][body]` for each item, and a zero u32 at the end.
 * `length` in the header says how many bytes of body follow.
 */
export const batchMediaType = 'application/vnd.cairn.batch';

/** What every header of a batch has: the bytes of body that follow it. */
export interface ItemHeader {
  readonly length: number;
}
/** One item to send. A body that is a stream must give exactly `header.length` bytes. */
export interface BatchItem<H extends ItemHeader = ItemHeader, B = Uint8Array | AsyncIterable<Uint8Array>> {
  readonly header: H;
  readonly body: B;
}

/** Bodies up to this size come whole when a batch is read, bytes; larger ones as a stream. */
const wholeBelow = 1024 * 1024;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A batch whose bodies are all in memory, in one piece: one copy of each body. */
export function encodeBatch(items: readonly BatchItem<ItemHeader, Uint8Array>[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  let size = 4;
  for (const { header, body } of items) {
    if (header.length !== body.length) throw wrongLength(header);
    const frame = frameOf(header);
    parts.push(frame, body);
    size += frame.length + body.length;
  }
  const batch = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    batch.set(part, offset);
    offset += part.length;
  }
  return batch;
}

/** A batch as a stream. Small parts are gathered into pieces worth sending; large ones pass through without a copy. */
export async function* streamBatch(items: Iterable<BatchItem> | AsyncIterable<BatchItem>): AsyncGenerator<Uint8Array> {
  const out = new Coalescer();
  for await (const { header, body } of items) {
    for (const piece of out.add(frameOf(header))) yield piece;
    let left = header.length;
    for await (const part of body instanceof Uint8Array ? [body] : body) {
      left -= part.length;
      if (left < 0) throw wrongLength(header);
      for (const piece of out.add(part)) yield piece;
    }
    if (left !== 0) throw wrongLength(header);
  }
  for (const piece of [...out.add(new Uint8Array(4)), ...out.flush()]) yield piece;
}

export interface ReadBatchOptions<H extends ItemHeader> {
  /** Turns the JSON of a header into a header, or throws. */
  readonly parse: (json: unknown) => H;
  /** Bodies up to this many bytes are given whole; default 1 MiB. */
  readonly wholeBelow?: number;
  /** Most items; default `limits.batchItems`. */
  readonly maxItems?: number;
  /** Most bytes of all bodies together when there is more than one item; default `limits.batchBytes`. */
  readonly maxBytes?: number;
}

/**
 * Reads a batch as it arrives. A body is whole, without a copy where it lies in one piece of the input, or a stream that must be read
 * before the next item is asked for; what is left of it then is passed over. Memory is bounded by one header, one whole body and one
 * piece of the input, however the input is cut. The input's iterator is returned when reading ends early.
 * @throws CairnError `bad-request` when the input is no batch or ends early, `payload-too-large` above `maxItems` or `maxBytes`;
 * what `parse` and the input throw passes through.
 */
export async function* readBatch<H extends ItemHeader>(
  input: AsyncIterable<Uint8Array>,
  options: ReadBatchOptions<H>,
): AsyncGenerator<BatchItem<H>> {
  const { maxItems = limits.batchItems, maxBytes = limits.batchBytes } = options;
  const source = new ByteSource(input, endsEarly);
  try {
    let bytes = 0;
    for (let count = 1; ; count++) {
      const header = await readHeader(source, options.parse);
      if (header === null) break;
      bytes += header.length;
      if (count > maxItems || (count > 1 && bytes > maxBytes)) throw new CairnError('payload-too-large', { items: count, bytes });
      if (header.length <= (options.wholeBelow ?? wholeBelow)) {
        yield { header, body: source.takeReady(header.length) ?? (await source.take(header.length)) };
      } else {
        yield { header, body: source.stream(header.length) };
        await source.skipStream();
      }
    }
    if (!(await source.atEnd())) throw malformed('bytes follow its end');
  } finally {
    await source.close();
  }
}

async function readHeader<H extends ItemHeader>(source: ByteSource, parse: (json: unknown) => H): Promise<H | null> {
  const lengthBytes = source.takeReady(4) ?? (await source.take(4));
  const length = new DataView(lengthBytes.buffer, lengthBytes.byteOffset, 4).getUint32(0);
  if (length === 0) return null;
  if (length > limits.batchHeaderBytes) throw malformed(`a header of ${length} bytes is too long`);
  const json = jsonOf(source.takeReady(length) ?? (await source.take(length)));
  if (!hasLength(json)) throw malformed('a header has no usable length');
  return parse(json);
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch (cause) {
    throw malformed('a header is not JSON in UTF-8', cause);
  }
}
function hasLength(json: unknown): json is ItemHeader {
  if (typeof json !== 'object' || json === null || !('length' in json)) return false;
  return Number.isSafeInteger(json.length) && Number(json.length) >= 0;
}

function frameOf(header: ItemHeader): Uint8Array {
  const json = encoder.encode(JSON.stringify(header));
  if (json.length > limits.batchHeaderBytes) throw malformed(`a header of ${json.length} bytes is too long`);
  const frame = new Uint8Array(4 + json.length);
  new DataView(frame.buffer).setUint32(0, json.length);
  frame.set(json, 4);
  return frame;
}

function malformed(what: string, cause?: unknown): CairnError {
  return new CairnError('bad-request', { reason: `the batch is malformed: ${what}` }, { cause });
}
function endsEarly(): CairnError {
  return malformed('it ends in the middle');
}
/** A fault of the sender: the body is not what its header says. */
function wrongLength(header: ItemHeader): CairnError {
  return malformed(`a body is not the ${header.length} bytes that its header says`);
}
