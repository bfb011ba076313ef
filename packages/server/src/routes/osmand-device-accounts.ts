import { confirmAppCode, describeForApp, registerAppDevice, registerAppUser } from '../accounts/apps.ts';
import { parseAddress } from '../accounts/address.ts';
import type { AccountContext } from '../accounts/context.ts';
import { deleteAccount } from '../accounts/delete-account.ts';
import { requestProof } from '../accounts/proof.ts';
import type { AppHandlers } from './osmand-device.ts';
import { dateText } from './osmand-dates.ts';

export type AppAccountRoute =
  | 'appRegisterUser'
  | 'appRegisterDevice'
  | 'appValidateSubscription'
  | 'appUpdateOrderId'
  | 'appSendCode'
  | 'appConfirmCode'
  | 'appDeleteAccount';

const ok = { status: 'ok' } as const;

/** Accounts and devices as OsmAnd's apps know them; no rule lives here. */
export function appAccountHandlers(ctx: AccountContext): AppHandlers<AppAccountRoute> {
  return {
    async appRegisterUser({ params, caller }) {
      const { email, lang, login, orderid } = params;
      const asked = {
        email,
        lang: langOf(lang),
        login: login === 'true',
        invitation: orderid === '' ? undefined : orderid,
        orderId: orderid ?? '',
      };
      await registerAppUser(ctx, asked, caller.address);
      return ok;
    },
    async appRegisterDevice({ params }) {
      const { email, token, brand = '', model = '', lang } = params;
      const phone = params.deviceid ?? '';
      const short = { brand: brand.slice(0, 100), model: model.slice(0, 100), lang: langOf(lang) };
      const { account, device, token: accesstoken } = await registerAppDevice(ctx, { email, code: token, phone, ...short });
      return {
        ...{ id: device, userid: account, deviceid: phone, accesstoken },
        ...(lang === undefined ? {} : { lang }),
        ...(params.brand === undefined ? {} : { brand }),
        ...(params.model === undefined ? {} : { model }),
        udpatetime: dateText(ctx.clock.now()),
      };
    },
    async appValidateSubscription({ who }) {
      const { account, orderId } = await describeForApp(ctx, who);
      const { account: id, address: email, registered } = account;
      return { id, email, ...(orderId === null ? {} : { orderid: orderId }), regTime: dateText(registered) };
    },
    async appUpdateOrderId({ params }) {
      parseAddress(params.email);
      return ok;
    },
    async appSendCode({ who, body, caller }) {
      const purpose = purposes.get(textOf(body.action));
      if (purpose !== undefined) await requestProof(ctx, who, { purpose, lang: langOf(textOf(body.lang)) }, caller.address);
      return ok;
    },
    async appConfirmCode({ body }) {
      await confirmAppCode(ctx, { email: textOf(body.username), code: textOf(body.token) });
      return ok;
    },
    async appDeleteAccount({ who, body }) {
      await deleteAccount(ctx, who, textOf(body.token));
      return ok;
    },
  };
}

/** What the apps mail a code for; any other action mails nothing (C13). */
const purposes = new Map([
  ['setup', 'set-password'],
  ['change', 'set-password'],
  ['delete', 'delete-account'],
] as const) as ReadonlyMap<string, 'set-password' | 'delete-account'>;

/** Older Android sends digits as a number, and null for what it does not have. */
function textOf(value: string | number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}
function langOf(lang: string | undefined): string | undefined {
  return lang === undefined || lang === '' ? undefined : lang.slice(0, 16);
}
