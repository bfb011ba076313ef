import { createHash } from 'node:crypto';
import { closeSync, createWriteStream, fstatSync, futimesSync, openSync, read, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip, createGzip } from 'node:zlib';
import { LibraryError } from '@cairn/sync';
import type { PlacedContent } from '@cairn/sync';
import { isWorthwhile, packLevel } from '../pool/gzip.ts';
import { damaged, openToRead, writtenFacts } from '../pool/tasks.ts';
import type { ReadFacts, WrittenFacts } from '../pool/tasks.ts';
import { identityOf, modifiedOf } from './identity.ts';

/** Files above this are streamed and never whole in memory, bytes. */
export const largeFrom = 8 * 1024 * 1024;
const piece = 256 * 1024;

/** A large file, packed into a spool file beside it. */
export interface Spooled extends ReadFacts {
  readonly packedSize: number;
}

/** Packs a file of any size into the new file `spool`, reading it once. @throws LibraryError `changed-meanwhile`, or what the system says. */
export async function packInto(path: string, spool: string): Promise<Spooled> {
  const file = openToRead(path);
  try {
    const before = fstatSync(file, { bigint: true });
    if (!before.isFile()) throw new LibraryError('unreadable', 'It is no longer a regular file.');
    const size = Number(before.size);
    const digest = createHash('sha256');
    let seen = 0;
    const source = async function* (): AsyncGenerator<Uint8Array> {
      for await (const part of partsOf(file, size)) {
        digest.update(part);
        seen += part.length;
        yield part;
      }
    };
    const level = await levelFor(file, size);
    await pipeline(source, createGzip({ level, chunkSize: piece }), createWriteStream(spool, { flags: 'wx', mode: 0o600 }));
    const identity = identityOf(before);
    if (seen !== size || identityOf(fstatSync(file, { bigint: true })) !== identity) {
      throw new LibraryError('changed-meanwhile', 'It is being written at this moment. It is taken up when it has come to rest.');
    }
    return { hash: digest.digest('hex'), size, modified: modifiedOf(before), identity, packedSize: sizeOf(spool) };
  } catch (error) {
    rmSync(spool, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** Writes content of any size into the new file `path`, checking size and hash on the way. @throws LibraryError `damaged`, or what the system says. */
export async function writeInto(path: string, content: PlacedContent, modified: number | null): Promise<WrittenFacts> {
  const digest = createHash('sha256');
  let size = 0;
  const check = async function* (parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const part of parts) {
      size += part.length;
      if (size > content.size) throw damaged();
      digest.update(part);
      yield part;
    }
    if (size !== content.size || digest.digest('hex') !== content.hash) throw damaged();
  };
  const bytes = Readable.from(content.bytes instanceof Uint8Array ? [content.bytes] : content.bytes);
  try {
    const out = createWriteStream(path, { flags: 'wx' });
    if (content.form === 'plain') await pipeline(bytes, check, out);
    else await pipeline(bytes, createGunzip({ chunkSize: piece }), check, out);
    return stamp(path, modified);
  } catch (error) {
    rmSync(path, { force: true });
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw code.startsWith('Z_') || code === 'ERR_PADDING_2' ? damaged(error) : error;
  }
}

function stamp(path: string, modified: number | null): WrittenFacts {
  const file = openSync(path, 'r+');
  try {
    if (modified !== null) futimesSync(file, modified / 1000, modified / 1000);
    return writtenFacts(file);
  } finally {
    closeSync(file);
  }
}

function sizeOf(path: string): number {
  const file = openSync(path, 'r');
  try {
    return fstatSync(file).size;
  } finally {
    closeSync(file);
  }
}

const readPart = promisify(read);

/** The bytes from `start` up to `size`, fewer when the file has shrunk. */
async function* partsOf(file: number, size: number, start = 0): AsyncGenerator<Uint8Array> {
  for (let at = start; at < size;) {
    const part = new Uint8Array(Math.min(piece, size - at));
    const { bytesRead } = await readPart(file, part, 0, part.length, at);
    if (bytesRead === 0) return;
    yield part.subarray(0, bytesRead);
    at += bytesRead;
  }
}

/** Photos and films are stored as they are; a piece from the middle tells. */
async function levelFor(file: number, size: number): Promise<number> {
  const start = Math.floor(size / 2);
  for await (const part of partsOf(file, Math.min(size, start + 64 * 1024), start)) return isWorthwhile(part) ? packLevel : 0;
  return packLevel;
}
