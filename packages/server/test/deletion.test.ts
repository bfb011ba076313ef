// What an account with everything in it leaves behind when it is deleted (R73).
import { expect, test } from 'vitest';
import { bearer } from './support/app.ts';
import { textOf } from './support/state.ts';
import { marks, wholeAccount } from './support/whole-account.ts';

const hour = 3_600_000;

test(
  'R73 a day after an account was deleted nothing of it is in the databases, on the disk or in the log, and the address begins with nothing',
  { timeout: 120_000 },
  async () => {
    const { app, ana, phones } = await wholeAccount();
    const onDisk = (): string[] => {
      const found: string[] = [];
      for (const path of phones.disk.paths) {
        phones.disk.damage(path, (content) => {
          found.push(`${path} ${content.toString('latin1')}`);
          return content;
        });
      }
      return found;
    };
    const names = [marks.content, marks.name, marks.device, 'ana@example.org'];
    const before = await textOf(app);
    for (const name of names) expect([name, before.includes(name)]).toEqual([name, true]);
    expect(onDisk().join('\n')).toContain(marks.content);

    const code = await app.proof(ana.desk.token, 'delete-account');
    expect((await app.call('POST', '/api/v1/account/delete', { code }, bearer(ana.desk.token))).status).toBe(200);
    for (const headers of [bearer(ana.desk.token), bearer(ana.phone.token), { cookie: ana.session.cookie }])
      expect((await app.call('GET', '/api/v1/account', undefined, headers)).error).toBe('not-signed-in');
    await app.clock.advance(24 * hour);

    const after = await textOf(app);
    for (const name of names) expect([name, after.includes(name)]).toEqual([name, false]);
    expect(onDisk()).toEqual([]);
    const log = JSON.stringify(app.log.lines);
    for (const name of names) expect([name, log.includes(name)]).toEqual([name, false]);
    const again = await phones.signedIn('ana@example.org', 'android', marks.device);
    expect((await again.list()).allFiles).toEqual([]);
    expect(again.userid).toBeGreaterThan(ana.account);
    expect((await app.call('GET', '/api/v1/purchases', undefined, bearer(again.token))).text).not.toContain(marks.order);
  },
);
