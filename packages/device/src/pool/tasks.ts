import { createHash, hash as hashOf } from 'node:crypto';
import { closeSync, constants, fstatSync, futimesSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { LibraryErrorCode } from '@cairn/sync';
import { identityOf, modifiedOf } from '../library/identity.ts';
import { gzip } from './gzip.ts';
import { release, roomFor } from './memory.ts';

/** Work on the bytes of one file, heavy enough for a thread of its own. Paths are absolute. */
export type Task =
  | { readonly kind: 'hash'; readonly path: string }
  | { readonly kind: 'pack'; readonly path: string }
  | { readonly kind: 'read'; readonly path: string }
  | {
      readonly kind: 'write';
      /** Where the new file is made; nothing may be there. */
      readonly path: string;
      readonly form: 'gzip' | 'plain';
      readonly bytes: Uint8Array;
      /** Expected SHA-256 and size of the plain content. */
      readonly hash: string;
      readonly size: number;
      /** Modification time to set, milliseconds; null = leave the time of writing. */
      readonly modified: number | null;
    };

/** A file as it was when it was read. */
export interface ReadFacts {
  readonly hash: string;
  readonly size: number;
  /** Milliseconds. */
  readonly modified: number;
  readonly identity: string;
}
/** Tells the file that was written from any other that may take its name later. */
export interface WrittenFacts {
  readonly inode: string;
  /** mtime, nanoseconds. */
  readonly changed: string;
  /** As long as the file has the name that it was written under. */
  readonly identity: string;
  /** Milliseconds. */
  readonly modified: number;
}
export type TaskResult<T extends Task> = T['kind'] extends 'hash'
  ? ReadFacts
  : T['kind'] extends 'pack' | 'read'
    ? ReadResult
    : WrittenFacts;
/** `bytes`: the gzip member of a file that was packed, the plain bytes of one that was read. */
export interface ReadResult extends ReadFacts {
  readonly bytes: Uint8Array<ArrayBuffer>;
}
export type AnyResult = ReadFacts | ReadResult | WrittenFacts;

/**
 * Why a task failed, where the reason is ours. A class of its own because it is thrown in threads that load nothing but this room;
 * `failures.ts` makes a LibraryError of it.
 */
export class TaskFailure extends Error {
  override readonly name = 'TaskFailure';
  readonly code: LibraryErrorCode;
  constructor(code: LibraryErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Does the task in this thread. @throws TaskFailure, or what the system says. */
export function runTask(task: Task): AnyResult {
  if (task.kind === 'hash') return hashFile(task.path);
  if (task.kind === 'pack') return packFile(task.path);
  if (task.kind === 'read') return readFile(task.path);
  return writeFile(task);
}

const piece = 1024 * 1024;
/** Whole in memory up to here; a file that has grown beyond it since the scan is being written. */
const wholeUpTo = 64 * 1024 * 1024;
const tries = 3;

function packFile(path: string): AnyResult {
  return steadily(path, (file, size) => {
    if (size > wholeUpTo) throw restless();
    const bytes = fill(file, roomFor(size), 0);
    return { hash: hashOf('sha256', bytes, 'hex'), bytes: gzip(bytes) };
  });
}

function readFile(path: string): AnyResult {
  return steadily(path, (file, size) => {
    if (size > wholeUpTo) throw restless();
    const bytes = fill(file, new Uint8Array(size), 0);
    return { hash: hashOf('sha256', bytes, 'hex'), bytes };
  });
}

function hashFile(path: string): ReadFacts {
  return steadily(path, (file, size) => ({
    hash: size <= piece ? hashOf('sha256', fill(file, roomFor(size), 0), 'hex') : hashInPieces(file, size),
  }));
}

/** Reads a file between two looks at it and believes the bytes only when both looks saw the same file. */
function steadily<T>(path: string, read: (file: number, size: number) => T): T & Omit<ReadFacts, 'hash'> {
  const file = openToRead(path);
  try {
    for (let tried = 0; tried < tries; tried++) {
      const before = fstatSync(file, { bigint: true });
      if (!before.isFile()) throw new TaskFailure('unreadable', 'It is no longer a regular file.');
      const size = Number(before.size);
      const result = readOrNull(() => read(file, size));
      const identity = identityOf(before);
      if (result !== null && identityOf(fstatSync(file, { bigint: true })) === identity) {
        return { ...result, size, modified: modifiedOf(before), identity };
      }
    }
  } finally {
    closeSync(file);
  }
  throw restless();
}
function restless(): TaskFailure {
  return new TaskFailure('changed-meanwhile', 'It is being written at this moment. It is taken up when it has come to rest.');
}

/** Windows has neither of the two additions. */
const readFlags = process.platform === 'win32' ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Never follows a link and never waits for a pipe, whatever took the name of the file since the scan. */
export function openToRead(path: string): number {
  return openSync(path, readFlags);
}

class Shrunk extends Error {}

function readOrNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Shrunk) return null;
    throw error;
  }
}
function hashInPieces(file: number, size: number): string {
  const digest = createHash('sha256');
  const buffer = new Uint8Array(piece);
  for (let offset = 0; offset < size; offset += piece) {
    const part = buffer.subarray(0, Math.min(piece, size - offset));
    fill(file, part, offset);
    digest.update(part);
  }
  return digest.digest('hex');
}
function fill<T extends Uint8Array>(file: number, bytes: T, from: number): T {
  for (let done = 0; done < bytes.length;) {
    const count = readSync(file, bytes, done, bytes.length - done, from + done);
    if (count === 0) throw new Shrunk();
    done += count;
  }
  return bytes;
}

function writeFile(task: Extract<Task, { kind: 'write' }>): WrittenFacts {
  const bytes = task.form === 'plain' ? task.bytes : inflate(task.bytes, task.size);
  if (bytes.length !== task.size || hashOf('sha256', bytes, 'hex') !== task.hash) throw damaged();
  const file = openSync(task.path, 'wx', 0o666);
  try {
    writeAll(file, bytes);
    if (task.modified !== null) futimesSync(file, task.modified / 1000, task.modified / 1000);
    return writtenFacts(file);
  } catch (error) {
    unlinkSync(task.path);
    throw error;
  } finally {
    closeSync(file);
    if (task.form === 'gzip') release(bytes);
  }
}

/** What there is to know of an open file that was just written. */
export function writtenFacts(file: number): WrittenFacts {
  const stats = fstatSync(file, { bigint: true });
  return { inode: String(stats.ino), changed: String(stats.mtimeNs), identity: identityOf(stats), modified: modifiedOf(stats) };
}

function inflate(bytes: Uint8Array, size: number): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: Math.max(size, 1), chunkSize: Math.max(size + 1, 64) });
  } catch (cause) {
    throw damaged(cause);
  }
}
function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done);
}

/** Content that is not what the cloud announced. */
export function damaged(cause?: unknown): TaskFailure {
  return new TaskFailure(
    'damaged',
    'What arrived does not have the checksum that the cloud announced. Nothing here was changed; it is fetched again with the next sync.',
    { cause },
  );
}
