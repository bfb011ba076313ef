import type { Platform } from '../plans/entitlement.ts';
import type { DeviceFacts } from '../ports/account-store.ts';

/** The platform of a device, from what it said of itself. */
export function platformOfDevice({ platform, brand }: Pick<DeviceFacts, 'platform' | 'brand'>): Platform {
  if (/\b(ios|ipados|iphone|ipad)\b/i.test(platform) || /^apple$/i.test(brand)) return 'ios';
  return /android|huawei|harmony|fire ?os/i.test(platform) ? 'android' : 'web';
}
