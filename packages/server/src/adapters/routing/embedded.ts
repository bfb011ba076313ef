import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { graphVersion, profileNames } from '@cairn/roads';
import type { ProfileName } from '@cairn/roads';
import type { Logger } from '../../ports/logger.ts';
import type { Engine, EnginePart, LegAnswer, LegQuestion, MatchQuestion, NoWay } from '../../ports/router.ts';
import { RoadsPool } from './roads-pool.ts';
import type { PrepareOrder, Prepared } from './roads-words.ts';

export interface EmbeddedOptions {
  /** The extract, as the operator named it and where it is. */
  readonly said: string;
  readonly extract: string;
  /** Where the graph is kept. */
  readonly folder: string;
  readonly log: Logger;
  /** Threads that find ways; by default one less than there are processors, four at most. */
  readonly threads?: number;
}
const attribution = '© OpenStreetMap contributors';

/**
 * The engine of our own over an extract of OpenStreetMap (CAIRN_ROADS). The graph is built once, in a thread; until then questions are
 * answered with `engine-preparing`. A changed extract is built anew at the next start.
 * @throws Error with a sentence when there is no such file
 */
export function openEmbedded(options: EmbeddedOptions): Engine & { readonly ready: Promise<void> } {
  const graph = graphFileFor(options);
  return new Embedded(options, graph);
}

/** Another file, or another version of ours, has another graph; graphs of files that are no longer used are removed. */
function graphFileFor({ extract, folder, said }: EmbeddedOptions): string {
  const facts = statSync(extract, { throwIfNoEntry: false });
  if (facts === undefined || !facts.isFile()) throw new Error(`CAIRN_ROADS: there is no file ${said}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const mark = createHash('sha256').update(`${graphVersion} ${extract} ${facts.size} ${facts.mtimeMs}`).digest('hex').slice(0, 16);
  const name = `${mark}.graph`;
  for (const other of readdirSync(folder)) if (/\.graph(?:\.part)?$/.test(other) && other !== name) rmSync(join(folder, other));
  return join(folder, name);
}

class Embedded implements Engine {
  readonly id = 'roads';
  readonly name = 'Cairn';
  readonly attribution = attribution;
  readonly profiles = profileNames.map((name) => ({ name, kind: name }));
  readonly alternatives = true;
  readonly avoidAreas = true;
  readonly matches = true;
  readonly here = true;
  /** Resolves when questions can be answered, or never will be. */
  readonly ready: Promise<void>;
  readonly #options: EmbeddedOptions;
  #state: 'preparing' | 'ready' | 'down' = 'preparing';
  #bounds: readonly [number, number, number, number] | null = null;
  #pool: RoadsPool | null = null;
  #preparing: Worker | null = null;
  #closed = false;

  constructor(options: EmbeddedOptions, graph: string) {
    this.#options = options;
    this.ready = this.#prepare({ extract: options.extract, graph });
  }

  state(): 'preparing' | 'ready' | 'down' {
    return this.#state;
  }
  bounds(): [number, number, number, number] | null {
    return this.#bounds === null ? null : [...this.#bounds];
  }

  async route({ from, to, profile, alternatives, avoid, signal }: LegQuestion): Promise<LegAnswer> {
    if (this.#pool === null) return this.#notYet();
    const question = { from, to, profile: known(profile), alternatives, avoid };
    const answer = await this.#pool.ask({ kind: 'route', question }, signal);
    if (answer === 'busy') return { reason: 'engine-busy' };
    return answer === 'failed' || answer.kind !== 'route' ? { reason: 'engine-down' } : answer.answer;
  }

  async match({ points, profile, signal }: MatchQuestion): Promise<readonly EnginePart[] | NoWay> {
    if (this.#pool === null) return this.#notYet();
    const answer = await this.#pool.ask({ kind: 'match', points, profile: known(profile) }, signal);
    if (answer === 'busy') return { reason: 'engine-busy' };
    return answer === 'failed' || answer.kind !== 'match' ? { reason: 'engine-down' } : answer.parts;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#preparing?.terminate();
    await this.#pool?.close();
  }

  #notYet(): NoWay {
    return { reason: this.#state === 'preparing' ? 'engine-preparing' : 'engine-down' };
  }

  async #prepare(order: PrepareOrder): Promise<void> {
    const { log, said } = this.#options;
    const prepared = await this.#inThread(order);
    this.#preparing = null;
    // A server that stops leaves the graph for its next start.
    if (this.#closed) return;
    if (prepared.kind === 'unusable') {
      this.#state = 'down';
      log.error({ setting: 'CAIRN_ROADS', reason: prepared.reason }, `${said} ${prepared.reason}; there is no built-in routing`);
      return;
    }
    const { threads = Math.max(1, Math.min(4, availableParallelism() - 1)) } = this.#options;
    this.#pool = new RoadsPool(prepared.graph, threads, (reason) => log.error({ reason }, 'a way could not be looked for'));
    this.#bounds = prepared.graph.bounds;
    this.#state = 'ready';
    log.info({ setting: 'CAIRN_ROADS', megabytes: Math.round(prepared.graph.memory.byteLength / 1e6) }, 'the built-in routing is ready');
  }
  #inThread(order: PrepareOrder): Promise<Prepared> {
    const file = import.meta.url.endsWith('.ts') ? './prepare-worker.ts' : './prepare-worker.js';
    return new Promise((resolve) => {
      const worker = new Worker(new URL(file, import.meta.url), { workerData: order });
      worker.unref();
      this.#preparing = worker;
      worker.on('message', (prepared: Prepared) => resolve(prepared));
      worker.on('error', (error) => resolve({ kind: 'unusable', reason: error instanceof Error ? error.message : String(error) }));
      worker.on('exit', () => resolve({ kind: 'unusable', reason: 'was not read to its end' }));
    });
  }
}

function known(profile: string): ProfileName {
  return profileNames.find((name) => name === profile) ?? 'foot';
}
