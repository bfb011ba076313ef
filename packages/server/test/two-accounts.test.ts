// Every route of the server, asked by one account with everything that names what belongs to another (R57, R60).
import { gzipSync } from 'node:zlib';
import { batchMediaType, encodeBatch } from '@cairn/protocol';
import type { Route } from '@cairn/protocol';
import { allRoutes } from '@cairn/protocol/schemas';
import type { AnyRouteName } from '@cairn/protocol/schemas';
import { expect, test } from 'vitest';
import type { Phone } from './osmand/phone.ts';
import { aimedAt } from './support/aimed.ts';
import type { Aim } from './support/aimed.ts';
import type { TestApp } from './support/app.ts';
import { bearer } from './support/app.ts';
import { stateOf } from './support/state.ts';
import type { State } from './support/state.ts';
import { marks, password, putFile, webSession, wholeAccount } from './support/whole-account.ts';

const names = Object.keys(allRoutes) as AnyRouteName[];
/** What asking for a code of an address may change, whoever asks: the code that is worth something now, and the mail with it. */
const mailed = new Set(['code', 'mail']);

type World = Awaited<ReturnType<typeof wholeAccount>>;

/** By the name of a field or parameter: what of Ana's can be named there. */
function aimAt({ ana: { phone, desk, session, invitation, updatetime, account } }: World): Aim {
  const file = `${marks.name}.gpx`;
  return {
    id: [desk.device, phone.deviceid, session.id, invitation, account],
    ...{ device: [desk.device], signOut: [desk.device], account: [account], order: [marks.order], key: [marks.name] },
    ...{ seq: [1, 2, 3, 4, 5], versions: [1, 2, 3, 4, 5], deletions: [5, 4], base: [1, 5], ids: [1, 2, 3] },
    ...{ type: ['GPX'], name: [file, marks.name, marks.campaign], prefix: [marks.name], types: ['GPX'], to: [`${marks.name}.moved.gpx`] },
    ...{ address: ['ana@example.org'], email: ['ana@example.org'], username: ['ana@example.org'], text: ['ana'] },
    ...{ deviceid: [phone.deviceid], deviceId: [phone.deviceid], userid: [account], userId: [account] },
    ...{ orderid: [marks.order], orderId: [marks.order], purchaseId: [marks.order], updatetime: [updatetime], clienttime: [1] },
    ...{ code: ['12345678'], token: ['12345678'], word: ['12345678'], password: [password.toUpperCase()], allVersions: ['true'] },
  };
}

interface Sent {
  readonly status: number;
  readonly raw: Buffer;
  /** What the request itself named: that may be repeated. */
  readonly said: string;
}
/** One request to one route, with these headers and these parameters in front of those that name Ana's things. */
async function ask(
  { app, phones }: World,
  route: Route,
  aim: Aim,
  at: number,
  headers: Record<string, string>,
  own: Record<string, string>,
): Promise<Sent> {
  const { path, query, body } = aimedAt(route, aim, at);
  const parameters = new URLSearchParams({ ...query, ...own }).toString();
  if (route.sends === 'multipart') {
    const { status, raw } = await phones.phone('android').upload({ name: `${marks.name}.gpx`, content: 'x' }, own);
    return { status, raw, said: '' };
  }
  const isForm = route.sends === 'form';
  const batch = route.sends === 'batch' ? gzipSync('stranger') : null;
  const item = { type: 'GPX', name: `${marks.name}.gpx`, base: 2, clientTime: 1 };
  const payload = isForm
    ? parameters
    : batch !== null
      ? Buffer.from(encodeBatch([{ header: { ...item, length: batch.length }, body: batch }]))
      : JSON.stringify(body ?? {});
  const contentType = isForm ? 'application/x-www-form-urlencoded' : batch === null ? 'application/json' : batchMediaType;
  const request = {
    method: route.method,
    url: isForm || parameters === '' ? path : `${path}?${parameters}`,
    headers: { ...headers, ...(route.method === 'GET' ? {} : { 'content-type': contentType }) },
    ...(route.method === 'GET' ? {} : { payload }),
  };
  if (route.answers === 'events') {
    const streamed = await app.app.frame.inject({ ...request, payloadAsStream: true });
    streamed.stream().destroy();
    return { status: streamed.statusCode, raw: Buffer.alloc(0), said: '' };
  }
  const { statusCode, rawPayload } = await app.app.frame.inject(request);
  return { status: statusCode, raw: rawPayload, said: [path, ...Object.values(query), JSON.stringify(body ?? '')].join(' ') };
}
/** Somebody else with a device, a web session, and a file that is called like Ana's. */
async function strangerIn(
  { app, phones }: World,
  at: number,
): Promise<{ stranger: Phone; email: string; browser: Record<string, string> }> {
  const email = `stranger${at}@example.org`;
  const stranger = await phones.signedIn(email, 'ios', `phone ${at}`);
  await putFile(app, stranger.token, `${marks.name}.gpx`, 'stranger');
  const { cookie } = await webSession(app, stranger.token, email);
  await app.clock.advance(0);
  return { stranger, email, browser: { cookie, 'sec-fetch-site': 'same-origin', 'x-cairn': 'test' } };
}
async function isSignedIn(app: TestApp, { token }: Phone, browser: Record<string, string>): Promise<boolean> {
  const answers = [bearer(token), browser].map((headers) => app.call('GET', '/api/v1/account', undefined, headers));
  return (await Promise.all(answers)).every(({ status }) => status === 200);
}
const isMailing = (route: Route): boolean => route.limit === 'mail' && route.credential === 'none';
const without = (state: State, tables: ReadonlySet<string>): State => state.filter(({ table }) => !tables.has(table));

