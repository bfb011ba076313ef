import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config } from '../../config.ts';
import type { Logger } from '../../ports/logger.ts';
import { storeNames } from '../../ports/stores.ts';
import type { StoreApis } from '../../ports/stores.ts';
import type { Clock } from '../../ports/world.ts';
import { amazonStore } from './amazon.ts';
import { appleRootG3 } from './apple-root.ts';
import { appleStore } from './apple.ts';
import type { AppleOptions } from './apple.ts';
import { fastSpringStore } from './fastspring.ts';
import { ServiceAccount } from './google-schemas.ts';
import { googleStore } from './google.ts';
import { huaweiPublicKey } from './huawei-signature.ts';
import { huaweiStore } from './huawei.ts';
import { json } from './shape.ts';

/**
 * The stores that the settings have credentials for, all others off. Nothing is asked yet.
 * @throws Error with a sentence for the operator where a key file cannot be read or is not what it should be; never with its content
 */
export async function openStores(config: Config, cwd: string, { clock, log }: { clock: Clock; log: Logger }): Promise<StoreApis> {
  const common = { clock, gateway: config.storeGateway, sandbox: config.storeSandbox === 'on' };
  const file = (setting: string, path: string): string => readKeyFile(setting, resolve(cwd, path));
  const stores: StoreApis = {
    google:
      config.googleServiceAccount === ''
        ? null
        : googleStore({
            ...common,
            account: serviceAccount(file('CAIRN_GOOGLE_SERVICE_ACCOUNT', config.googleServiceAccount)),
            push: pushOf(config),
          }),
    apple: isAppleOn(config) ? await appleStore({ ...common, ...appleOf(config, file) }) : null,
    huawei:
      config.huaweiClientId === ''
        ? null
        : huaweiStore({
            ...{ ...common, clientId: config.huaweiClientId, clientSecret: config.huaweiClientSecret, site: config.huaweiSite },
            publicKey: named('CAIRN_HUAWEI_PUBLIC_KEY', 'is no RSA public key in Base64', () => huaweiPublicKey(config.huaweiPublicKey)),
          }),
    amazon: config.amazonSharedSecret === '' ? null : amazonStore({ ...common, secret: config.amazonSharedSecret }),
    fastspring:
      config.fastspringUser === ''
        ? null
        : fastSpringStore({
            ...{ ...common, user: config.fastspringUser, password: config.fastspringPassword },
            webhookSecret: config.fastspringWebhookSecret,
          }),
  };
  const on = storeNames.filter((name) => stores[name] !== null);
  if (on.length > 0) log.info({ stores: on }, 'purchases are checked with these stores');
  if (on.length > 0 && common.sandbox) log.warn({ setting: 'CAIRN_STORE_SANDBOX' }, 'test purchases of the stores COUNT on this server');
  return stores;
}

function isAppleOn(config: Config): boolean {
  return config.appleKey !== '' || config.appleSharedSecret !== '';
}

function appleOf(config: Config, file: (setting: string, path: string) => string): Omit<AppleOptions, 'clock' | 'gateway' | 'sandbox'> {
  const roots = config.appleRoots === '' ? appleRootG3 : file('CAIRN_APPLE_ROOTS', config.appleRoots);
  return {
    bundle: config.appleBundle,
    appId: config.appleAppId,
    roots: named('CAIRN_APPLE_ROOTS', 'holds no certificates (PEM)', () => certificates(roots)),
    key:
      config.appleKey === ''
        ? null
        : { key: appleKey(file('CAIRN_APPLE_KEY', config.appleKey)), keyId: config.appleKeyId, issuer: config.appleIssuer },
    secret: config.appleSharedSecret,
    offers: new Set(config.appleOffers.split(/[\s,]+/).filter((offer) => offer !== '')),
  };
}

function appleKey(pem: string): string {
  return named('CAIRN_APPLE_KEY', 'is no private key of App Store Connect (.p8, P-256)', () => {
    if (createPrivateKey(pem).asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('another kind of key');
    return pem;
  });
}

function certificates(pem: string): Buffer[] {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (found.length === 0) throw new Error('none');
  return found.map((text) => new X509Certificate(text).raw);
}

function serviceAccount(text: string): ServiceAccount {
  return named('CAIRN_GOOGLE_SERVICE_ACCOUNT', 'is no key file of a service account (JSON)', () => {
    const account = ServiceAccount.parse(json(text));
    createPrivateKey(account.private_key);
    return account;
  });
}

function pushOf(config: Config) {
  if (config.googlePushAudience === '') return null;
  return { audience: config.googlePushAudience, account: config.googlePushAccount };
}

function readKeyFile(setting: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`${setting}: ${path} cannot be read.`, { cause: error });
  }
}

/** Runs `read`; its errors may quote what it read, so only the setting is named. */
function named<T>(setting: string, fault: string, read: () => T): T {
  try {
    return read();
  } catch {
    throw new Error(`${setting} ${fault}.`);
  }
}
