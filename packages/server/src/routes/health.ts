import type { FastifyInstance } from 'fastify';
import type { Access } from '../accounts/access.ts';
import type { AccountRows } from '../ports/account-store.ts';
import type { Logger } from '../ports/logger.ts';
import type { Blobs, Clock } from '../ports/world.ts';
import { visitorOf } from './credentials.ts';

/** Free space below which the server is not ready, bytes. */
const leastFree = 64 * 1024 * 1024;
/** A clock before this is wrong: no version of this program is older. */
const earliest = Date.UTC(2026, 0, 1);
/** An answer is good for this long, so that probing costs next to nothing; readiness flips well within 10 s. */
const rememberedMs = 2000;
/** A dependency that does not answer within this time is down. */
const patienceMs = 5000;

/** What was looked at, with the free bytes where contents lie (null = unknown). */
export interface Health {
  readonly checks: readonly Check[];
  readonly free: number | null;
}
export type Look = () => Promise<Health>;
export type Check = { readonly name: string; readonly ok: boolean; readonly note?: string };

/** Liveness and readiness (R77). Anybody learns up or down; the administrator and the log learn why. */
export function mountHealth(
  app: FastifyInstance,
  ports: {
    readonly store: Pick<AccountRows, 'probe'>;
    readonly blobs: Blobs;
    readonly clock: Clock;
    readonly log: Logger;
    readonly access: Access;
  },
): Look {
  let last: { at: number; health: Promise<Health> } | null = null;
  let wasReady = true;
  const look: Look = () => {
    const now = ports.clock.now();
    if (last === null || now - last.at >= rememberedMs || now < last.at) last = { at: now, health: checkAll(ports) };
    return last.health;
  };

  app.route({ method: ['GET', 'HEAD'], url: '/healthz', config: { always: true }, handler: async () => ({ status: 'up' }) });
  app.route({
    method: ['GET', 'HEAD'],
    url: '/readyz',
    config: { always: true },
    handler: async (request, reply) => {
      const { checks } = await look();
      const ready = checks.every((check) => check.ok);
      if (ready !== wasReady) {
        if (ready) ports.log.info({ checks }, 'the server is ready again');
        else ports.log.error({ checks }, 'the server is not ready');
      }
      wasReady = ready;
      const asked =
        request.headers.authorization === undefined ? null : await visitorOf(ports.access, request.headers, false).catch(() => null);
      const status = ready ? 'ready' : 'not-ready';
      return reply.code(ready ? 200 : 503).send(asked?.admin === true ? { status, checks } : { status });
    },
  });
  return look;
}

async function checkAll(ports: { store: Pick<AccountRows, 'probe'>; blobs: Blobs; clock: Clock }): Promise<Health> {
  const now = ports.clock.now();
  let known: number | null = null;
  const checks = await Promise.all([
    check('database', ports.clock, async () => {
      await ports.store.probe();
      return true;
    }),
    check('storage', ports.clock, async () => {
      const { free } = await ports.blobs.probe();
      known = free;
      return free === null || free >= leastFree;
    }),
    check('clock', ports.clock, async () => now >= earliest),
  ]);
  return { checks, free: known };
}

async function check(name: string, clock: Clock, work: () => Promise<boolean>): Promise<Check> {
  let cancel = (): void => undefined;
  const late = new Promise<Check>((resolve) => {
    cancel = clock.after(patienceMs, () => resolve({ name, ok: false, note: 'no answer' }));
  });
  try {
    const done = work().then((ok): Check => (ok ? { name, ok } : { name, ok, note: 'out of bounds' }));
    return await Promise.race([done, late]);
  } catch (error) {
    return { name, ok: false, note: error instanceof Error ? error.message : 'failed' };
  } finally {
    cancel();
  }
}
