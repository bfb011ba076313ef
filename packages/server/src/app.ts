import { CairnError } from '@cairn/protocol';
import { openApi } from '@cairn/protocol/schemas';
import type { FastifyInstance } from 'fastify';
import { Access } from './accounts/access.ts';
import { parseAddress } from './accounts/address.ts';
import type { AccountContext } from './accounts/context.ts';
import { Keys } from './accounts/keys.ts';
import { offerSetUpLink } from './accounts/set-up.ts';
import type { Config } from './config.ts';
import { accountJobs } from './jobs/account-jobs.ts';
import { libraryJobs } from './jobs/library-jobs.ts';
import { planJobs } from './jobs/plan-jobs.ts';
import { JobRunner } from './jobs/runner.ts';
import { tellOfUpkeep } from './jobs/scrub.ts';
import { inlineBytes, wholeRoomBytes } from './library/context.ts';
import { Room } from './library/room.ts';
import type { LibraryContext } from './library/context.ts';
import { Space } from './library/space.ts';
import { MailQueue } from './mail/queue.ts';
import type { MailOutcome } from './mail/queue.ts';
import { Seal } from './mail/seal.ts';
import { Audit } from './administration/audit.ts';
import type { AdminContext } from './administration/context.ts';
import { auditJobs } from './jobs/audit-jobs.ts';
import { shownSettings } from './shown-settings.ts';
import type { AccountStore } from './ports/account-store.ts';
import type { Administration } from './ports/administration.ts';
import type { AuditStore } from './ports/audit-store.ts';
import type { ConfirmCode } from './ports/confirm-code.ts';
import type { KeepStore } from './ports/keep-store.ts';
import type { LogStore } from './ports/log-store.ts';
import type { Logger } from './ports/logger.ts';
import { noMetrics } from './ports/metrics.ts';
import type { Metrics } from './ports/metrics.ts';
import { noTracer } from './ports/tracer.ts';
import type { Tracer } from './ports/tracer.ts';
import { fillMetrics } from './routes/fill-metrics.ts';
import type { Passwords } from './ports/passwords.ts';
import type { PlanStore } from './ports/plan-store.ts';
import { noStores } from './ports/stores.ts';
import type { StoreApis } from './ports/stores.ts';
import type { Unpacker } from './ports/unpacker.ts';
import { noTrips } from './ports/router.ts';
import type { TripPorts } from './ports/router.ts';
import type { Tiles } from './ports/tiles.ts';
import type { Website } from './ports/website.ts';
import type { AccountId, Blobs, Clock, Events, Lease, Mailer, Random, SharedVolume } from './ports/world.ts';
import { builtInCatalogue } from './plans/catalogue.ts';
import type { Catalogue } from './plans/catalogue.ts';
import type { PlanContext } from './plans/context.ts';
import type { PlanTerms } from './plans/entitlement.ts';
import { OrderIds } from './plans/order-id.ts';
import { Supporters } from './plans/supporters.ts';
import { allowances } from './plans/allowances.ts';
import { mountApi } from './routes/api.ts';
import { mountHealth } from './routes/health.ts';
import { processLimits } from './routes/limit-table.ts';
import type { ProcessLimits } from './routes/limit-table.ts';
import { RateLimits } from './routes/rate-limits.ts';
import { buildFrame } from './routes/server.ts';
import { accountHandlers } from './routes/v1/account.ts';
import { adminHandlers } from './routes/v1/admin.ts';
import { fileHandlers } from './routes/v1/files.ts';
import { ownDocuments } from './routes/v1/own-documents.ts';
import { mapHandlers } from './routes/v1/map.ts';
import { planHandlers } from './routes/v1/plans.ts';
import { routingHandlers } from './routes/v1/routing.ts';
import { Planner } from './trips/planner.ts';
import { mountOsmandBilling } from './routes/osmand-billing.ts';
import { billingHandlers } from './routes/osmand-billing-handlers.ts';
import { mountOsmandDevice } from './routes/osmand-device.ts';
import { appAccountHandlers } from './routes/osmand-device-accounts.ts';
import { appFileHandlers } from './routes/osmand-device-files.ts';
import { mountMailingList } from './routes/mailing-list-page.ts';
import { mountPages } from './routes/pages.ts';
import { mountStoreNotices } from './routes/store-notices.ts';

