import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Circuit } from '../../src/adapters/stores/circuit.ts';
import { Connection } from '../../src/adapters/stores/connection.ts';
import { openStores } from '../../src/adapters/stores/open.ts';
import { readConfig } from '../../src/config.ts';
import { storeNames } from '../../src/ports/stores.ts';
import type { Confirmation, PurchaseReference, StoreApi, StoreName } from '../../src/ports/stores.ts';
import { LineLog, VirtualClock } from '../support/world.ts';
import { credentials } from './support/credentials.ts';
import { StandIn } from './support/stand-in.ts';
import type { Failure } from './support/stand-in.ts';

const references: Readonly<Record<StoreName, PurchaseReference>> = {
  google: { kind: 'subscription', sku: 'osmand_pro_annual_free_v1', orderId: 'GPA.1-1-1-1', token: 'secret-token' },
  apple: { kind: 'subscription', sku: 'net.osmand.maps.subscription.pro.annual_v1', orderId: '2000000100000001', token: '' },
  huawei: { kind: 'subscription', sku: 'net.osmand.huawei.annual.pro_v1', orderId: 'subscription', token: 'secret-token' },
  amazon: { kind: 'subscription', sku: 'net.osmand.amazon.pro.annual', orderId: 'receipt', token: 'secret-token' },
  fastspring: { kind: 'subscription', sku: 'net.osmand.fastspring.subscription.pro.annual', orderId: 'order', token: '' },
};
const failures: readonly (readonly [string, Failure])[] = [
  ['cuts the connection', 'cut'],
  ['answers without end', 'endless'],
  ['answers 500', { status: 500, json: {} }],
  ['answers 503 with a page', { status: 503, text: '<html>maintenance</html>' }],
  ['has had too many questions', { status: 429, json: {} }],
  ['refuses our credentials', { status: 403, json: {} }],
  ['answers garbage', { text: '\u0000\u0001garbage' }],
  ['answers nothing', { text: '' }],
  ['answers another shape', { json: [1, { access_token: 5 }] }],
  ['answers null', { json: null }],
  ['is a hotel login page', { status: 200, text: '<html>Welcome</html>' }],
  ['is a proxy that knows no such address', { status: 404, text: '<html>404</html>' }],
  ['is a proxy that takes it for a bad request', { status: 400, text: '<html>400</html>' }],
];

let standIn: StandIn;
let clock: VirtualClock;
beforeEach(async () => {
  standIn = await StandIn.open();
  clock = new VirtualClock();
});
afterEach(async () => {
  await standIn.close();
});
async function stores(gateway = standIn.url): Promise<Record<StoreName, StoreApi>> {
  const environment = { ...credentials, CAIRN_STORE_GATEWAY: gateway };
  const opened = await openStores(readConfig(environment, '/'), '/', { clock, log: new LineLog() });
  const missing = storeNames.filter((name) => opened[name] === null);
  expect(missing).toEqual([]);
  const off: StoreApi = { confirm: () => Promise.reject(new Error('off')) };
  return Object.fromEntries(storeNames.map((name) => [name, opened[name] ?? off])) as Record<StoreName, StoreApi>;
}

/** All stores at the same time: each has a way of its own. */
async function askAll(asked: Readonly<Record<StoreName, StoreApi>>): Promise<{ name: StoreName; answer: Confirmation }[]> {
  return await Promise.all(storeNames.map(async (name) => ({ name, answer: await asked[name].confirm(references[name]) })));
}

describe('R40: every store when it fails', () => {
  test.each(failures)('it %s: unavailable, never refused, and nothing secret is told', async (_how, failure) => {
    standIn.failure = failure;
    for (const { name, answer } of await askAll(await stores())) {
      expect([name, answer]).toMatchObject([name, { outcome: 'unavailable' }]);
      expect(JSON.stringify(answer)).not.toMatch(/secret|token-|127\.0\.0\.1|GPA|receiptId|BEGIN/);
    }
    expect(new Set(standIn.seen.map(({ host }) => host)).size).toBe(5);
  });

  test('nobody listens: unavailable', async () => {
    const gateway = standIn.url;
    await standIn.close();
    for (const { answer } of await askAll(await stores(gateway)))
      expect(answer).toEqual({ outcome: 'unavailable', detail: 'cannot be reached (ECONNREFUSED)' });
    standIn = await StandIn.open();
  });

  test.each([301, 302, 307, 308])('R49: a redirect (%i) is not followed', async (status) => {
    const canary = { asked: 0 };
    const elsewhere = createServer((_request, response) => {
      canary.asked += 1;
      response.end('{}');
    });
    await new Promise<void>((ready) => elsewhere.listen(0, '127.0.0.1', ready));
    const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
    standIn.failure = { status, json: {}, headers: { location } };
    for (const { answer } of await askAll(await stores())) expect(answer).toMatchObject({ outcome: 'unavailable' });
    await new Promise((closed) => elsewhere.close(closed));
    expect(canary.asked).toBe(0);
  });

  test('a store that asks to be let alone is, and is tried again later', async () => {
    const all = await stores();
    standIn.failure = { status: 429, json: {} };
    await askAll(all);
    const asked = standIn.seen.length;
    for (const { answer } of await askAll(all)) expect(answer).toMatchObject({ detail: expect.stringContaining('let alone') as string });
    expect(standIn.seen).toHaveLength(asked);
    clock.set(clock.now() + 30_001);
    await askAll(all);
    expect(standIn.seen).toHaveLength(2 * asked);
  });
});

