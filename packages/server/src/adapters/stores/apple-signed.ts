import type {
  JWSRenewalInfoDecodedPayload,
  JWSTransactionDecodedPayload,
  ResponseBodyV2DecodedPayload,
  SignedDataVerifier,
} from '@apple/app-store-server-library';

export interface SignedDataOptions {
  readonly bundle: string;
  /** Number of the app in the App Store. */
  readonly appId: number;
  /** Roots that are trusted, DER. */
  readonly roots: readonly Buffer[];
}
export type Verified<T> =
  | { readonly outcome: 'verified'; readonly payload: T; readonly environment: 'production' | 'sandbox' }
  /** Not signed by Apple, or for another app. */
  | { readonly outcome: 'forged' };

/** Checks what Apple signed (JWS with a certificate chain) against the roots, without asking anybody. */
export interface SignedData {
  transaction(jws: string): Promise<Verified<JWSTransactionDecodedPayload>>;
  renewal(jws: string): Promise<Verified<JWSRenewalInfoDecodedPayload>>;
  notification(jws: string): Promise<Verified<ResponseBodyV2DecodedPayload>>;
}

/**
 * Apple's own library does the checking: chain of three to a trusted root, Apple's marker extensions, dates at the moment of signing,
 * ES256. It is loaded when the store is on and costs nothing otherwise. Revocation of Apple's certificates is not asked for online: this
 * server goes to no host that a certificate names (R49).
 */
export async function signedData({ bundle, appId, roots }: SignedDataOptions): Promise<SignedData> {
  const { Environment, SignedDataVerifier, VerificationException } = await import('@apple/app-store-server-library');
  const verifiers = [
    ['production', new SignedDataVerifier([...roots], false, Environment.PRODUCTION, bundle, appId)],
    ['sandbox', new SignedDataVerifier([...roots], false, Environment.SANDBOX, bundle)],
  ] as const;

  async function verified<T>(check: (verifier: SignedDataVerifier) => Promise<T>): Promise<Verified<T>> {
    for (const [environment, verifier] of verifiers) {
      try {
        return { outcome: 'verified', payload: await check(verifier), environment };
      } catch (error) {
        if (!(error instanceof VerificationException)) throw error;
      }
    }
    return { outcome: 'forged' };
  }
  return {
    transaction: async (jws) => await verified(async (verifier) => await verifier.verifyAndDecodeTransaction(jws)),
    renewal: async (jws) => await verified(async (verifier) => await verifier.verifyAndDecodeRenewalInfo(jws)),
    notification: async (jws) => await verified(async (verifier) => await verifier.verifyAndDecodeNotification(jws)),
  };
}

/** Whether a text has the form of signed data; anything else that an app sends is an old receipt. */
export function looksSigned(token: string): boolean {
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(token);
}
