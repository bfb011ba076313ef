import { parentPort, workerData } from 'node:worker_threads';
import { buildGraph, ExtractError, readGraphFile } from '@cairn/roads';
import type { PrepareOrder, Prepared } from './roads-words.ts';

/** Reads the graph of an extract, built first where there is none yet. Its memory is given back when the thread ends. */
function prepare({ extract, graph }: PrepareOrder): Prepared {
  try {
    const kept = readGraphFile(graph);
    if (kept !== null) return { kind: 'ready', graph: kept };
    buildGraph(extract, graph);
    const built = readGraphFile(graph);
    return built === null ? { kind: 'unusable', reason: 'could not be read back' } : { kind: 'ready', graph: built };
  } catch (error) {
    return { kind: 'unusable', reason: error instanceof ExtractError ? error.message : String(error) };
  }
}

// The one who starts this thread gives it nothing else.
parentPort?.postMessage(prepare(workerData as PrepareOrder));
