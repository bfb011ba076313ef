import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Key files, named in settings; gone when the tests of the file are done. */
const folder = mkdtempSync(join(tmpdir(), 'cairn-stores-'));
afterAll(() => rmSync(folder, { recursive: true }));

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const serviceAccount = {
  ...{ type: 'service_account', project_id: 'project', private_key_id: 'f00d', client_email: 'cairn@project.iam.gserviceaccount.com' },
  private_key: rsa.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  token_uri: 'https://evil.example/token',
};

export function keyFile(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}

/** Settings with which every store is on. */
export const credentials: Readonly<Record<string, string>> = {
  CAIRN_GOOGLE_SERVICE_ACCOUNT: keyFile('google.json', JSON.stringify(serviceAccount)),
  CAIRN_GOOGLE_PUSH_AUDIENCE: 'cairn',
  CAIRN_GOOGLE_PUSH_ACCOUNT: 'push@project.iam.gserviceaccount.com',
  CAIRN_APPLE_KEY: keyFile('apple.p8', curve.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()),
  CAIRN_APPLE_KEY_ID: 'ABCDEFGHIJ',
  CAIRN_APPLE_ISSUER: '99b16628-15e4-4668-972b-eeff55eeff55',
  CAIRN_APPLE_SHARED_SECRET: 'apple-secret',
  CAIRN_HUAWEI_CLIENT_ID: '101',
  CAIRN_HUAWEI_CLIENT_SECRET: 'huawei-secret',
  CAIRN_HUAWEI_PUBLIC_KEY: rsa.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  CAIRN_AMAZON_SHARED_SECRET: 'amazon-secret',
  CAIRN_FASTSPRING_USER: 'cairn',
  CAIRN_FASTSPRING_PASSWORD: 'fastspring-secret',
  CAIRN_FASTSPRING_WEBHOOK_SECRET: 'webhook-secret',
};
