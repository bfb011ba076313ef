import type { Params, Phone, Platform, Reply } from '../osmand/phone.ts';
import { startPhones } from '../osmand/world.ts';
import type { PhoneWorld } from '../osmand/world.ts';
import { Shop } from './shop.ts';
import { VirtualClock } from './world.ts';

export const day = 86_400_000;
export const proAndroid = 'osmand_pro_annual_full_v1';
export const proIos = 'net.osmand.maps.subscription.pro.annual_v1';
export const ana = 'ana@example.org';
export const bob = 'bob@example.org';
export const json = (reply: Reply): unknown => JSON.parse(reply.text);
export type Entries = readonly Readonly<Record<string, string>>[];

export interface Market extends PhoneWorld {
  readonly shop: Shop;
  /** Time of the server's clock. */
  readonly now: () => number;
}
/** A server that runs plans, with every store open. */
export async function openMarket(settings: Record<string, string> = {}): Promise<Market> {
  const clock = new VirtualClock();
  let time: () => number = () => clock.now();
  const shop = new Shop({ now: () => time() });
  const world = await startPhones({ PLAN: 'start', ...settings }, shop.apis());
  time = () => world.app.clock.now();
  return { ...world, shop, now: () => time() };
}
export const named = (app: Phone, version = '5.3.0'): Params => ({
  deviceId: app.deviceid,
  accessToken: app.token,
  os: app.platform,
  version,
});
export const proOf = (app: Phone): Params =>
  app.platform === 'android'
    ? { sku: proAndroid, orderId: 'GPA.1', purchaseToken: 'token' }
    : { sku: proIos, purchaseToken: 'GPA.1', payload: 'token' };
export function sellPro({ shop, now }: Market, platform: Platform, until = 300 * day): void {
  shop.sell('token', { sku: platform === 'android' ? proAndroid : proIos, orderId: 'GPA.1', expiry: now() + until });
}
export const restore = (app: Phone, more: Params = {}): Promise<Reply> =>
  app.form('/subscription/purchased', { ...proOf(app), deviceid: app.deviceid, accessToken: app.token, ...more });
export const all = async (app: Phone, version?: string): Promise<Entries> =>
  json(await app.get('/api/subscriptions/getAll', named(app, version))) as Entries;
export async function planOf({ app: world }: Market, app: Phone): Promise<string> {
  const answer = await world.call('GET', '/api/v1/account', undefined, { authorization: `Bearer ${app.token}` });
  return (answer.json as { plan: string }).plan;
}
export const rowsOf = ({ app }: Market): unknown[] =>
  app.db.prepare('SELECT sku, order_id, token, account FROM purchase ORDER BY order_id, sku').all();
