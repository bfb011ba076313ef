import { createHash } from 'node:crypto';
import type { AppleApi } from '../ports/stores.ts';
import type { Catalogue } from './catalogue.ts';

/** Products and offers of one question, at most. */
const most = 50;

/**
 * Signatures for promotional offers of Apple, as OsmAnd's iOS app asks for them (purchases 5.1): subscriptions of the catalogue alone, and
 * offers that the operator makes. They grant nothing here; the App Store lets present and former subscribers take them.
 */
export function offerSignatures(params: Readonly<Record<string, string | undefined>>, apple: AppleApi | null, catalogue: Catalogue) {
  const user = params['userId'] ?? '';
  const usernameHash = createHash('md5').update(user).digest('hex');
  return listed(params['productIdentifiers']).flatMap((sku) => {
    const product = catalogue.product(sku);
    if (apple === null || product?.store !== 'apple' || product.kind !== 'subscription') return [];
    return listed(params[`${sku}_discounts`]).flatMap((offer) => {
      const signed = apple.signOffer({ sku, offer, user: usernameHash });
      if (signed === null) return [];
      const { bundle, keyId, nonce, timestamp, signature } = signed;
      const about = { appBundleId: bundle, keyIdentifier: keyId, productIdentifier: sku, offerIdentifier: offer };
      return [{ ...about, userId: user, usernameHash, nonce, timestamp, signature }];
    });
  });
}

function listed(text = ''): string[] {
  return text
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .slice(0, most);
}
