import { performance } from 'node:perf_hooks';
import { CairnError } from '@cairn/protocol';
import type { Metrics } from '../ports/metrics.ts';
import type { Tracer } from '../ports/tracer.ts';
import type { Blobs } from '../ports/world.ts';

/** The same store, with each command counted and timed. */
export function measuredStore<Store extends object>(store: Store, metrics: Metrics, tracer: Tracer): Store {
  let waiting = 0;
  metrics.beforeRead(() => metrics.set('cairn_store_waiting', waiting));
  const measured = new Map<PropertyKey, unknown>();
  const measure =
    (name: string, command: (...args: unknown[]) => Promise<unknown>) =>
    async (...args: unknown[]): Promise<unknown> => {
      const begun = performance.now();
      const span = tracer.child(name, { 'db.operation.name': name });
      let failed = false;
      waiting += 1;
      try {
        return await command.apply(store, args);
      } catch (error) {
        failed = !isRefusal(error);
        if (failed) metrics.count('cairn_store_errors_total', { command: name });
        throw error;
      } finally {
        waiting -= 1;
        span?.end({ failed });
        metrics.observe('cairn_store_seconds', (performance.now() - begun) / 1000, { command: name });
      }
    };
  return new Proxy(store, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name);
      if (typeof found !== 'function' || typeof name !== 'string') return found;
      const made = measured.get(name) ?? measure(name, found as (...args: unknown[]) => Promise<unknown>);
      measured.set(name, made);
      return made;
    },
  });
}

/** The same store of large contents, counted; the time of `open` is that to the first byte. */
export function measuredBlobs(blobs: Blobs, metrics: Metrics, tracer: Tracer): Blobs {
  const timed = async <T>(call: string, work: () => Promise<T>): Promise<T> => {
    const begun = performance.now();
    const span = tracer.child(`blobs.${call}`);
    let failed = false;
    try {
      return await work();
    } catch (error) {
      failed = !isRefusal(error);
      if (failed) metrics.count('cairn_blob_errors_total', { call });
      throw error;
    } finally {
      span?.end({ failed });
      metrics.observe('cairn_blob_seconds', (performance.now() - begun) / 1000, { call });
    }
  };
  return new Proxy(blobs, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name);
      if (typeof found !== 'function' || typeof name !== 'string') return found;
      return (...args: unknown[]) => timed(name, async () => (found as (...given: unknown[]) => Promise<unknown>).apply(target, args));
    },
  });
}

/** Full disks and damaged contents are faults to count; what a caller asked wrongly is not. */
function isRefusal(error: unknown): boolean {
  return error instanceof CairnError && error.status < 500 && error.code !== 'storage-full';
}