/** Everything that the cloud reaches the world through, and what tests may turn. */
export interface AppPorts {
  readonly config: Config;
  readonly store: AccountStore & LogStore & ConfirmCode & Administration & AuditStore & PlanStore & KeepStore;
  readonly blobs: Blobs;
  readonly unpacker: Unpacker;
  readonly clock: Clock;
  readonly random: Random;
  readonly mailer: Mailer;
  readonly events: Events;
  readonly lease: Lease;
  /** How processes on one database hold limits by volume together; absent or null = there is one. */
  readonly volume?: SharedVolume | null;
  readonly log: Logger;
  readonly passwords: Passwords;
  /** At least 32 random bytes that outlive the process and are not in the database. */
  readonly secret: Uint8Array;
  /** Null when it was not built: the cloud works without it. */
  readonly website: Website | null;
  readonly tiles: Tiles;
  /** Stores that purchases are checked with; absent = every one is off. */
  readonly stores?: StoreApis;
  /** What the stores sell; absent = the built-in catalogue. */
  readonly catalogue?: Catalogue;
  /** Engines, heights and search for planning; `noTrips` if absent. */
  readonly trips?: TripPorts;
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null;
  readonly version: string;
  /** Hash of the key of the operator at the machine (`adapters/operator-key.ts`); absent = there is none. */
  readonly operatorHash?: string;
  /** Bounds of the process in place of `processLimits`; for tests. */
  readonly bounds?: Partial<ProcessLimits>;
  /** Absent = nobody counts. */
  readonly metrics?: Metrics;
  readonly tracer?: Tracer;
  /** Where lines for the person at the console go: the set-up link. */
  readonly console: (line: string) => void;
  /** Answers are held against their schemas; for tests. */
  readonly checkAnswers?: boolean;
  /** As in `LibraryContext`; for tests. */
  readonly inlineBytes?: number;
}

/** Requests in work have this long to finish when the server stops (R12). */
const patienceMs = 30_000;

export interface App {
  /** The frame; `frame.inject` answers requests without a socket. */
  readonly frame: FastifyInstance;
  readonly jobs: JobRunner;
  readonly mails: MailQueue;
  /** Starts jobs and mails, and offers the set-up link while there is no administrator. Call once the server can be reached. */
  start(publicUrl?: string): Promise<void>;
  /** Takes no new requests, finishes those in work and what jobs are doing. Adapters are closed by who opened them. */
  close(): Promise<void>;
}

