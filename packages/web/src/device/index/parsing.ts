import { remote, Waiting } from '../rpc.ts';
import type { Reply } from '../rpc.ts';
import { parseHere } from './parser.ts';
import type { Parser } from './parser.ts';
import type { ParserCalls } from './parser.worker.ts';
import workerUrl from './parser.worker.ts?worker&url';

/** A parser in a worker of its own, begun when first needed; where a browser gives a worker no workers, it reads in this one. */
export function parserOfItsOwn(): Parser {
  let begun: ParserCalls | null = null;
  let refused = false;
  const start = (): ParserCalls => {
    const worker = new Worker(workerUrl, { type: 'module', name: 'cairn parser' });
    const waiting = new Waiting();
    worker.onmessage = ({ data }: MessageEvent<Reply>) => waiting.take(data);
    worker.onerror = () => {
      refused = true;
      waiting.fail(new NoWorker());
    };
    return remote((call, args) => waiting.ask(call, args, (question) => worker.postMessage(question))) as ParserCalls;
  };
  return async (key, gzip, size) => {
    if (refused || typeof Worker === 'undefined') return parseHere(key, gzip, size);
    try {
      begun ??= start();
      return await begun.parse(key, gzip, size);
    } catch (error) {
      if (error instanceof NoWorker) return parseHere(key, gzip, size);
      throw error;
    }
  };
}

class NoWorker extends Error {}
