import { CairnError } from '@cairn/protocol';
import type { DownloadsRow } from '@cairn/protocol';
import { entitlementOfAccount } from '../plans/allowances.ts';
import type { Platform } from '../plans/entitlement.ts';
import { planMail } from '../mail/texts.ts';
import { parseAddress } from './address.ts';
import type { AccountContext, Member } from './context.ts';
import { platformOfDevice } from './device-platform.ts';
import { seatsOf } from './download-seats.ts';
import { hashOfSecret } from './keys.ts';
import { countMail } from './mail-limits.ts';
import { accountOf } from './proof.ts';

/** Free map downloads of a device, and what joining the mailing list gives, once (P7). */
export const freeDownloads: Readonly<Record<Platform, number>> = { android: 7, ios: 5, web: 7 };
export const listBonus = 3;
/** How long the link of the mailing list counts. */
const linkMs = 7 * 86_400_000;

/** The counters of all devices that are signed in: for *Maps on my devices* and `cairn downloads`. */
export async function listDownloads(ctx: AccountContext, who: Member) {
  const account = await accountOf(ctx, who);
  const [{ unlimitedMaps }, every, counts, onList] = await Promise.all([
    entitlementOfAccount(ctx, who.account),
    ctx.store.everyDevice(who.account),
    ctx.store.downloadCounts(who.account),
    ctx.store.isSubscribed(parseAddress(account.address).key),
  ]);
  const seats = seatsOf(every);
  const present = every.filter((device) => device.ended === null);
  const rows = present.map((device): DownloadsRow => {
    const platform = platformOfDevice(device);
    const { used = 0, bonus = false } = counts.find((count) => count.device === seats.get(device.device)) ?? {};
    return {
      ...{ device: device.device, name: device.name, platform, bonus, current: device.device === who.device },
      ...counterOf(platform, unlimitedMaps.includes(platform), used, bonus),
    };
  });
  return { devices: rows, bonus: listBonus, onList };
}

/**
 * Counts one download or update of a map, a voice or another item. Deleting gives nothing back; where downloads are unlimited nothing is
 * counted. @throws CairnError `downloads-used-up`
 */
export async function useDownload(ctx: AccountContext, who: Member & { readonly device: number }, key: string) {
  const every = await ctx.store.everyDevice(who.account);
  const device = every.find((row) => row.device === who.device && row.ended === null);
  const seat = seatsOf(every).get(who.device);
  if (device === undefined || seat === undefined) throw new CairnError('not-signed-in');
  const platform = platformOfDevice(device);
  const { unlimitedMaps } = await entitlementOfAccount(ctx, who.account);
  if (unlimitedMaps.includes(platform)) return counterOf(platform, true, 0, false);
  const { account } = who;
  const free = freeDownloads[platform];
  const counted = await ctx.store.useDownload({ account, device: seat, key, free, bonus: listBonus, now: ctx.clock.now() });
  const counter = counterOf(platform, false, counted.used, counted.bonus);
  if (counted.outcome === 'used-up')
    throw new CairnError('downloads-used-up', { limit: counter.allowed, bonus: counted.bonus ? 0 : listBonus });
  return counter;
}

function counterOf(platform: Platform, unlimited: boolean, used: number, bonus: boolean) {
  const allowed = freeDownloads[platform] + (bonus ? listBonus : 0);
  return { unlimited, allowed, used, remaining: Math.max(0, allowed - used) };
}

/**
 * Mails a link to the address of the account; only who opens it and confirms is on the list (double opt-in). The bonus goes to the device
 * that asked, or that a web session named. @throws CairnError `not-found` for a device that the account does not have
 */
export async function joinList(ctx: AccountContext, who: Member, device: number | undefined, source: string): Promise<void> {
  const account = await accountOf(ctx, who);
  const receives = who.device ?? device ?? null;
  const every = await ctx.store.everyDevice(who.account);
  if (receives !== null && !every.some((row) => row.device === receives && row.ended === null)) throw new CairnError('not-found');
  const address = parseAddress(account.address);
  await countMail(ctx, { addressKey: address.key, source });
  const word = Buffer.from(ctx.random.bytes(24)).toString('base64url');
  const expires = ctx.clock.now() + linkMs;
  const link = `${ctx.publicUrl()}/mailing-list/confirm?word=${word}&lang=${encodeURIComponent(account.lang)}`;
  const mail = planMail({ to: address.typed, kind: 'mailing-list', values: { link }, publicUrl: ctx.publicUrl(), lang: account.lang });
  const asked = await ctx.store.askSubscription(
    {
      ...{ addressKey: address.key, address: address.typed, lang: account.lang, expires },
      ...{
        account: who.account,
        device: receives === null ? null : (seatsOf(every).get(receives) ?? receives),
        wordHash: hashOfSecret(word),
      },
    },
    ctx.mails.seal(mail, { account: who.account, expires }),
    ctx.clock.now(),
  );
  if (asked === 'queue-full') throw new CairnError('busy', { seconds: 60 });
  ctx.mails.ring();
}

/** The link of the mail was opened and confirmed. @returns whether a device got its bonus. @throws CairnError `code-invalid` */
export async function confirmList(ctx: AccountContext, word: string): Promise<{ readonly bonus: boolean }> {
  const confirmed = await ctx.store.confirmSubscription(hashOfSecret(word), ctx.clock.now());
  if (confirmed === null) throw new CairnError('code-invalid');
  ctx.log.info({ event: 'mailing-list-joined', account: confirmed.account, bonus: confirmed.bonus }, 'an address joined the mailing list');
  return { bonus: confirmed.bonus };
}

export async function leaveList(ctx: AccountContext, who: Member): Promise<void> {
  const account = await accountOf(ctx, who);
  await ctx.store.endSubscription(parseAddress(account.address).key);
}
