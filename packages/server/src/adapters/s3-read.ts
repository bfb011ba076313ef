import { createHash } from 'node:crypto';
import { CairnError } from '@cairn/protocol';
import type { Readable } from 'node:stream';
import type { Breaker } from './s3-breaker.ts';
import type { S3Requests } from './s3-client.ts';
import { S3Fault, faultOf } from './s3-fault.ts';
import { pause } from './s3-pause.ts';

interface Tools {
  readonly requests: S3Requests;
  readonly breaker: Breaker;
  readonly pauses: readonly number[];
}
interface Opened {
  readonly body: Readable;
  readonly etag: string;
}

/**
 * Opens an object for reading from a byte on. A reading that breaks off goes on from where it was, on the very same object.
 * @throws CairnError `file-not-available`; S3Fault
 */
export async function readObject(tools: Tools, key: string, start: number): Promise<AsyncIterable<Uint8Array>> {
  const opened = await openAt(tools, key, start);
  if (opened === 'end') return none();
  // What nobody reads would hold its connection for ever.
  const unread = setTimeout(() => opened.body.destroy(), tools.requests.patience.pieceMs);
  unread.unref();
  opened.body.once('error', () => undefined);
  return {
    [Symbol.asyncIterator]() {
      clearTimeout(unread);
      return follow(tools, key, start, opened);
    },
  };
}

/** SHA-256 of an object as it is read, hex; null when there is none. */
export async function hashOf(tools: Tools, key: string): Promise<string | null> {
  try {
    const sum = createHash('sha256');
    for await (const piece of await readObject(tools, key, 0)) sum.update(piece);
    return sum.digest('hex');
  } catch (error) {
    if (error instanceof CairnError && error.code === 'file-not-available') return null;
    throw error;
  }
}

async function* follow(tools: Tools, key: string, start: number, opened: Opened): AsyncGenerator<Uint8Array, void> {
  let { body } = opened;
  let position = start;
  let tries = 0;
  for (;;) {
    try {
      for await (const piece of withPatience(body, tools.requests.patience.pieceMs)) {
        yield piece;
        position += piece.length;
        tries = 0;
      }
      return;
    } catch (error) {
      const wait = tools.pauses[tries++];
      if (wait === undefined) throw faultOf(error);
      await pause(wait);
    } finally {
      body.destroy();
    }
    const next = await openAt(tools, key, position, opened.etag);
    if (next === 'end') return;
    body = next.body;
    body.once('error', () => undefined);
  }
}

/** `end`: the object has no bytes from there on. */
async function openAt(tools: Tools, key: string, start: number, etag?: string): Promise<Opened | 'end'> {
  for (let round = 0; ; round++) {
    try {
      const found = await tools.breaker.around(() => tools.requests.get(key, start, etag));
      if (found === null) throw new CairnError('file-not-available');
      return found;
    } catch (error) {
      if (error instanceof S3Fault && start > 0 && isRangeFault(error)) return 'end';
      const wait = tools.pauses[round];
      if (!(error instanceof S3Fault) || error.kind !== 'doubt' || wait === undefined) throw error;
      await pause(wait);
    }
  }
}
function isRangeFault(fault: S3Fault): boolean {
  return fault.cause instanceof Error && fault.cause.name === 'InvalidRange';
}

/** Pieces of a stream; one that lets nothing come for too long while it is waited for ends with an error. */
async function* withPatience(body: Readable, pieceMs: number): AsyncGenerator<Uint8Array> {
  const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  for (;;) {
    const late = setTimeout(() => body.destroy(new S3Fault('doubt', 'the object store sent nothing more')), pieceMs);
    try {
      const next = await pieces.next();
      if (next.done === true) return;
      yield next.value;
    } finally {
      clearTimeout(late);
    }
  }
}
async function* none(): AsyncGenerator<Uint8Array> {
  // Nothing lies behind the end.
}
