import type { Access } from '../accounts/access.ts';
import type { Administration } from '../ports/administration.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Clock } from '../ports/world.ts';
import type { Look } from './health.ts';

/** Sums over the whole server are asked for at most this often, however often somebody reads. */
const rememberedMs = 15_000;

/** Sets what is looked up rather than counted, before the metrics are read. */
export function fillMetrics(
  metrics: Metrics,
  ports: {
    readonly store: Pick<Administration, 'figures'>;
    readonly look: Look;
    readonly access: Access;
    readonly clock: Clock;
    readonly version: string;
  },
): void {
  let at = Number.NEGATIVE_INFINITY;
  metrics.set('cairn_build_info', 1, { version: ports.version });
  metrics.beforeRead(() => metrics.set('cairn_event_streams', ports.access.openStreams));
  metrics.beforeRead(async () => {
    const { checks, free } = await ports.look();
    for (const { name, ok } of checks) metrics.set('cairn_ready', ok ? 1 : 0, { check: name });
    metrics.set('cairn_free_bytes', free);
  });
  metrics.beforeRead(async () => {
    const now = ports.clock.now();
    if (Math.abs(now - at) < rememberedMs) return;
    at = now;
    const { accounts, devices, sessions, unreferenced, mails, ...shelves } = await ports.store.figures();
    for (const [state, count] of Object.entries(accounts)) metrics.set('cairn_accounts', count, { state });
    for (const [shelf, { files, stored }] of Object.entries(shelves)) {
      metrics.set('cairn_files', files, { shelf });
      metrics.set('cairn_storage_bytes', stored, { shelf });
    }
    metrics.set('cairn_devices', devices);
    metrics.set('cairn_sessions', sessions);
    metrics.set('cairn_orphans', unreferenced);
    metrics.set('cairn_mails_waiting', mails.waiting);
    metrics.set('cairn_mails_oldest_seconds', mails.oldestDue === null ? 0 : Math.max(0, now - mails.oldestDue) / 1000);
  });
}
