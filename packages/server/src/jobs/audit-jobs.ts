import type { AuditStore } from '../ports/audit-store.ts';
import type { Clock } from '../ports/world.ts';
import type { Job } from './runner.ts';

const dayMs = 86_400_000;
const step = 1000;

/** Removes rows of the audit log that are older than the retention (R79). */
export function auditJobs(ports: { readonly store: AuditStore; readonly clock: Clock; readonly days: number }): Job[] {
  const { store, clock, days } = ports;
  return [
    {
      name: 'prune-audit',
      everyMs: 3_600_000,
      async run(signal) {
        while ((await store.pruneAudit(clock.now() - days * dayMs, step)) === step) signal.throwIfAborted();
      },
    },
  ];
}
