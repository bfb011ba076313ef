import { answer } from '../rpc.ts';
import type { Question } from '../rpc.ts';
import { parseHere } from './parser.ts';

/** Reads tracks and places for the index, away from the worker that syncs. */
const calls = { parse: parseHere };
export type ParserCalls = typeof calls;

self.onmessage = ({ data }: MessageEvent<Question>) => {
  void answer(calls, data).then((reply) => self.postMessage(reply));
};
