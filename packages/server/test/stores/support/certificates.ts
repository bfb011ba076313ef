import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** Just enough DER (X.690) for certificates as the App Store signs with: P-256, ECDSA with SHA-256, RFC 5280. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}
const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 127];
    for (let left = arc >>> 7; left > 0; left >>>= 7) groups.unshift((left & 127) | 128);
    bytes.push(...groups);
  }
  return der(0x06, Buffer.from(bytes));
}
function name(common: string): Buffer {
  return sequence(der(0x31, sequence(oid('2.5.4.3'), der(0x0c, Buffer.from(common)))));
}
function time(at: number): Buffer {
  return der(
    0x18,
    Buffer.from(
      `${new Date(at)
        .toISOString()
        .replace(/[-:T]|\.\d+/g, '')
        .slice(0, 14)}Z`,
    ),
  );
}
function extension(id: string, value: Uint8Array): Buffer {
  return sequence(oid(id), der(0x04, value));
}
const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'));
const isAuthority = extension('2.5.29.19', sequence(der(0x01, Buffer.from([0xff]))));
const absent = Buffer.from([0x05, 0x00]);
/** Apple's marks: of the intermediate of the App Store, and of the leaf that signs. */
export const intermediateMark = '1.2.840.113635.100.6.2.1';
export const leafMark = '1.2.840.113635.100.6.11.1';

export interface Certified {
  readonly common: string;
  readonly der: Buffer;
  readonly key: KeyObject;
}
export interface Wish {
  readonly common: string;
  readonly authority?: boolean;
  readonly mark?: string;
  readonly from?: number;
  readonly to?: number;
}

/** A certificate with a new key, signed by `issuer`, or by itself. */
export function certify(wish: Wish, issuer?: Certified): Certified {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const extensions = [
    ...(wish.authority === true ? [isAuthority] : []),
    ...(wish.mark === undefined ? [] : [extension(wish.mark, absent)]),
  ];
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    name(issuer?.common ?? wish.common),
    sequence(time(wish.from ?? Date.UTC(2020, 0)), time(wish.to ?? Date.UTC(2040, 0))),
    name(wish.common),
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', body, issuer?.key ?? privateKey);
  return { common: wish.common, key: privateKey, der: sequence(body, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature)) };
}

export function pem({ der: bytes }: Certified): string {
  return `-----BEGIN CERTIFICATE-----\n${(bytes.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;
}
