import { parseAddress } from '../accounts/address.ts';
import { subscriptionsOfAccount, subscriptionsOfOrder } from '../accounts/apps-billing.ts';
import type { AccountContext } from '../accounts/context.ts';
import type { Supporter, Supporters } from '../plans/supporters.ts';
import { Fault } from './osmand-billing.ts';
import type { BillingHandlers } from './osmand-billing.ts';

/** What a store sends is answered and neither stored nor believed: plans come from this server alone, and no right is granted or moved. */
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
  const purchased: BillingHandlers['billingPurchased'] = async ({ params }) => {
    const { purchaseType = 'subscription' } = params;
    if (purchaseType !== 'subscription' && purchaseType !== 'inapp')
      return new Fault(`Invalid purchaseType specified: ${shown(purchaseType)}`);
    return isComplete(params) ? { res: 'OK', type: purchaseType } : new Fault(incomplete);
  };
  const mailingList: BillingHandlers['billingMailingList'] = async ({ params }) => {
    const email = params.email ?? '';
    try {
      parseAddress(email);
    } catch {
      return new Fault('The e-mail address is not valid.');
    }
    return { email, message: 'This server keeps no mailing list; your address was not stored.', time: ctx.clock.now() };
  };
  return {
    billingRegister: register,
    billingRegisterPhp: register,
    billingUpdate: update,
    billingUpdatePhp: update,
    billingPurchased: purchased,
    billingPurchasedPhp: purchased,
    billingRestore: async ({ params }) => (isComplete(params) ? { res: 'OK', type: 'subscription' } : new Fault(incomplete)),
    billingMailingList: mailingList,
    billingMailingListPhp: mailingList,
    async billingReceipt({ params }) {
      // To say "no purchases" of a receipt that nobody could read would take them from the person; an error leaves them alone.
      if ((params.receipt ?? '') !== '') return new Fault('Cannot load receipt.');
      return { result: false, status: 0, eligible_for_introductory_price: 'true', eligible_for_subscription_offer: 'false' };
    },
    billingOnSale: async () => ({}),
    async billingSubscription({ params, device }) {
      const { orderId = '' } = params;
      if (orderId !== '') return [...(await subscriptionsOfOrder(ctx, orderId))];
      const found = device === null ? [] : await subscriptionsOfAccount(ctx, device.account);
      // An account without an order id is answered as an unknown one.
      return found.length === 0 ? {} : [...found];
    },
    billingSubscriptions: async ({ device }) => (device === null ? {} : [...(await subscriptionsOfAccount(ctx, device.account))]),
    async billingInApps({ params, device }) {
      const supporter = { userid: params.userId ?? params.userid ?? '', token: params.userToken ?? params.token ?? '' };
      return device !== null || supporters.isRight(supporter) ? [] : {};
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
function isComplete({ sku = '', orderId = '', purchaseToken = '', payload = '' }: Purchase): boolean {
  const isApple = orderId === '' || sku.startsWith('net.osmand.maps.');
  return sku !== '' && purchaseToken !== '' && (isApple ? payload !== '' : true);
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
