import { mkdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { boundedWaits, patientBlobCalls, patientCommands } from './adapters/bounded.ts';
import { makeLogger } from './adapters/logger.ts';
import { openObserved } from './adapters/observed.ts';
import { operatorKey, tellOperator } from './adapters/operator-key.ts';
import { outboxMailer } from './adapters/outbox.ts';
import { argon2Passwords } from './adapters/passwords.ts';
import { serverSecret } from './adapters/server-secret.ts';
import { smtpMailer } from './adapters/smtp.ts';
import { openTrips } from './adapters/routing/open.ts';
import { openStores } from './adapters/stores/open.ts';
import { openTiles } from './adapters/tiles/open.ts';
import { unpackInPool } from './adapters/unpack/pool.ts';
import { systemClock } from './adapters/system-clock.ts';
import { systemRandom } from './adapters/system-random.ts';
import { websiteIn } from './adapters/website.ts';
import { hashOfSecret } from './accounts/keys.ts';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { ConfigError, readConfig } from './config.ts';
import { openBlobs } from './open-blobs.ts';
import { openDatabase } from './open-database.ts';
import { builtInCatalogue, Catalogue } from './plans/catalogue.ts';
import type { Logger } from './ports/logger.ts';
import { refuseUnfinished } from './unfinished.ts';

export interface ServeOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Where lines for a person go: the address, the set-up link, codes of the outbox. */
  readonly console?: (line: string) => void;
}
export interface RunningServer {
  /** Where it answers. */
  readonly url: string;
  readonly log: Logger;
  /** Finishes what is in work, closes everything. Safe to call twice. */
  stop(): Promise<void>;
}

export const version = readVersion();
/** Beside this package, in the sources and in what is built from them alike. */
const websiteFolder = fileURLToPath(new URL('../../web/dist', import.meta.url));

/**
 * Starts a server on the adapters that the settings name, and answers once it can be reached.
 * @throws ConfigError for settings that make no sense; Error with a sentence when the data folder is in use or cannot be read
 */
export async function startServer(options: ServeOptions = {}): Promise<RunningServer> {
  const cwd = options.cwd ?? process.cwd();
  const config = readConfig(options.environment ?? process.env, cwd);
  const say = options.console ?? ((line: string) => void process.stdout.write(`${line}\n`));
  const data = resolve(cwd, config.data);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  refuseUnfinished(data);
  const log = makeLogger(config.log);
  // What was opened, to be closed in the reverse order, also when the start fails half-way.
  const opened: (() => Promise<void> | void)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    const observed = await openObserved(config, { clock: systemClock, random: systemRandom, log, version });
    opened.push(() => observed.close());
    const secret = serverSecret(data, systemRandom);
    const database = await openDatabase(config, { data, secret, random: systemRandom, log });
    opened.push(() => database.close());
    const { blobs, close: closeBlobs } = await openBlobs(config, data);
    opened.push(closeBlobs);
    const unpacker = unpackInPool();
    opened.push(() => unpacker.close());
    const tiles = await openTiles(config.tiles, cwd);
    opened.push(() => tiles.close());
    const trips = await openTrips(config, { cwd, data, log, clock: systemClock });
    opened.push(() => trips.close());
    const stores = await openStores(config, cwd, { clock: systemClock, log });
    const mailer = mailerOf(config, data, say);
    opened.push(() => mailer.close());
    const key = operatorKey(systemRandom);
    const app = await createApp({
      ...{ config, unpacker, mailer, log, version },
      ...{ metrics: observed.metrics, tracer: observed.tracer },
      store: observed.store(boundedWaits(database.store, systemClock, patientCommands)),
      blobs: observed.blobs(boundedWaits(blobs, systemClock, patientBlobCalls)),
      clock: systemClock,
      random: systemRandom,
      events: database.events,
      lease: database.lease,
      volume: database.volume,
      passwords: argon2Passwords(),
      secret,
      tls: tlsOf(config, cwd),
      website: websiteIn(websiteFolder),
      ...{ tiles, trips, stores },
      catalogue: catalogueOf(config, cwd),
      operatorHash: hashOfSecret(key.slice('cairn_operator_'.length)),
      console: say,
    });
    opened.push(() => app.close());
    await app.frame.listen({ host: config.host, port: config.port });
    const bound = app.frame.server.address();
    const url = addressOf(config, bound);
    opened.push(tellOperator(data, { address: nearbyAddress(config, bound), key }));
    if (config.limits === 'off') {
      log.warn({ setting: 'CAIRN_LIMITS' }, 'throttling of requests, registrations and mails is OFF');
      say('CAIRN_LIMITS=off: throttling of requests, registrations and mails is OFF. For tests only.');
    }
    const metricsPort = await observed.listen();
    if (metricsPort !== null) log.info({ host: config.metricsHost, port: metricsPort }, 'metrics are at /metrics of this port');
    await app.start(url);
    say(`cairn is ready at ${url}`);
    return { url, log, stop: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/**
 * Runs a server until the process is told to stop (SIGINT, SIGTERM). What nobody expected is logged and ends the process with a
 * status that is not 0: a supervisor starts it afresh, it never lives on by half (R12).
 */
export async function serve(options: ServeOptions = {}): Promise<void> {
  // Heard from the first moment: a stop that comes while the server starts is heeded once it has. A second one ends it at once.
  const told = new Promise<void>((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop());
  });
  const server = await startServer(options);
  const fatal = (error: unknown): void => {
    server.log.error({ err: error }, 'something happened that nobody expected; the server stops');
    process.exit(70);
  };
  process.on('uncaughtException', fatal).on('unhandledRejection', fatal);
  await told;
  await server.stop();
}

function mailerOf(config: Config, data: string, console: (line: string) => void) {
  if (config.smtpUrl !== '') return smtpMailer(config.smtpUrl, config.mailFrom);
  return outboxMailer(join(data, 'outbox'), { clock: systemClock, random: systemRandom, console });
}

/** @throws ConfigError when the operator's catalogue cannot be read or is not as its schema says */
function catalogueOf(config: Config, cwd: string): Catalogue {
  if (config.catalogue === '') return builtInCatalogue;
  const path = resolve(cwd, config.catalogue);
  try {
    return new Catalogue(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new ConfigError(`CAIRN_CATALOGUE: ${path} cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function tlsOf(config: Config, cwd: string): { cert: Buffer; key: Buffer } | null {
  if (config.tlsCert === '') return null;
  return { cert: readFileSync(resolve(cwd, config.tlsCert)), key: readFileSync(resolve(cwd, config.tlsKey)) };
}

/** The address to tell people: the configured one, else where this process really listens. */
function addressOf(config: Config, bound: AddressInfo | string | null): string {
  if (config.publicUrl !== '') return config.publicUrl;
  const port = typeof bound === 'object' && bound !== null ? bound.port : config.port;
  const everywhere = config.host === '0.0.0.0' || config.host === '::';
  const host = everywhere ? 'localhost' : config.host.includes(':') ? `[${config.host}]` : config.host;
  return `${config.tlsCert === '' ? 'http' : 'https'}://${host}:${port}`;
}

/** Where a program on this machine reaches the server; with TLS in the process under the name of its certificate. */
function nearbyAddress(config: Config, bound: AddressInfo | string | null): string {
  if (config.tlsCert !== '' || typeof bound !== 'object' || bound === null) return addressOf(config, bound);
  const host = ['0.0.0.0', '::'].includes(bound.address) ? '127.0.0.1' : bound.address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${bound.port}`;
}

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return /"version":\s*"([^"]+)"/.exec(text)?.[1] ?? '0.0.0';
}
