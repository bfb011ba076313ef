import type { MapRow } from '@cairn/protocol';
import type { AccountId } from '../ports/world.ts';
import type { LibraryContext } from './context.ts';

/** The maps that the devices of an account have, by name (S9). */
export async function listMaps(ctx: Pick<LibraryContext, 'store'>, account: AccountId): Promise<readonly MapRow[]> {
  const maps = await ctx.store.maps(account);
  return maps.map(({ stamp: recorded, ...map }) => ({ ...map, recorded }));
}
