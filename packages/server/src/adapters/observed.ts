import type { Logger } from '../ports/logger.ts';
import { noMetrics } from '../ports/metrics.ts';
import type { Metrics } from '../ports/metrics.ts';
import { noTracer } from '../ports/tracer.ts';
import type { Tracer } from '../ports/tracer.ts';
import type { Blobs, Clock, Random } from '../ports/world.ts';
import { measuredBlobs, measuredStore } from './measured.ts';

/** What the operator set about metrics and traces. */
export interface ObservedSettings {
  /** 0 = off. */
  readonly metricsPort: number;
  readonly metricsHost: string;
  /** Empty = off. */
  readonly tracesUrl: string;
  readonly tracesPercent: number;
}
export interface Observed {
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  /** The same, counted and timed; the very same where nobody looks. */
  store<Store extends object>(store: Store): Store;
  blobs(blobs: Blobs): Blobs;
  /** Begins to answer at the port of the metrics. @returns the port; null = off */
  listen(): Promise<number | null>;
  close(): Promise<void>;
}

/** Metrics and traces as far as they are wanted; what is not wanted is not even loaded. */
export async function openObserved(
  settings: ObservedSettings,
  ports: { readonly clock: Clock; readonly random: Random; readonly log: Logger; readonly version: string },
): Promise<Observed> {
  const { metricsPort: port, metricsHost: host, tracesUrl: url, tracesPercent: percent } = settings;
  const prometheus = port === 0 ? null : await import('./prometheus.ts');
  const readable = prometheus?.prometheusMetrics(ports.log) ?? null;
  const traces = url === '' ? null : (await import('./otlp-traces.ts')).otlpTracer({ url, percent, version: ports.version }, ports);
  const [metrics, tracer] = [readable ?? noMetrics, traces ?? noTracer];
  const isOff = readable === null && traces === null;
  let listener: { close(): Promise<void> } | null = null;
  return {
    ...{ metrics, tracer },
    store: (store) => (isOff ? store : measuredStore(store, metrics, tracer)),
    blobs: (blobs) => (isOff ? blobs : measuredBlobs(blobs, metrics, tracer)),
    async listen() {
      if (prometheus === null || readable === null) return null;
      const opened = await prometheus.listenForMetrics(readable, { host, port });
      listener = opened;
      return opened.port;
    },
    async close() {
      await listener?.close();
      await traces?.close();
      readable?.close();
    },
  };
}
