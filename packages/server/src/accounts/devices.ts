import { CairnError } from '@cairn/protocol';
import type { DeviceRow } from '@cairn/protocol';
import { entitlementOfAccount } from '../plans/allowances.ts';
import type { AccountContext, Member } from './context.ts';

/** Devices that are signed in, with the number that the plan allows (A4, A8). */
export async function listDevices(ctx: AccountContext, who: Member): Promise<{ devices: DeviceRow[]; limit: number }> {
  const [{ deviceLimit: limit }, rows] = await Promise.all([entitlementOfAccount(ctx, who.account), ctx.store.devices(who.account)]);
  return { limit, devices: rows.map(({ device: id, ...row }) => ({ id, ...row, current: id === who.device })) };
}

/** Ends this token or session; what is on the device stays (A5). */
export async function signOut(ctx: AccountContext, who: Member): Promise<void> {
  if (who.device !== null) await ctx.store.endDevice(who.account, who.device, ctx.clock.now());
  if (who.session !== null) await ctx.store.endSession(who.account, who.session);
  ctx.access.end(who.account, (stream) => stream.device === who.device && stream.session === who.session);
}

/** @throws CairnError `not-found` when the account has no such device. */
export async function signOutDevice(ctx: AccountContext, who: Member, device: number): Promise<void> {
  if (!(await ctx.store.endDevice(who.account, device, ctx.clock.now()))) throw new CairnError('not-found');
  ctx.access.end(who.account, (stream) => stream.device === device);
  ctx.log.info({ event: 'device-signed-out', account: who.account, device, by: who.device }, 'a device was signed out');
}

/** Ends all other devices and sessions. @returns how many. */
export async function signOutOthers(ctx: AccountContext, who: Member): Promise<number> {
  const ended = await ctx.store.endOthers(who.account, who.device, who.session, ctx.clock.now());
  ctx.access.end(who.account, (stream) => stream.device !== who.device || stream.session !== who.session);
  ctx.log.info({ event: 'others-signed-out', account: who.account, ended, by: who.device }, 'other devices were signed out');
  return ended;
}
