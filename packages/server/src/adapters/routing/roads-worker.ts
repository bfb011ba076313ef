import { parentPort, workerData } from 'node:worker_threads';
import { matchTrack, Roads } from '@cairn/roads';
import type { LoadedGraph } from '@cairn/roads';
import type { RoadsAnswer, RoadsOrder } from './roads-words.ts';

// The one who starts this thread gives it a graph in shared memory.
const roads = new Roads(workerData as LoadedGraph);

function answer({ order, ask }: RoadsOrder): RoadsAnswer {
  try {
    if (ask.kind === 'route') return { order, kind: 'route', answer: roads.route(ask.question) };
    return { order, kind: 'match', parts: matchTrack(roads, ask.points, ask.profile) };
  } catch (error) {
    return { order, kind: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

parentPort?.on('message', (order: RoadsOrder) => parentPort?.postMessage(answer(order)));