test(
  'R57 R60 a stranger who names everything of another account, on every route, changes nothing of it and sees nothing of it',
  { timeout: 240_000 },
  async () => {
    const w = await wholeAccount();
    const { app } = w;
    const aim = aimAt(w);
    const secrets = [marks.content, marks.device, marks.note, w.ana.session.id, w.ana.desk.token, 'ana@example.org', 'root@example.org'];
    let asked = 0;
    let { stranger, email, browser } = await strangerIn(w, 0);
    for (const [at, name] of names.entries()) {
      const route: Route = allRoutes[name];
      // Some routes end what they are asked with.
      if (!(await isSignedIn(app, stranger, browser))) ({ stranger, email, browser } = await strangerIn(w, at + 1));
      const but = { account: stranger.userid, address: email };
      const before = await stateOf(app, but);
      const credentials: [Record<string, string>, Record<string, string>][] = [
        // The token with its own number, then with the number of Ana's device: that must be refused, not answered as hers.
        [bearer(stranger.token), {}],
        [browser, {}],
        [{}, { deviceid: String(stranger.deviceid), deviceId: String(stranger.deviceid), accessToken: stranger.token }],
        [{}, { accessToken: stranger.token }],
        [{}, { accessToken: w.ana.desk.token.slice(0, -3) }],
        [{}, {}],
      ];
      for (const [headers, own] of credentials) {
        for (let way = 0; way < aimedAt(route, aim, 0).ways; way += 1) {
          const { status, raw, said } = await ask(w, route, aim, way, headers, own);
          asked += 1;
          expect([name, way, status < 500], raw.toString('latin1').slice(0, 300)).toEqual([name, way, true]);
          for (const secret of secrets.filter((text) => !said.includes(text)))
            expect([name, secret, raw.includes(secret)]).toEqual([name, secret, false]);
        }
      }
      await app.clock.advance(0);
      const after = await stateOf(app, but);
      const [was, is] = isMailing(route) ? [without(before, mailed), without(after, mailed)] : [before, after];
      expect(is, `${name}: what belongs to others is as it was`).toEqual(was);
    }
    expect(asked).toBeGreaterThan(names.length * 6);
    // Ana notices nothing: both her devices, her session and her files are there.
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(w.ana.desk.token))).status).toBe(200);
    expect(await w.ana.phone.downloaded(`${marks.name}.gpx`)).toBe(`${marks.content} two`);
  },
);

test('R60 what belongs to another account is answered as what is not there, for every kind of id', async () => {
  const w = await wholeAccount();
  const { app, ana } = w;
  const stranger = await w.phones.signedIn('b@example.org', 'ios', 'other phone');
  const nowhere = { number: '4711', text: 'nosuchthing', seq: 4711 };
  const pairs: [string, string, string, unknown?, unknown?][] = [
    ['DELETE', `/api/v1/devices/${ana.desk.device + 5}`, `/api/v1/devices/${nowhere.number}`],
    ['DELETE', `/api/v1/sessions/${ana.session.id}`, `/api/v1/sessions/${nowhere.text}`],
    ['GET', '/api/v1/content?seq=3', `/api/v1/content?seq=${nowhere.seq}`],
    ['GET', `/api/v1/history?type=GPX&name=${marks.name}.gpx`, '/api/v1/history?type=GPX&name=none.gpx'],
    ['GET', `/api/v1/files?prefix=${marks.name}`, '/api/v1/files?prefix=none'],
    ['POST', '/api/v1/trash/delete', '/api/v1/trash/delete', { deletions: [5] }, { deletions: [nowhere.seq] }],
    ['POST', '/api/v1/operations', '/api/v1/operations', { operations: [{ op: 'restore', seq: 2 }] }, { operations: [{ op: 'restore', seq: nowhere.seq }] }], // prettier-ignore
    ['POST', '/api/v1/operations', '/api/v1/operations', { operations: [{ op: 'copy', seq: 2, to: 'x' }] }, { operations: [{ op: 'copy', seq: nowhere.seq, to: 'x' }] }], // prettier-ignore
    ['GET', `/userdata/download-file?name=${marks.name}.gpx&type=GPX`, '/userdata/download-file?name=none.gpx&type=GPX'],
    ['GET', `/userdata/download-file?name=${marks.name}.gpx&type=GPX&updatetime=${ana.updatetime}`, '/userdata/download-file?name=none.gpx&type=GPX&updatetime=1'], // prettier-ignore
  ];
  for (const [method, theirs, missing, body, other] of pairs) {
    const as = (url: string) =>
      url.startsWith('/userdata')
        ? `${url}&${new URLSearchParams({ deviceid: String(stranger.deviceid), deviceId: String(stranger.deviceid), accessToken: stranger.token }).toString()}`
        : url;
    const one = await app.call(method, as(theirs), body, bearer(stranger.token));
    const two = await app.call(method, as(missing), other, bearer(stranger.token));
    expect([theirs, one.status, unnamed(one.text)]).toEqual([theirs, two.status, unnamed(two.text)]);
  }
});

/** An answer without the words of the request that it repeats, and without ids of requests. */
function unnamed(text: string): string {
  return text.replaceAll(/ANANAME|none|4711|nosuchthing|\b[2-5]\b|"request":"[^"]*"/g, '…');
}
