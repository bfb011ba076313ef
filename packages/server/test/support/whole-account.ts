import { gzipSync } from 'node:zlib';
import { batchMediaType, encodeBatch } from '@cairn/protocol';
import { SessionsAnswer } from '@cairn/protocol/schemas';
import { startPhones } from '../osmand/world.ts';
import type { TestApp } from './app.ts';
import { bearer } from './app.ts';
import { Shop } from './shop.ts';

export const password = 'trombone and gravel';
/** Marks of Ana's that nobody else may see. */
export const marks = {
  content: 'ANACONTENT',
  name: 'ANANAME',
  device: 'ANADEVICE',
  order: 'ANAORDER',
  campaign: 'ANACAMPAIGN',
  note: 'ANANOTE',
};
/** Uploads a file without compressing it: what is in it stands in the bytes that are kept. */
export const putFile = async (app: TestApp, token: string, name: string, content: string, base = 0): Promise<void> => {
  const body = gzipSync(content, { level: 0 });
  const header = { type: 'GPX', name, base, clientTime: 1, length: body.length };
  const payload = Buffer.from(encodeBatch([{ header, body }]));
  const answer = await app.app.frame.inject({
    ...{ method: 'POST', url: '/api/v1/upload', payload },
    headers: { ...bearer(token), 'content-type': batchMediaType },
  });
  if (!answer.body.includes('"done"')) throw new Error(answer.body);
};
/** Sets the password, signs in with it. */
export const webSession = async (app: TestApp, token: string, address: string): Promise<{ cookie: string; id: string }> => {
  const code = await app.proof(token, 'set-password');
  await app.call('PUT', '/api/v1/account/password', { code, password }, bearer(token));
  const signedIn = await app.call('POST', '/api/v1/sessions', { address, password });
  const { sessions } = SessionsAnswer.parse((await app.call('GET', '/api/v1/sessions', undefined, bearer(token))).json);
  return { cookie: String(signedIn.headers['set-cookie']).split(';')[0] ?? '', id: sessions[0]?.id ?? '' };
};

/** Ana with everything that an account can have, an administrator, and the means to make strangers. */
export async function wholeAccount() {
  const shop = new Shop({ now: () => clock() });
  let clock = (): number => 0;
  const phones = await startPhones({}, shop.apis());
  const { app } = phones;
  clock = () => app.clock.now();
  const root = await app.register('root@example.org');
  await app.store.setAdministrator(root.account, true);
  const asRoot = bearer(root.token);
  await app.call('POST', '/api/v1/admin/invitations', { note: marks.note }, asRoot);
  const invitations = await app.call('GET', '/api/v1/admin/invitations', undefined, asRoot);
  const now = app.clock.now();
  await app.call('POST', '/api/v1/admin/campaigns', { name: marks.campaign, start: now, end: now + 9e8, limit: 9 }, asRoot);

  const phone = await phones.signedIn('ana@example.org', 'android', marks.device);
  const desk = await app.register('ana@example.org', { name: marks.device });
  for (const [base, content] of [`${marks.content} one`, `${marks.content} two`].entries())
    await putFile(app, desk.token, `${marks.name}.gpx`, content, base);
  await putFile(app, desk.token, `${marks.name}/large.gpx`, marks.content.repeat(30_000));
  await putFile(app, desk.token, `${marks.name}/gone.gpx`, marks.content);
  await phone.deleteFile(`${marks.name}/gone.gpx`);
  await phone.uploaded({ name: `${marks.name}.obf`, type: 'FILE', content: '' });
  shop.sell(marks.order, { sku: 'osmand_pro_annual_full_v1', orderId: marks.order, expiry: now + 1e10 });
  const bought = { sku: 'osmand_pro_annual_full_v1', orderId: marks.order, purchaseToken: marks.order, payload: marks.order };
  await phone.form('/subscription/purchased', { ...phone.auth, ...bought, purchaseType: 'subscription' });
  await app.call('POST', '/api/v1/downloads', { key: marks.name }, bearer(desk.token));
  await app.call('POST', '/api/v1/mailing-list', {}, bearer(desk.token));
  const session = await webSession(app, desk.token, 'ana@example.org');
  for (const purpose of ['change-address', 'delete-account', 'set-password']) await app.proof(desk.token, purpose);
  await app.clock.advance(0);
  const invitation = /"id":"([^"]+)"/.exec(invitations.text)?.[1] ?? '';
  const updatetime = (await phone.list()).allFiles[0]?.updatetimems ?? 0;
  return { phones, app, ana: { phone, desk, session, invitation, updatetime, account: desk.account } };
}
