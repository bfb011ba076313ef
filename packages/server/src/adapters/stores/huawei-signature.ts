import { constants, createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** developer.huawei.com/consumer/en/doc/HMSCore-Guides/verifying-signature-returned-result-0000001050033088: over the text as it came. */
export function isSignedByHuawei(text: string, signature: string, algorithm: string | undefined, publicKey: KeyObject): boolean {
  const pss = algorithm === 'SHA256WithRSA/PSS';
  const key = pss ? { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : publicKey;
  return verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64'));
}

/** @throws Error where the text is no RSA public key in Base64 (DER, SubjectPublicKeyInfo), as AppGallery Connect shows it */
export function huaweiPublicKey(base64: string): KeyObject {
  const key = createPublicKey({ key: Buffer.from(base64.replace(/\s+/g, ''), 'base64'), format: 'der', type: 'spki' });
  if (key.asymmetricKeyType !== 'rsa') throw new Error('no RSA key');
  return key;
}
