import { CairnError } from '@cairn/protocol';
import { parseAddress } from '../accounts/address.ts';
import { accountInfoOf, inAppsOfAccount, subscriptionsOfAccount, subscriptionsOfOrder } from '../accounts/apps-billing.ts';
import type { AccountContext } from '../accounts/context.ts';
import { restorePurchase } from '../accounts/purchases.ts';
import { offerSignatures } from '../plans/offers.ts';
import { receiptAnswer } from '../plans/receipt.ts';
import type { Supporter, Supporters } from '../plans/supporters.ts';
import type { SaidPurchase } from '../plans/take-purchase.ts';
import { Fault } from './osmand-billing.ts';
import type { BillingHandlers } from './osmand-billing.ts';

/** What OsmAnd's apps ask about purchases. What a client says is believed only when its store confirms it; a wrong identity is no fault (purchases 5.1). */
export function billingHandlers(ctx: AccountContext, supporters: Supporters): BillingHandlers {
  const register: BillingHandlers['billingRegister'] = async ({ params }) => supporterAnswer(supporters.make(), params);
  const update: BillingHandlers['billingUpdate'] = async ({ params }) => {
    const { userid = '', token = '' } = params;
    if (userid === '') return new Fault('Please validate user id.');
    if (token === '') return new Fault('Token is not present.');
    if (!supporters.isNumber(userid)) return new Fault(`Couldn't find your user id: ${shown(userid)}`);
    if (!supporters.isRight({ userid, token })) return new Fault(`Couldn't validate the token: ${shown(token)}`);
    return supporterAnswer({ userid, token }, params);
  };
  const purchased: BillingHandlers['billingPurchased'] = async ({ params, device }) => {
    const { purchaseType = 'subscription' } = params;
    if (purchaseType !== 'subscription' && purchaseType !== 'inapp')
      return new Fault(`Invalid purchaseType specified: ${shown(purchaseType)}`);
    const said = saidOf(params, purchaseType);
    if (said === null) return new Fault(incomplete);
    await restorePurchase(ctx, said, device?.account ?? null);
    return { res: 'OK', type: purchaseType };
  };
  const mailingList: BillingHandlers['billingMailingList'] = async ({ params }) => {
    const email = params.email ?? '';
    try {
      parseAddress(email);
    } catch {
      return new Fault('The e-mail address is not valid.');
    }
    return {
      email,
      message: 'Nothing was stored. To join the mailing list of this server, sign in on its website: it asks by mail first.',
      time: ctx.clock.now(),
    };
  };
  return {
    billingRegister: register,
    billingRegisterPhp: register,
    billingUpdate: update,
    billingUpdatePhp: update,
    billingPurchased: purchased,
    billingPurchasedPhp: purchased,
    billingRestore: (call) => purchased({ ...call, params: { ...call.params, purchaseType: 'subscription' } }),
    billingSignatures: async ({ params }) =>
      (params.productIdentifiers ?? '') === ''
        ? new Fault('Product identifiers are not defined.')
        : { signatures: offerSignatures(params, ctx.plans.stores.apple, ctx.terms.catalogue), status: 0 },
    billingComplete: async () => ({ status: 'OK' }),
    billingMailingList: mailingList,
    billingMailingListPhp: mailingList,
    async billingReceipt({ params }) {
      // To say "no purchases" of a receipt that nobody could read would take them from the person; an error leaves them alone.
      const { receipt = '' } = params;
      if (receipt === '') {
        return { result: false, status: 0, eligible_for_introductory_price: 'true', eligible_for_subscription_offer: 'false' };
      }
      const reading = await ctx.plans.stores.apple?.readReceipt(receipt);
      return reading === undefined || reading.outcome === 'unavailable'
        ? new Fault('Cannot load receipt.')
        : receiptAnswer(reading, ctx.clock.now());
    },
    billingOnSale: async () => ({}),
    async billingSubscription({ params, device }) {
      const { orderId = '' } = params;
      if (orderId !== '') return [...(await subscriptionsOfOrder(ctx, orderId))];
      const found = device === null ? [] : await subscriptionsOfAccount(ctx, device.account);
      // An account without an order id is answered as an unknown one.
      return found.length === 0 ? {} : [...found];
    },
    async billingSubscriptions({ params, device }) {
      if (device === null) return {};
      const found = await subscriptionsOfAccount(ctx, device.account);
      // That version takes a cancelled subscription for none (purchases 3.1).
      const old = /^5\.1(?!\d)/.test(params.version ?? '');
      return found.map((one) => (old && one['state'] === 'cancelled' ? { ...one, state: 'active' } : { ...one }));
    },
    async billingAccountInfo({ who }) {
      if (who === null) throw new CairnError('not-signed-in');
      return { info: { ...(await accountInfoOf(ctx, who)) } };
    },
    async billingInApps({ params, device }) {
      const supporter = { userid: params.userId ?? params.userid ?? '', token: params.userToken ?? params.token ?? '' };
      if (device !== null) return [...(await inAppsOfAccount(ctx, device.account))];
      return supporters.isRight(supporter) ? [] : {};
    },
  };
}

const incomplete = 'Purchase details (orderId/transactionId, purchaseToken/payload, sku) are incomplete.';

interface Purchase {
  readonly sku?: string | undefined;
  readonly orderId?: string | undefined;
  readonly purchaseToken?: string | undefined;
  readonly payload?: string | undefined;
}
/** Android names the order and its token; iOS the transaction as the token, with the receipt (purchases 5.1, statement 3). */
function saidOf(
  { sku = '', orderId = '', purchaseToken = '', payload = '' }: Purchase,
  type: 'subscription' | 'inapp',
): SaidPurchase | null {
  const isApple = orderId === '' || sku.startsWith('net.osmand.maps.');
  if (sku === '' || purchaseToken === '' || (isApple && payload === '')) return null;
  const kind = type === 'inapp' ? 'in-app' : 'subscription';
  return isApple ? { kind, sku, orderId: purchaseToken, token: payload } : { kind, sku, orderId, token: purchaseToken };
}

function supporterAnswer(
  supporter: Supporter,
  given: { visibleName?: string | undefined; email?: string | undefined; preferredCountry?: string | undefined },
) {
  const { visibleName = 'null', email = 'null', preferredCountry = 'null' } = given;
  return { ...supporter, visibleName, email, preferredCountry };
}
function shown(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').slice(0, 100);
}