/** Ports → rules → routes. The only way to a running cloud: `main.ts`, tests and the simulation all come here. */
export async function createApp(ports: AppPorts): Promise<App> {
  const { config, store, clock, random, log } = ports;
  let publicUrl = config.publicUrl === '' ? `http://${config.host}:${config.port}` : config.publicUrl;
  const seal = new Seal(ports.secret, random);
  const { metrics = noMetrics, tracer = noTracer } = ports;
  const keys = new Keys(ports.secret);
  const audit = new Audit({ store, keys, clock, log, metrics });
  const mails = new MailQueue({
    ...{ store, clock, seal, log },
    mailer: ports.mailer,
    heard: (outcome) => recordMail(audit, metrics, outcome),
  });
  const access = new Access(store, clock, log, ports.operatorHash ?? null, ports.events);
  const settings = { ...config, limits: config.limits === 'on' };
  const terms: PlanTerms = { settings: config, catalogue: ports.catalogue ?? builtInCatalogue };
  const library: LibraryContext = {
    ...{ store, clock, random, log, blobs: ports.blobs, unpacker: ports.unpacker, events: ports.events },
    space: new Space(ports.blobs, clock),
    inFlight: new Set(),
    allowance: allowances({ store, clock, terms }),
    trashDays: config.trashDays,
    inlineBytes: ports.inlineBytes ?? inlineBytes,
    wholeRoom: new Room(wholeRoomBytes),
  };
  // Set below: the jobs stand on the rules.
  let checkSoon = (): void => undefined;
  const plans: PlanContext = {
    ...{ store, clock, log, terms },
    stores: ports.stores ?? noStores,
    accountOfAddress: (address) => accountOfAddress(store, address),
    ring: () => checkSoon(),
  };
  const ctx: AccountContext = {
    ...{ store, clock, random, mails, access, log, settings, terms, plans },
    keys,
    passwords: ports.passwords,
    publicUrl: () => publicUrl,
    logs: store,
    orderIds: new OrderIds(ports.secret),
  };
  const limits = new RateLimits({ clock, store, on: settings.limits, volume: ports.volume ?? null });
  const frame = buildFrame({
    ...{ access, limits, clock, random, log, metrics, tracer },
    slowMs: config.slowMs,
    bounds: { ...processLimits, ...ports.bounds },
    trustedProxies: config.trustedProxies,
    tls: ports.tls,
    publicUrl: () => publicUrl,
    website: ports.website,
    mapOrigins: ports.tiles.origins,
  });
  // Made once: it takes longer than most requests.
  let document: Readonly<Record<string, unknown>> | null = null;
  const openapi = (): Readonly<Record<string, unknown>> => (document ??= openApi({ server: publicUrl, version: ports.version }));
  const accounts = accountHandlers(ctx, { version: ports.version, outbox: config.smtpUrl === '', openapi });
  const planner = new Planner(ports.trips ?? noTrips, clock);
  const allJobs = [
    ...accountJobs({ store, clock, blobs: ports.blobs }),
    ...libraryJobs(library, { store, metrics, share: config.collectorShare, scrubShare: config.scrubShare }),
    ...auditJobs({ store, clock, days: config.auditDays }),
    ...planJobs(ctx, { logs: store, events: ports.events, trashDays: config.trashDays }),
  ];
  const jobs = new JobRunner(allJobs, { clock, log, metrics, lease: ports.lease });
  checkSoon = () => void clock.after(0, () => void jobs.runNow('check-purchases'));
  const look = mountHealth(frame, { store, blobs: ports.blobs, clock, log, access });
  tellOfUpkeep(metrics, store, clock);
  fillMetrics(metrics, { store, look, access, clock, version: ports.version });
  const admin: AdminContext = { accounts: ctx, store, audit, jobs, outbox: config.smtpUrl === '' };
  const administration = adminHandlers(admin, { version: ports.version, look, settings: () => shownSettings(config) });
  const api = {
    ...fileHandlers(library, (who) => ownDocuments(admin, library, who)),
    ...accounts,
    ...mapHandlers(ports.tiles),
    ...planHandlers(ctx),
    ...routingHandlers(planner),
    ...administration,
  };
  mountApi(frame, api, { access, audit, checkAnswers: ports.checkAnswers ?? false });
  const apps = { ...appAccountHandlers(ctx), ...appFileHandlers(library) };
  const osmand = { access, limits, audit, checkAnswers: ports.checkAnswers ?? false };
  mountOsmandDevice(frame, apps, osmand);
  mountOsmandBilling(frame, billingHandlers(ctx, new Supporters(ports.secret, random)), osmand);
  mountStoreNotices(frame, ctx);
  mountMailingList(frame, ctx);
  mountPages(frame, {
    clock,
    publicUrl: () => publicUrl,
  });
  await frame.ready();
  return {
    frame,
    jobs,
    mails,
    async start(reached) {
      if (config.publicUrl === '' && reached !== undefined) publicUrl = reached;
      document = null;
      const link = await offerSetUpLink(ctx);
      if (link !== null) ports.console(`Open this link to become the administrator: ${link}`);
      jobs.start();
      mails.ring();
    },
    async close() {
      const cancel = clock.after(patienceMs, () => frame.server.closeAllConnections());
      const closed = frame.close();
      access.endAll();
      await closed;
      cancel();
      await jobs.stop();
      await mails.stop();
    },
  };
}

/** The account of an address as somebody typed it elsewhere; null = none, or no address. */
async function accountOfAddress(store: Pick<AccountStore, 'accountByAddress'>, address: string): Promise<AccountId | null> {
  try {
    return (await store.accountByAddress(parseAddress(address).key))?.account ?? null;
  } catch (error) {
    if (error instanceof CairnError) return null;
    throw error;
  }
}

/** What became of a mail stands in the audit log, so that an operator can tell why a code did not arrive (A2). */
function recordMail(audit: Audit, metrics: Metrics, { account, to, kind, reason }: MailOutcome): Promise<void> {
  metrics.count('cairn_mails_total', { outcome: kind.slice('mail-'.length) });
  return audit.record({ kind, account, address: to, actor: 'server', facts: reason === '' ? {} : { reason } });
}
