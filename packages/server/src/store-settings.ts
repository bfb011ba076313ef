import type { Values } from './settings.ts';

/** Settings of the purchase stores that make no sense together, as sentences for the operator. */
export function storeFaults(config: Values): string[] {
  const faults: string[] = [];
  const together = (fits: boolean, sentence: string): void => {
    if (!fits) faults.push(sentence);
  };
  together(
    allOrNone(config.googlePushAudience, config.googlePushAccount),
    'CAIRN_GOOGLE_PUSH_AUDIENCE and CAIRN_GOOGLE_PUSH_ACCOUNT belong together: set both or none.',
  );
  together(
    config.googlePushAudience === '' || config.googleServiceAccount !== '',
    'CAIRN_GOOGLE_PUSH_AUDIENCE needs CAIRN_GOOGLE_SERVICE_ACCOUNT: a notice only says what to ask Google about.',
  );
  together(
    allOrNone(config.appleKey, config.appleKeyId, config.appleIssuer),
    'CAIRN_APPLE_KEY, CAIRN_APPLE_KEY_ID and CAIRN_APPLE_ISSUER belong together: set all or none.',
  );
  together(
    allOrNone(config.huaweiClientId, config.huaweiClientSecret, config.huaweiPublicKey),
    'CAIRN_HUAWEI_CLIENT_ID, CAIRN_HUAWEI_CLIENT_SECRET and CAIRN_HUAWEI_PUBLIC_KEY belong together: set all or none.',
  );
  together(
    allOrNone(config.fastspringUser, config.fastspringPassword),
    'CAIRN_FASTSPRING_USER and CAIRN_FASTSPRING_PASSWORD belong together: set both or none.',
  );
  together(
    config.fastspringWebhookSecret === '' || config.fastspringUser !== '',
    'CAIRN_FASTSPRING_WEBHOOK_SECRET needs CAIRN_FASTSPRING_USER: a webhook only says what to ask FastSpring about.',
  );
  together(
    isPrivate(config.storeGateway),
    'CAIRN_STORE_GATEWAY carries credentials: write https, or a gateway on this machine (127.0.0.1, localhost).',
  );
  return faults;
}

function allOrNone(...values: readonly string[]): boolean {
  return new Set(values.map((value) => value === '')).size === 1;
}

function isPrivate(gateway: string): boolean {
  if (gateway === '') return true;
  const { protocol, hostname } = new URL(gateway);
  return protocol === 'https:' || ['localhost', '[::1]'].includes(hostname) || hostname.startsWith('127.');
}
