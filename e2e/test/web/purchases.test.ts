import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn as signInDevice } from '../../src/person.ts';
import { accessibilityFaults } from '../../src/web/accessible.ts';
import { hasBrowser } from '../../src/web/browser.ts';
import { becomeAdministrator, signUp } from '../../src/web/person.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Website } from '../../src/web/website.ts';

let website: Website;
beforeAll(async () => {
  // With plans as at large: nobody has Pro without a purchase.
  if (hasBrowser) website = await openWebsite({ CAIRN_PLAN: 'start' });
});
afterAll(async () => {
  if (hasBrowser) await website.close();
});

/** Asks the API as the page that is open may. */
async function ask(page: Page, path: string, body: object): Promise<number> {
  return page.evaluate(
    async ([to, sent]) =>
      (await fetch(to, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(sent) })).status,
    [path, body] as const,
  );
}

describe.skipIf(!hasBrowser)('W6 payments and purchases on the website', { timeout: 180_000 }, () => {
  test('W6 A4 P5 P6 P7 W10 nothing at first, a refused code in words, a gift that counts and is taken back, free downloads and what gives more', async () => {
    const keeper = await website.visitor();
    await becomeAdministrator(keeper.page, website, 'keeper@example.org');

    const { page, context, complaints } = await website.visitor();
    await signUp(page, website, 'buyer@example.org');
    const { client, account } = await signInDevice(website.url, website.data, 'buyer@example.org', 'Pixel 9');
    await page.goto('/account');
    await page.getByRole('link', { name: /Payments and purchases/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('No purchase is linked to this account').waitFor();
    await page.getByRole('button', { name: 'Activate the free plan' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'Promo code' }).fill('no-such-code');
    await page.keyboard.press('Enter');
    await page.getByText('This code cannot be used. Nothing was changed.').waitFor();
    expect(await ask(keeper.page, `/api/v1/admin/accounts/${account}/grants`, { until: null, note: 'thanks' })).toBe(200);
    await page.reload();
    await page.getByText('Given by the operator').waitFor();
    await page.getByText('Yes, on every platform').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page
      .getByRole('main')
      .getByRole('link', { name: /Active|Cancelled/ })
      .click();
    await page.getByRole('heading', { level: 1, name: 'What the state of a purchase means' }).waitFor();

    await page.goto('/cloud/maps');
    await page.getByText('Unlimited', { exact: true }).waitFor();
    await page.getByText(/free in this browser/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    // A4: what it is, since when; then it is taken back, and the year after Pro says until when and what.
    await page.goto('/account');
    await page.getByText('Subscribed since').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Active', exact: true }).waitFor();
    const [gift] = (await client.purchases()).purchases;
    expect(await ask(keeper.page, `/api/v1/admin/accounts/${account}/grants/withdraw`, { order: gift?.order })).toBe(200);
    await page.reload();
    await page.getByText(/^Pro has ended\. What is in the cloud can be read, downloaded and deleted until .* 202\d/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'My data after the subscription ends' }).click();
    await page.getByRole('heading', { level: 1, name: 'My data after the subscription ends' }).waitFor();
    await page.goto('/account/purchases');
    await page.getByText('No: the operator took it back').waitFor();
    await page.getByText('Ended', { exact: true }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    for (const title of ['My data after the subscription ends', 'Which account holds a purchase', 'How to restore a purchase'])
      await page.getByRole('main').getByRole('link', { name: title }).waitFor();

    const poor = await website.visitor();
    await signUp(poor.page, website, 'poor@example.org');
    const phone = await signInDevice(website.url, website.data, 'poor@example.org', 'Moto');
    const counted = await phone.client.useDownload({ body: { key: 'map 0' } });
    for (let at = 1; at < counted.allowed; at += 1) await phone.client.useDownload({ body: { key: `map ${at}` } });
    await poor.page.goto('/cloud/maps');
    await poor.page.getByText(/All free downloads of “Moto” are used\. Joining the mailing list gives \d more, once\./).waitFor();
    await poor.page.getByText(`0 of ${counted.allowed} left`).waitFor();
    expect(await accessibilityFaults(poor.page)).toEqual([]);
    await poor.page.getByRole('button', { name: 'Join the mailing list' }).focus();
    await poor.page.keyboard.press('Enter');
    await poor.page.getByText('A mail is on its way to poor@example.org.').waitFor();
    expect((await client.purchases()).plan).toBe('grace');
    expect(complaints).toEqual([]);
    await Promise.all([context.close(), keeper.context.close(), poor.context.close()]);
  });
});
