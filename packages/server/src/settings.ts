import { BlockList, isIP, isIPv4 } from 'node:net';
import { readDatabaseUrl } from './adapters/postgres/database-url.ts';

interface Setting<T> {
  readonly default: T;
  /** @throws Error whose message is the end of a sentence that begins with the name of the setting */
  readonly read: (text: string) => T;
}

const text = (standard = ''): Setting<string> => ({
  default: standard,
  read: (value) => {
    if (/\p{Cc}/u.test(value)) throw new Error('holds a control character');
    return value;
  },
});

function whole(standard: number, least: number, most: number): Setting<number> {
  return {
    default: standard,
    read: (value) => {
      const number = Number(value);
      if (!/^\d+$/.test(value) || number < least || number > most)
        throw new Error(`write a whole number from ${least} to ${most}, not "${value}"`);
      return number;
    },
  };
}

const units: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };
function readBytes(value: string): number {
  const [, number, unit] = /^(\d+)\s*(?:([KMGT])iB)?$/.exec(value) ?? [];
  const bytes = Number(number) * (units[unit ?? ''] ?? Number.NaN);
  if (number === undefined || !Number.isSafeInteger(bytes)) throw new Error(`write bytes, or KiB, MiB, GiB, TiB, not "${value}"`);
  return bytes;
}
const bytes = (standard: number): Setting<number> => ({ default: standard, read: readBytes });

function oneOf<const T extends string>(standard: T, ...others: T[]): Setting<T> {
  const all = [standard, ...others];
  return {
    default: standard,
    read: (value) => {
      const found = all.find((word) => word === value);
      if (found === undefined) throw new Error(`write one of ${all.join(', ')}, not "${value}"`);
      return found;
    },
  };
}

const url = (...protocols: string[]): Setting<string> => ({
  default: '',
  read: (value) => {
    const parsed = URL.canParse(value) ? new URL(value) : null;
    if (parsed === null || !protocols.includes(parsed.protocol)) {
      // Never with the value: an address of a mail server holds a password.
      throw new Error(`write an address that begins with ${protocols.map((word) => `${word}//`).join(' or ')}`);
    }
    return value;
  },
});

const publicUrl: Setting<string> = {
  default: '',
  read: (value) => {
    const parsed = new URL(url('http:', 'https:').read(value));
    if (parsed.search !== '' || parsed.hash !== '' || parsed.username !== '') throw new Error('write only scheme, host, port and path');
    return parsed.href.replace(/\/+$/, '');
  },
};

const databaseUrl: Setting<string> = {
  default: '',
  read: (value) => {
    readDatabaseUrl(value, () => '');
    return value;
  },
};

/** Networks as `10.0.0.0/8` or single addresses, separated by commas or blanks. */
const networks: Setting<readonly string[]> = {
  default: [],
  read: (value) => {
    const list = value.split(/[\s,]+/).filter((word) => word !== '');
    const block = new BlockList();
    for (const network of list) addNetwork(block, network);
    return list;
  },
};

/** @throws Error when the text is not a network or an address */
export function addNetwork(block: BlockList, network: string): void {
  const [address = '', prefix] = network.split('/');
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  const most = family === 'ipv4' ? 32 : 128;
  if (isIP(address) === 0 || (prefix !== undefined && (!/^\d+$/.test(prefix) || Number(prefix) > most))) {
    throw new Error(`"${network}" is no network; write them like 10.0.0.0/8 or 192.168.1.7`);
  }
  block.addSubnet(address, Number(prefix ?? most), family);
}

const MiB = 1024 * 1024;

/** THE table of settings; docs/operators/settings.md explains each one, and a test holds the two together. */
export const settings = {
  host: text('127.0.0.1'),
  port: whole(8080, 0, 65_535),
  publicUrl,
  data: text('./data'),
  databaseUrl,
  databaseConnections: whole(10, 2, 1000),
  blobs: oneOf('disk', 's3'),
  s3Endpoint: url('https:', 'http:'),
  s3Bucket: text(),
  s3Region: text(),
  s3AccessKey: text(),
  s3SecretKey: text(),
  s3Links: oneOf('off', 'on'),
  smtpUrl: url('smtp:', 'smtps:'),
  mailFrom: text(),
  registration: oneOf('open', 'invite', 'closed'),
  plan: oneOf('pro', 'start'),
  catalogue: text(),
  limits: oneOf('on', 'off'),
  knownAddresses: oneOf('tell', 'hide'),
  tlsCert: text(),
  tlsKey: text(),
  deviceLimit: whole(6, 0, 1000),
  quotaStart: bytes(5 * MiB),
  quotaPro: bytes(3_145_728_000),
  fileLimitStart: bytes(2 * MiB),
  fileLimit: bytes(2048 * MiB),
  filesLimitStart: whole(10_000, 1, 1_000_000_000),
  historyLimit: { default: null, read: readBytes } satisfies Setting<number | null> as Setting<number | null>,
  trashDays: whole(30, 1, 3650),
  collectorShare: whole(20, 1, 100),
  scrubShare: whole(10, 1, 100),
  codeMinutes: whole(10, 1, 60),
  passwordMin: whole(12, 8, 128),
  trustedProxies: networks,
  log: oneOf('info', 'debug', 'warn', 'error', 'silent'),
  roads: text(),
  terrain: text(),
  geocoder: text(),
  tiles: text(),
  storeSandbox: oneOf('off', 'on'),
  storeGateway: url('https:', 'http:'),
  googleServiceAccount: text(),
  googlePushAudience: text(),
  googlePushAccount: text(),
  appleBundle: text('net.osmand.maps'),
  appleAppId: whole(934_850_257, 1, Number.MAX_SAFE_INTEGER),
  appleKey: text(),
  appleKeyId: text(),
  appleIssuer: text(),
  appleRoots: text(),
  appleOffers: text(),
  appleSharedSecret: text(),
  huaweiClientId: text(),
  huaweiClientSecret: text(),
  huaweiPublicKey: text(),
  huaweiSite: oneOf('europe', 'asia', 'russia', 'china'),
  amazonSharedSecret: text(),
  fastspringUser: text(),
  fastspringPassword: text(),
  fastspringWebhookSecret: text(),
  fastspringPage: { ...url('https:'), default: 'https://osmand.onfastspring.com/account' },
  routing: text(),
  metricsPort: whole(0, 0, 65_535),
  auditDays: whole(400, 1, 3650),
  metricsHost: text('127.0.0.1'),
  slowMs: whole(2000, 0, 3_600_000),
  tracesUrl: url('http:', 'https:'),
  tracesPercent: whole(10, 0, 100),
};

type Read<T> = T extends Setting<infer Value> ? Value : never;
export type Values = { readonly [Name in keyof typeof settings]: Read<(typeof settings)[Name]> };
