import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityFaults } from '../../src/web/accessible.ts';
import { hasBrowser } from '../../src/web/browser.ts';
import { becomeAdministrator, goWithin, password, signUp } from '../../src/web/person.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Website } from '../../src/web/website.ts';
import { signIn as signInDevice } from '../../src/person.ts';

let website: Website;
beforeAll(async () => {
  if (hasBrowser) website = await openWebsite();
});
afterAll(async () => {
  if (hasBrowser) await website.close();
});

const pages = ['/admin', '/admin/accounts', '/admin/invitations', '/admin/mails', '/admin/audit', '/admin/settings', '/account/activity'];

describe.skipIf(!hasBrowser)('the administration on the website', { timeout: 240_000 }, () => {
  test('O2 R62 R79 an administrator finds an account, blocks it and lets it in, invites, looks why no code came, and reads what happened', async () => {
    const { page, context, complaints } = await website.visitor();
    await becomeAdministrator(page, website, 'root@example.org');
    const phone = await signInDevice(website.url, website.data, 'ann@example.org', 'Ann’s phone');
    const isIn = async (): Promise<number> =>
      (await fetch(`${website.url}/api/v1/account`, { headers: { authorization: `Bearer ${phone.token}` } })).status;
    await goWithin(page, '/account');
    await page.getByRole('link', { name: /^Administration/ }).click();
    await page.getByText('Everything works.').waitFor();
    await page.getByRole('button', { name: 'Run prune-audit now' }).click();
    await page.getByText('The job prune-audit has run.').waitFor();
    await page.getByRole('link', { name: 'Accounts' }).click();
    await page.getByLabel('Address or number').fill('ANN@');
    await page.getByRole('link', { name: /ann@example\.org/ }).click();
    await page.getByText('Ann’s phone').waitFor();

    await page.getByRole('button', { name: 'Block', exact: true }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Block' }).click();
    await page.getByRole('button', { name: 'Unblock' }).waitFor();
    expect(await isIn()).toBe(401);
    await page.getByRole('button', { name: 'Unblock' }).click();
    await page.getByRole('button', { name: 'Block', exact: true }).waitFor();
    expect(await isIn()).toBe(200);
    await page.getByLabel('Quota').fill('7 MiB');
    await page.getByRole('button', { name: 'Set the quota' }).click();
    await page.getByText(/of 7\.34 MB/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    await goWithin(page, '/admin/invitations');
    await page.getByLabel('For whom').fill('the club');
    await page.getByRole('button', { name: 'Make an invitation' }).click();
    await page.getByText(/\/sign-up\?invitation=/).waitFor();
    await page.getByRole('button', { name: 'Withdraw the invitation the club' }).click();
    await page.getByText('There are no invitations.').waitFor();

    await goWithin(page, '/admin/mails');
    await page.getByLabel('E-mail address').fill('nobody@example.org');
    await page.getByRole('button', { name: 'Look' }).click();
    await page.getByText(/Nobody asked for a code with this address lately/).waitFor();
    await page.getByText('No mail waits.').waitFor();

    await goWithin(page, '/admin/audit');
    await page.getByText('An administrator changed the account').first().waitFor();
    await page.getByRole('button', { name: 'Check the rows' }).click();
    await page.getByText(/rows are as they were written/).waitFor();

    await goWithin(page, '/admin/settings');
    await page.getByText('CAIRN_PUBLIC_URL').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('W9 every page of the administration is free of barriers, on a phone too', async () => {
    const { page, context } = await website.visitor({ viewport: { width: 390, height: 780 } });
    await page.goto('/sign-in');
    await page.getByLabel('E-mail address').fill('root@example.org');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await page.getByText('root@example.org', { exact: true }).waitFor();
    for (const path of pages) {
      await goWithin(page, path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForTimeout(500);
      expect([path, await accessibilityFaults(page)]).toEqual([path, []]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
      expect([path, wide]).toEqual([path, false]);
    }
    await context.close();
  });

  test('R62 others see that these pages are not for them, and their own activity', async () => {
    const { page, context } = await website.visitor();
    await signUp(page, website, 'eve@example.org');
    for (const path of pages.filter((one) => one.startsWith('/admin'))) {
      await goWithin(page, path);
      await page.getByText('This page is for administrators of this server.').waitFor();
    }
    await goWithin(page, '/account');
    await page.getByText('eve@example.org', { exact: true }).waitFor();
    expect(await page.getByRole('link', { name: /^Administration/ }).count()).toBe(0);
    await page.getByRole('link', { name: 'Recent activity' }).click();
    await page.getByText('Sign-in on the website').first().waitFor();
    await context.close();
  });
});
