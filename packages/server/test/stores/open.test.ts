import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openStores } from '../../src/adapters/stores/open.ts';
import { ConfigError, readConfig } from '../../src/config.ts';
import { noStores, storeNames } from '../../src/ports/stores.ts';
import type { StoreApis } from '../../src/ports/stores.ts';
import { LineLog, VirtualClock } from '../support/world.ts';
import { chain } from './support/apple.ts';
import { pem } from './support/certificates.ts';
import { credentials, keyFile, serviceAccount } from './support/credentials.ts';

async function open(environment: Readonly<Record<string, string>>): Promise<StoreApis> {
  return await openStores(readConfig(environment, '/'), '/', { clock: new VirtualClock(), log: new LineLog() });
}
function faultOf(environment: Readonly<Record<string, string>>): string {
  try {
    readConfig(environment, '/');
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

describe('purchase stores: which are on (P3)', () => {
  test('without credentials every store is off; with them each is on by itself', async () => {
    expect(await open({})).toEqual(noStores);
    const all = await open(credentials);
    expect(storeNames.filter((name) => all[name] === null)).toEqual([]);
    for (const name of storeNames) {
      const own = Object.fromEntries(Object.entries(credentials).filter(([key]) => key.startsWith(`CAIRN_${name.toUpperCase()}_`)));
      const opened = await open(own);
      expect(storeNames.filter((other) => opened[other] !== null)).toEqual([name]);
    }
    expect((await open({ CAIRN_APPLE_SHARED_SECRET: 'x' })).apple).not.toBeNull();
    expect((await open({ ...credentials, CAIRN_APPLE_ROOTS: keyFile('roots.pem', pem(chain().root).repeat(2)) })).apple).not.toBeNull();
  });

  test('credentials that miss their other half, or that a notice would be all of, stop the start', () => {
    const cases: [string, RegExp][] = [
      ['CAIRN_GOOGLE_PUSH_ACCOUNT', /CAIRN_GOOGLE_PUSH_AUDIENCE and CAIRN_GOOGLE_PUSH_ACCOUNT belong together/],
      ['CAIRN_GOOGLE_SERVICE_ACCOUNT', /CAIRN_GOOGLE_PUSH_AUDIENCE needs CAIRN_GOOGLE_SERVICE_ACCOUNT/],
      ['CAIRN_APPLE_ISSUER', /set all or none/],
      ['CAIRN_HUAWEI_PUBLIC_KEY', /set all or none/],
      ['CAIRN_FASTSPRING_PASSWORD', /CAIRN_FASTSPRING_USER and CAIRN_FASTSPRING_PASSWORD belong together/],
    ];
    for (const [missing, sentence] of cases) expect(faultOf({ ...credentials, [missing]: '' })).toMatch(sentence);
    expect(faultOf({ CAIRN_FASTSPRING_WEBHOOK_SECRET: 'x' })).toMatch(/needs CAIRN_FASTSPRING_USER/);
    expect(faultOf({ CAIRN_STORE_GATEWAY: 'http://gateway.example.org' })).toMatch(/write https/);
    expect(faultOf({ CAIRN_STORE_GATEWAY: 'http://127.0.0.1:9000' })).toBe('');
    expect(faultOf({ CAIRN_HUAWEI_SITE: 'moon' })).toMatch(/europe, asia, russia, china/);
  });

  test('files that are not what the store handed out stop the start with the name of the setting, never with their content', async () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const cases: [string, string, RegExp][] = [
      ['CAIRN_GOOGLE_SERVICE_ACCOUNT', '/nowhere/google.json', /CAIRN_GOOGLE_SERVICE_ACCOUNT: .*cannot be read/],
      ['CAIRN_GOOGLE_SERVICE_ACCOUNT', keyFile('no.json', 'hunter2'), /is no key file of a service account/],
      [
        'CAIRN_GOOGLE_SERVICE_ACCOUNT',
        keyFile('user.json', JSON.stringify({ ...serviceAccount, type: 'authorized_user' })),
        /is no key file/,
      ],
      ['CAIRN_APPLE_KEY', keyFile('no.p8', 'hunter2'), /CAIRN_APPLE_KEY is no private key/],
      ['CAIRN_APPLE_KEY', keyFile('other.p8', other), /P-256/],
      ['CAIRN_APPLE_ROOTS', keyFile('no.pem', 'hunter2'), /CAIRN_APPLE_ROOTS holds no certificates/],
      ['CAIRN_HUAWEI_PUBLIC_KEY', 'hunter2', /CAIRN_HUAWEI_PUBLIC_KEY is no RSA public key/],
    ];
    for (const [name, value, sentence] of cases) {
      const opened = open({ ...credentials, [name]: value });
      await expect(opened).rejects.toThrow(sentence);
      await expect(opened).rejects.not.toThrow(/hunter2/);
    }
  });
});
