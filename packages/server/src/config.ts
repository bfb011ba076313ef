import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { parse } from 'smol-toml';
import { settings } from './settings.ts';
import type { Values } from './settings.ts';
import { storeFaults } from './store-settings.ts';

export type Origin = 'default' | 'file' | 'environment';
export type SettingName = keyof Values;
/** All settings, read once at the start; nothing else in the program reads the environment. */
export type Config = Readonly<Values> & {
  readonly origins: Readonly<Record<SettingName, Origin>>;
};

/** Settings that make no sense, alone or together; its message is for the operator. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** The name of a setting in the environment: `publicUrl` is `CAIRN_PUBLIC_URL`. */
export function environmentName(name: SettingName): string {
  return `CAIRN_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/**
 * Reads the settings: the environment wins over `cairn.toml` (in `cwd`, or where CAIRN_CONFIG says), that over the defaults.
 * @throws ConfigError with every fault in one message; nothing is started with half-understood settings
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>, cwd: string): Config {
  const faults: string[] = [];
  const file = readFile(environment['CAIRN_CONFIG'], cwd);
  const given = new Map<string, { text: string; origin: Origin }>();
  for (const [key, value] of Object.entries(file)) take(given, faults, key, value, 'file');
  for (const [key, value] of Object.entries(environment)) {
    if (key.startsWith('CAIRN_') && key !== 'CAIRN_CONFIG') take(given, faults, key, value ?? '', 'environment');
  }
  const values: Record<string, unknown> = {};
  const origins: Record<string, Origin> = {};
  for (const name of settingNames) {
    const setting = settings[name];
    const text = given.get(environmentName(name));
    origins[name] = text?.origin ?? 'default';
    try {
      values[name] = text === undefined || text.text === '' ? setting.default : setting.read(text.text);
    } catch (error) {
      faults.push(`${environmentName(name)}: ${error instanceof Error ? error.message : String(error)}`);
      values[name] = setting.default;
    }
  }
  // The table of settings is what `Values` is made from, key by key.
  const config = Object.freeze({ ...values, origins: Object.freeze(origins) }) as Config;
  if (faults.length === 0) faults.push(...contradictions(config));
  if (faults.length > 0) throw new ConfigError(faults.join('\n'));
  return config;
}

export const settingNames = Object.keys(settings) as SettingName[];

function readFile(named: string | undefined, cwd: string): Record<string, unknown> {
  const path = named === undefined || named === '' ? join(cwd, 'cairn.toml') : resolve(cwd, named);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (absent && (named === undefined || named === '')) return {};
    throw new ConfigError(`The settings in ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    return parse(text);
  } catch (error) {
    throw new ConfigError(`${path} is not TOML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function take(given: Map<string, { text: string; origin: Origin }>, faults: string[], key: string, value: unknown, origin: Origin): void {
  const name = origin === 'file' ? key.toUpperCase() : key;
  const known = settingNames.map(environmentName);
  if (!known.includes(name) || (origin === 'file' && key !== key.toLowerCase())) {
    faults.push(`${key} is not a setting of Cairn${hint(name, known)}`);
  } else if (!['string', 'number', 'boolean', 'bigint'].includes(typeof value)) {
    faults.push(`${key}: write one value, as text or a number`);
  } else given.set(name, { text: String(value).trim(), origin });
}

function hint(name: string, known: readonly string[]): string {
  const near = known.map((other) => ({ other, far: distance(name, other) })).sort((a, b) => a.far - b.far)[0];
  return near !== undefined && near.far <= 4 ? `; did you mean ${near.other}?` : '; docs/operators/settings.md lists them all';
}
/** Edits between two names (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** What each setting may say alone but not together with another. */
function contradictions(config: Config): string[] {
  const faults: string[] = [];
  const tls = config.tlsCert !== '' && config.tlsKey !== '';
  if ((config.tlsCert === '') !== (config.tlsKey === ''))
    faults.push('CAIRN_TLS_CERT and CAIRN_TLS_KEY belong together: set both or none.');
  if (config.smtpUrl !== '' && config.mailFrom === '')
    faults.push('CAIRN_SMTP_URL needs CAIRN_MAIL_FROM: the address that mails come from.');
  if (config.publicUrl.startsWith('https:') && !tls && config.trustedProxies.length === 0) {
    faults.push(
      'CAIRN_PUBLIC_URL is https, but nothing here speaks it: set CAIRN_TLS_CERT and CAIRN_TLS_KEY, or name the proxy that does in CAIRN_TRUSTED_PROXIES (127.0.0.1 if it runs on this machine).',
    );
  }
  if (config.publicUrl.startsWith('http:') && tls)
    faults.push('CAIRN_TLS_CERT is set, but CAIRN_PUBLIC_URL begins with http: write https.');
  if (config.blobs === 's3' && [config.s3Bucket, config.s3AccessKey, config.s3SecretKey].includes('')) {
    faults.push(
      'CAIRN_BLOBS=s3 needs CAIRN_S3_BUCKET, CAIRN_S3_ACCESS_KEY and CAIRN_S3_SECRET_KEY, and CAIRN_S3_ENDPOINT unless it is Amazon.',
    );
  }
  if (config.fileLimitStart > config.fileLimit) faults.push('CAIRN_FILE_LIMIT_START is more than CAIRN_FILE_LIMIT.');
  if (config.metricsPort !== 0 && config.metricsPort === config.port)
    faults.push('CAIRN_METRICS_PORT is CAIRN_PORT: metrics have a listener of their own.');
  if (config.publicUrl === '' && isIP(config.host) === 0 && config.host !== 'localhost') {
    faults.push('CAIRN_HOST is a name: say in CAIRN_PUBLIC_URL under which address people reach this server.');
  }
  faults.push(...storeFaults(config));
  return faults;
}
