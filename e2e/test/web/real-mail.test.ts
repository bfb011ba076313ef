import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser } from '../../src/web/browser.ts';
import { openMailServer } from '../../src/web/mail-server.ts';
import type { MailServer } from '../../src/web/mail-server.ts';
import { password } from '../../src/web/person.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Website } from '../../src/web/website.ts';

let mail: MailServer;
let website: Website;
beforeAll(async () => {
  if (!hasBrowser) return;
  mail = await openMailServer();
  website = await openWebsite({ CAIRN_SMTP_URL: `smtp://127.0.0.1:${mail.port}`, CAIRN_MAIL_FROM: 'Cairn <cairn@example.org>' });
});
afterAll(async () => {
  if (!hasBrowser) return;
  await website.close();
  await mail.close();
});

describe.skipIf(!hasBrowser)('an account from its first mail to its last', { timeout: 240_000 }, () => {
  test('A1 A2 A3 A6 A7 R68 every code comes by SMTP: signing up, a forgotten password, another address, the end', async () => {
    const { page, context, complaints } = await website.visitor();
    const [address, next] = ['ana@example.org', 'ana@example.net'];
    const press = (name: string) => (): Promise<void> => page.getByRole('button', { name }).click();
    const enter = async (code: string, action: string): Promise<void> => {
      await page.getByLabel('Code', { exact: true }).fill(code);
      await page.getByRole('button', { name: action }).click();
    };
    for (const path of ['/sign-up', '/sign-in/code']) {
      await page.goto(path);
      await page.getByLabel('E-mail address').fill(address);
      await enter(await mail.codeAfter(address, press('Continue')), 'Check the code');
      if (path === '/sign-up') {
        await page.getByLabel('New password').fill(password);
        await page.getByRole('button', { name: 'Save the password' }).click();
        await page.getByText(address, { exact: true }).waitFor();
        await page.getByRole('button', { name: 'Sign out' }).click();
        await page.getByRole('link', { name: 'Sign in' }).waitFor();
      }
    }
    await page.getByRole('button', { name: 'Keep the present one' }).click();
    await page.getByText(address, { exact: true }).waitFor();
    await page.goto('/account/address');
    const old = await mail.codeAfter(address, press('Mail me a code'));
    await page.getByLabel('New e-mail address').fill(next);
    await page.getByLabel('Code', { exact: true }).fill(old);
    await enter(await mail.codeAfter(next, press('Continue')), 'Change it');
    await page.getByText(`Your address is ${next} now`).waitFor();
    await page.goto('/account/danger');
    await page.getByText('I understand that this cannot be undone').click();
    await enter(await mail.codeAfter(next, press('Mail me a code')), 'Delete the account');
    await page.getByText('The account was deleted.').waitFor();

    for (const { text } of mail.mails) expect(text).toMatch(/^From: Cairn <cairn@example\.org>\r?$/m);
    const links = mail.mails.flatMap(({ text }) => text.replaceAll('=\r\n', '').match(/https?:\/\/[^/\s]+/g) ?? []);
    expect([...new Set(links)]).toEqual([website.url]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
