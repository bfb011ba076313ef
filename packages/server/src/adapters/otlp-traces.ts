import { AsyncLocalStorage } from 'node:async_hooks';
import { performance } from 'node:perf_hooks';
import type { Logger } from '../ports/logger.ts';
import type { Attributes, Span, Tracer } from '../ports/tracer.ts';
import type { Clock, Random } from '../ports/world.ts';

export interface TraceOptions {
  /** Where an OpenTelemetry collector takes traces by OTLP over HTTP: `http://127.0.0.1:4318/v1/traces`. */
  readonly url: string;
  /** How many of a hundred requests are recorded. */
  readonly percent: number;
  readonly version: string;
}
interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}
interface Ids {
  readonly traceId: string;
  readonly spanId: string;
  readonly isRecorded: boolean;
}

/** Spans that wait to be sent; what is beyond is dropped: traces are worth no memory. */
const mostWaiting = 4096;
const atOnce = 512;
const everyMs = 5000;
const patienceMs = 5000;
const traceparent = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Traces in the OpenTelemetry protocol as JSON (OTLP/HTTP 1.x), sent in batches beside the requests; a collector that is down costs spans and no more. */
export function otlpTracer(options: TraceOptions, { clock, random, log }: Ports): Tracer & { close(): Promise<void> } {
  const inside = new AsyncLocalStorage<Ids>();
  let waiting: object[] = [];
  let sending: Promise<void> = Promise.resolve();
  let wasDown = false;
  let isClosed = false;
  const hex = (bytes: number): string => Buffer.from(random.bytes(bytes)).toString('hex');

  const send = async (): Promise<void> => {
    const spans = waiting.splice(0, atOnce);
    if (spans.length === 0) return;
    try {
      const answer = await fetch(options.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(envelope(spans, options.version)),
        redirect: 'error',
        signal: AbortSignal.timeout(patienceMs),
      });
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      await answer.body?.cancel();
      wasDown = false;
    } catch (error) {
      if (!wasDown) log.warn({ err: error }, 'traces were not taken; they are dropped until the collector answers');
      wasDown = true;
      waiting = [];
    }
  };
  const flush = (): Promise<void> => (sending = sending.then(send));
  let cancel = (): void => undefined;
  const tick = (): void => {
    cancel = clock.after(everyMs, () => {
      void flush().finally(() => {
        if (!isClosed) tick();
      });
    });
  };
  tick();

  const begin = (name: string, kind: number, ids: Ids, parent: string | null, attributes: Attributes): Span => {
    const [started, at] = [performance.now(), clock.now()];
    return {
      end(outcome) {
        if (!ids.isRecorded || waiting.length >= mostWaiting) return;
        const took = performance.now() - started;
        const all = { ...attributes, ...outcome.attributes };
        const route = all['http.route'];
        waiting.push({
          ...{ traceId: ids.traceId, spanId: ids.spanId, kind },
          ...(parent === null ? {} : { parentSpanId: parent }),
          name: typeof route === 'string' ? `${String(all['http.request.method'])} ${route}` : name,
          startTimeUnixNano: nanos(at, 0),
          endTimeUnixNano: nanos(at, took),
          attributes: attributesOf(all),
          status: outcome.failed ? { code: 2 } : {},
        });
        if (waiting.length === atOnce) void flush();
      },
    };
  };

  return {
    request(header, begun) {
      const [, trace, parent, flags] = traceparent.exec(header ?? '') ?? [];
      // Whether to record is decided here, never by a stranger's header.
      const isRecorded = random.int(0, 100) < options.percent;
      const ids: Ids = { traceId: trace ?? hex(16), spanId: hex(8), isRecorded };
      const span = begin('request', 2, ids, flags === undefined ? null : (parent ?? null), {});
      inside.run(ids, () => begun(span));
    },
    child(name, attributes = {}) {
      const around = inside.getStore();
      if (around === undefined || !around.isRecorded) return null;
      return begin(name, 3, { ...around, spanId: hex(8) }, around.spanId, attributes);
    },
    async close() {
      isClosed = true;
      cancel();
      await flush();
    },
  };
}

/** Nanoseconds as text: a number of this size has no exact value in JSON. */
function nanos(at: number, plusMs: number): string {
  return String(BigInt(at) * 1_000_000n + BigInt(Math.round(plusMs * 1e6)));
}
function attributesOf(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: valueOf(value) }));
}
function valueOf(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
function envelope(spans: readonly object[], version: string): object {
  const resource = { attributes: attributesOf({ 'service.name': 'cairn', 'service.version': version }) };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'cairn', version }, spans }] }] };
}