describe('R40: the way to a store', () => {
  const open = (questionMs = 60_000): Connection => new Connection({ clock, hosts: ['a.example'], gateway: standIn.url, questionMs });
  const get = async (connection: Connection, url = 'https://a.example/x') =>
    await connection.question(async (ask) => ({ outcome: 'answered', answer: await ask({ method: 'GET', url }) }) as const);

  test.each(['hang', 'half'] as const)('a store that answers not, or by half (%s), is given up in time', async (failure) => {
    standIn.failure = failure;
    expect(await get(open(200))).toEqual({ outcome: 'unavailable', detail: 'did not answer in time' });
  });

  test('an answer without end is cut off where no answer is as long', async () => {
    standIn.failure = 'endless';
    expect(await get(open())).toEqual({ outcome: 'unavailable', detail: 'sent an answer without end' });
  });

  test('what failed on the way is tried once more, what was refused is not', async () => {
    const replies = [{ status: 502, json: {} }, { json: { fine: true } }];
    standIn.on('a.example', () => replies.shift());
    expect(await get(open())).toMatchObject({ outcome: 'answered', answer: { json: { fine: true } } });
    expect(standIn.seen).toHaveLength(2);
    for (const status of [404, 429, 401]) {
      standIn.seen.length = 0;
      standIn.failure = { status, json: {} };
      await get(open());
      expect(standIn.seen).toHaveLength(1);
    }
  });

  test('R49: no other host is asked, and nothing but https', async () => {
    for (const url of [
      'https://b.example/x',
      'http://a.example/x',
      'https://a.example.b.example/',
      'https://a.example:8443/',
      'https://x@b.example/',
    ])
      expect(await get(open(), url)).toEqual({ outcome: 'unavailable', detail: 'not a host of this store' });
    expect(standIn.seen).toEqual([]);
  });

  test('more than sixteen questions at a time are turned away, not queued', async () => {
    standIn.failure = 'hang';
    const connection = open(1_500);
    const answers = await Promise.all(Array.from({ length: 20 }, async () => await get(connection)));
    expect(answers.filter((answer) => answer.outcome === 'unavailable' && answer.detail.includes('too many'))).toHaveLength(4);
    expect(standIn.seen).toHaveLength(16);
  });

  test('a purchase that the store cannot make out does not close the way for the others', async () => {
    standIn.on('a.example', () => ({ json: { fine: true } }));
    const connection = open();
    for (let time = 0; time < 10; time += 1)
      await connection.question(async (ask) => {
        await ask({ method: 'GET', url: 'https://b.example/' });
        return { outcome: 'never' };
      });
    expect(await get(connection)).toMatchObject({ outcome: 'answered' });
  });
});

test('R40: the circuit breaker opens after five failures, lets one try, doubles its pause up to five minutes, and closes with an answer', () => {
  const circuit = new Circuit(clock);
  for (let time = 0; time < 4; time += 1) circuit.failed(false);
  expect(circuit.mayAsk()).toBe(true);
  circuit.failed(false);
  let pause = 30_000;
  for (let time = 0; time < 7; time += 1) {
    expect(circuit.mayAsk()).toBe(false);
    clock.set(clock.now() + pause - 1);
    expect(circuit.mayAsk()).toBe(false);
    clock.set(clock.now() + 1);
    expect([time, circuit.mayAsk(), circuit.mayAsk()]).toEqual([time, true, false]);
    circuit.failed(false);
    pause = time === 0 ? 30_000 : Math.min(pause * 2, 300_000);
  }
  clock.set(clock.now() + 300_000);
  expect(circuit.mayAsk()).toBe(true);
  circuit.succeeded();
  expect([circuit.mayAsk(), circuit.mayAsk()]).toEqual([true, true]);
});
