import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Logger } from '../ports/logger.ts';
import type { MetricName, Metrics } from '../ports/metrics.ts';
import { metricTable } from '../ports/metrics.ts';

/** Label values of one metric; what is beyond counts as `other`: a fault in the program must not fill the memory of whoever reads (R78). */
const mostSeries = 500;

export interface ReadableMetrics extends Metrics {
  /** The text that Prometheus reads, format 0.0.4. */
  read(): Promise<string>;
  readonly contentType: string;
  /** Ends what measures by itself. */
  close(): void;
}

/** Metrics for Prometheus by its client library, each made from the table. */
export function prometheusMetrics(log: Logger, options: { readonly ofProcess?: boolean } = {}): ReadableMetrics {
  const registry = new Registry();
  if (options.ofProcess !== false) collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 });
  const made = new Map<MetricName, Counter | Gauge | Histogram>();
  for (const [name, metric] of Object.entries(metricTable)) made.set(name as MetricName, make(registry, name, metric));
  const bounded = boundLabels();
  const fills: (() => Promise<void> | void)[] = [];
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();

  const metrics: Metrics = {
    count(name, ...[labels]) {
      const counter = made.get(name);
      if (counter instanceof Counter) counter.inc(bounded(name, labels));
    },
    observe(name, value, ...[labels]) {
      const histogram = made.get(name);
      if (histogram instanceof Histogram) histogram.observe(bounded(name, labels), value);
    },
    set(name, value, ...[labels]) {
      const gauge = made.get(name);
      if (!(gauge instanceof Gauge)) return;
      if (value === null) gauge.remove(bounded(name, labels));
      else gauge.set(bounded(name, labels), value);
    },
    beforeRead(fill) {
      fills.push(fill);
    },
  };
  metrics.beforeRead(() => {
    for (const [quantile, percent] of [
      ['0.5', 50],
      ['0.99', 99],
    ] as const)
      // prettier-ignore
      metrics.set('cairn_event_loop_delay_seconds', delay.percentile(percent) / 1e9, { quantile });
    metrics.set('cairn_event_loop_delay_seconds', delay.max / 1e9, { quantile: '1' });
    delay.reset();
  });
  return {
    ...metrics,
    contentType: registry.contentType,
    async read() {
      for (const fill of fills) {
        try {
          await fill();
        } catch (error) {
          log.warn({ err: error }, 'some metrics could not be read');
        }
      }
      return registry.metrics();
    },
    close() {
      delay.disable();
      registry.clear();
    },
  };
}

function make(
  registry: Registry,
  name: string,
  metric: { kind: string; help: string; labels?: readonly string[]; buckets?: readonly number[] },
) {
  const facts = { name, help: metric.help, labelNames: [...(metric.labels ?? [])], registers: [registry] };
  if (metric.kind === 'counter') return new Counter(facts);
  if (metric.kind === 'gauge') return new Gauge(facts);
  return new Histogram({ ...facts, buckets: [...(metric.buckets ?? [])] });
}

function boundLabels(): (name: string, labels: Readonly<Record<string, string>> | undefined) => Record<string, string> {
  const seen = new Map<string, Set<string>>();
  return (name, labels) => {
    if (labels === undefined) return {};
    const known = seen.get(name) ?? new Set();
    seen.set(name, known);
    const key = Object.values(labels).join('\0');
    if (!known.has(key)) {
      if (known.size >= mostSeries) return Object.fromEntries(Object.keys(labels).map((label) => [label, 'other']));
      known.add(key);
    }
    return { ...labels };
  };
}

/** Serves the metrics on a listener of their own, which is not for the internet (R78). @returns its port, and what closes it */
export async function listenForMetrics(
  metrics: ReadableMetrics,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Metrics are at /metrics.\n');
      return;
    }
    metrics.read().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  server.headersTimeout = 10_000;
  server.maxConnections = 50;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen({ host, port }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
