import { createPrivateKey } from 'node:crypto';
import type { JWSRenewalInfoDecodedPayload, JWSTransactionDecodedPayload } from '@apple/app-store-server-library';
import { SignJWT } from 'jose';
import { z } from 'zod';
import type { Clock } from '../../ports/world.ts';
import type { SignedData } from './apple-signed.ts';
import type { Ask, StoreAnswer } from './connection.ts';
import { shaped } from './shape.ts';
import { StoreSilence } from './silence.ts';

export interface AppleKey {
  /** PEM, as App Store Connect hands it out (`.p8`). */
  readonly key: string;
  readonly keyId: string;
  readonly issuer: string;
}
/** A subscription of a customer: its last transaction, what comes next, and its status (1 active … 5 revoked). */
export interface SubscriptionStatus {
  readonly status: number;
  readonly transaction: JWSTransactionDecodedPayload;
  readonly renewal: JWSRenewalInfoDecodedPayload;
}
/** `unknown`: Apple says that there is no such transaction; `gone`: its account is no more. */
export type Found<T> = { readonly outcome: 'found'; readonly value: T } | { readonly outcome: 'unknown' } | { readonly outcome: 'gone' };

const production = 'api.storekit.apple.com';
const sandbox = 'api.storekit-sandbox.apple.com';
export const apiHosts = [production, sandbox] as const;

/** developer.apple.com/documentation/appstoreserverapi/statusresponse */
const Statuses = z.object({
  data: z.array(
    z.object({
      lastTransactions: z.array(
        z.object({ status: z.int(), originalTransactionId: z.string(), signedTransactionInfo: z.string(), signedRenewalInfo: z.string() }),
      ),
    }),
  ),
});
/** developer.apple.com/documentation/appstoreserverapi/transactioninforesponse */
const Information = z.object({ signedTransactionInfo: z.string() });
/** developer.apple.com/documentation/appstoreserverapi/error_codes */
const Fault = z.object({ errorCode: z.int() });
const unknownCodes = [4000006, 4000008, 4040005, 4040010];
const accountGone = 4040001;

/** Questions to the App Store Server API; every answer is signed, and the signatures are checked. */
export class AppleServerApi {
  readonly #key: AppleKey;
  readonly #bundle: string;
  readonly #clock: Clock;
  readonly #signed: SignedData;
  readonly #hosts: readonly string[];

  /** @param withSandbox Whether what production does not know is looked for in the sandbox. */
  constructor(key: AppleKey, bundle: string, clock: Clock, signed: SignedData, withSandbox: boolean) {
    [this.#key, this.#bundle, this.#clock, this.#signed] = [key, bundle, clock, signed];
    this.#hosts = withSandbox ? apiHosts : [production];
  }

  /** developer.apple.com/documentation/appstoreserverapi/get-transaction-info @throws StoreSilence */
  async transaction(ask: Ask, id: string): Promise<Found<JWSTransactionDecodedPayload>> {
    const found = await this.#get(ask, `/inApps/v1/transactions/${id}`);
    if (found.outcome !== 'found') return found;
    return { outcome: 'found', value: await this.#transaction(shaped(Information, found.value).signedTransactionInfo) };
  }

  /** developer.apple.com/documentation/appstoreserverapi/get-all-subscription-statuses @throws StoreSilence */
  async subscriptions(ask: Ask, id: string): Promise<Found<readonly SubscriptionStatus[]>> {
    const found = await this.#get(ask, `/inApps/v1/subscriptions/${id}`);
    if (found.outcome !== 'found') return found;
    const items = shaped(Statuses, found.value).data.flatMap(({ lastTransactions }) => lastTransactions);
    const value: SubscriptionStatus[] = [];
    for (const { status, signedTransactionInfo, signedRenewalInfo } of items) {
      const renewal = await this.#signed.renewal(signedRenewalInfo);
      if (renewal.outcome === 'forged') throw unproven();
      value.push({ status, transaction: await this.#transaction(signedTransactionInfo), renewal: renewal.payload });
    }
    return { outcome: 'found', value };
  }

  async #transaction(jws: string): Promise<JWSTransactionDecodedPayload> {
    const transaction = await this.#signed.transaction(jws);
    if (transaction.outcome === 'forged') throw unproven();
    return transaction.payload;
  }

  async #get(ask: Ask, path: string): Promise<Found<unknown>> {
    let last: Found<unknown> = { outcome: 'unknown' };
    for (const host of this.#hosts) {
      const authorization = `Bearer ${await this.#token()}`;
      last = foundIn(await ask({ method: 'GET', url: `https://${host}${path}`, headers: { authorization } }));
      if (last.outcome !== 'unknown') break;
    }
    return last;
  }

  /** developer.apple.com/documentation/appstoreserverapi/generating-json-web-tokens-for-api-requests */
  async #token(): Promise<string> {
    const seconds = Math.floor(this.#clock.now() / 1000);
    return await new SignJWT({ bid: this.#bundle })
      .setProtectedHeader({ alg: 'ES256', kid: this.#key.keyId, typ: 'JWT' })
      .setIssuer(this.#key.issuer)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + 600)
      .setAudience('appstoreconnect-v1')
      .sign(createPrivateKey(this.#key.key));
  }
}

function foundIn({ status, json }: StoreAnswer): Found<unknown> {
  if (status === 200) return { outcome: 'found', value: json };
  const fault = Fault.safeParse(json);
  if (fault.success && unknownCodes.includes(fault.data.errorCode)) return { outcome: 'unknown' };
  if (fault.success && fault.data.errorCode === accountGone) return { outcome: 'gone' };
  throw new StoreSilence('unclear', `answered ${status}${fault.success ? ` (${fault.data.errorCode})` : ''}`);
}

function unproven(): StoreSilence {
  return new StoreSilence('outage', 'sent data whose signature does not lead to the trusted root (CAIRN_APPLE_ROOTS, CAIRN_APPLE_APP_ID)');
}
