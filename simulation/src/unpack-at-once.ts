import { CairnError } from '@cairn/protocol';
import { unpackHere } from '@cairn/server';
import type { Unpacker } from '@cairn/server';
import { collect } from './memory-library.ts';

type Facts = ReturnType<ReturnType<Unpacker['follow']>['facts']>;

/** Unpacks in this thread, large members too: the order in which requests go on must not hang on a thread pool (R21). */
export const unpackAtOnce: Unpacker = {
  ...unpackHere,
  follow(source, fileLimit) {
    let facts: Facts | null = null;
    async function* pass(): AsyncGenerator<Uint8Array> {
      const bytes = new Uint8Array(await collect(source));
      const { found } = await unpackHere.inspect({ bytes, members: [{ at: 0, length: bytes.length }] }, fileLimit);
      const [one] = found;
      if (one === undefined || one instanceof CairnError) throw one ?? new CairnError('not-gzip');
      facts = one;
      yield bytes;
    }
    return {
      pieces: pass(),
      facts: () => {
        if (facts === null) throw new Error('the member has not been read to its end');
        return facts;
      },
    };
  },
};
