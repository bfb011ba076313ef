import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { CairnError } from '@cairn/protocol';
import type { ErrorDetails, ErrorName } from '@cairn/protocol';
import type { Inspection, MemberFacts, Packet, Unpacker } from '../../ports/unpacker.ts';
import { threadMemory } from '../thread-memory.ts';
import { followMember } from './follow.ts';
import { announcedLength } from './inspect.ts';
import { unpackHere } from './in-thread.ts';

export interface InspectTask extends Packet {
  readonly id: number;
  readonly fileLimit: number;
}
export type PackedInspection = MemberFacts | { readonly code: ErrorName; readonly details: ErrorDetails };
export interface InspectAnswer {
  readonly id: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly found: readonly PackedInspection[];
}
type Inspected = Awaited<ReturnType<Unpacker['inspect']>>;

/** Up to so many plain bytes are unpacked here: below it the way to a thread and back costs more than it saves. */
const hereBelow = 128 * 1024;

/** Unpacks in worker threads, so that a large batch never holds up other requests. */
export function unpackInPool(size = Math.max(1, Math.min(4, availableParallelism() - 1))): Unpacker {
  const threads: UnpackThread[] = [];
  function threadFor(): UnpackThread {
    const idle = threads.find((thread) => thread.waiting === 0);
    if (idle !== undefined) return idle;
    if (threads.length < size) {
      const thread: UnpackThread = new UnpackThread(() => threads.splice(threads.indexOf(thread), 1));
      threads.push(thread);
      return thread;
    }
    return threads.reduce((a, b) => (b.waiting < a.waiting ? b : a));
  }
  return {
    async inspect(packet, fileLimit) {
      const plain = packet.members.reduce((sum, { at, length }) => sum + (announcedLength(packet.bytes.subarray(at, at + length)) ?? 0), 0);
      if (plain <= hereBelow) return unpackHere.inspect(packet, fileLimit);
      return threadFor().inspect(packet, fileLimit);
    },
    follow: followMember,
    async close() {
      await Promise.all([...threads].map((thread) => thread.close()));
    },
  };
}

class UnpackThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve: (found: Inspected) => void; reject: (error: unknown) => void }>();
  #nextId = 1;

  constructor(ended: () => void) {
    const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';
    this.#worker = new Worker(new URL(file, import.meta.url), { resourceLimits: threadMemory });
    this.#worker.unref();
    this.#worker.on('message', ({ id, bytes, found }: InspectAnswer) => {
      this.#waiting.get(id)?.resolve({ bytes, found: found.map(unpackInspection) });
      this.#waiting.delete(id);
    });
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', () => {
      ended();
      this.#end(new Error('the thread that unpacks has ended'));
    });
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  inspect({ bytes, members }: Packet, fileLimit: number): Promise<Inspected> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#waiting.set(id, { resolve, reject });
      const task: InspectTask = { id, bytes, members, fileLimit };
      this.#worker.postMessage(task, [bytes.buffer]);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #end(error: unknown): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function unpackInspection(packed: PackedInspection): Inspection {
  return 'code' in packed ? new CairnError(packed.code, packed.details) : packed;
}
