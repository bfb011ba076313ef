import { expect } from 'vitest';
import { openStores } from '../../../src/adapters/stores/open.ts';
import { readConfig } from '../../../src/config.ts';
import type { Phone } from '../../osmand/phone.ts';
import { startPhones } from '../../osmand/world.ts';
import type { PhoneWorld } from '../../osmand/world.ts';
import { LineLog, VirtualClock } from '../../support/world.ts';
import { credentials } from './credentials.ts';
import type { StandIn } from './stand-in.ts';

export interface ShopWorld extends PhoneWorld {
  readonly planOf: (app: Phone) => Promise<string>;
  /** Lets time pass until the account of an app has a plan: checks run by the clock, and ask over a real connection. */
  readonly until: (app: Phone, plan: string) => Promise<void>;
}

/** Phones, a server where plans count, and its real adapters of the stores, which find a stand-in at the end of every address. */
export async function startShops(standIn: StandIn, environment: Readonly<Record<string, string>>): Promise<ShopWorld> {
  // The clock of the server, which is there after the stores are.
  let time = (): number => new VirtualClock().now();
  const clock = { now: () => time(), after: () => () => undefined };
  const config = readConfig({ ...credentials, CAIRN_STORE_GATEWAY: standIn.url, ...environment }, '/');
  const stores = await openStores(config, '/', { clock, log: new LineLog() });
  const world = await startPhones({ PLAN: 'start' }, stores);
  time = () => world.app.clock.now();
  const planOf = async (app: Phone): Promise<string> => {
    const { json } = await world.app.call('GET', '/api/v1/account', undefined, { authorization: `Bearer ${app.token}` });
    return typeof json === 'object' && json !== null ? String(Reflect.get(json, 'plan')) : '';
  };
  const until = async (app: Phone, plan: string): Promise<void> => {
    for (let turn = 0; turn < 1000 && (await planOf(app)) !== plan; turn += 1) {
      await world.app.clock.advance(1000);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(await planOf(app)).toBe(plan);
  };
  return { ...world, planOf, until };
}
