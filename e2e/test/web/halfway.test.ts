import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '@cairn/protocol';
import type { BrowserContext, Page } from 'playwright-core';
import { signIn as signInDevice } from '../../src/person.ts';
import { accessibilityFaults } from '../../src/web/accessible.ts';
import { hasBrowser } from '../../src/web/browser.ts';
import { put, track } from '../../src/web/files.ts';
import { signUp } from '../../src/web/person.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Visitor, Website } from '../../src/web/website.ts';

let website: Website;
beforeAll(async () => {
  if (hasBrowser) website = await openWebsite();
});
afterAll(async () => {
  if (hasBrowser) await website.close();
});

/** An account with so many tracks, and a folder to move them to. */
async function arrive(address: string, count: number): Promise<Visitor & { readonly client: Client }> {
  const visitor = await website.visitor();
  await signUp(visitor.page, website, address);
  const { client } = await signInDevice(website.url, website.data, address, 'Pixel');
  for (let at = 1; at <= count; at += 1) await put(client, 'GPX', `Way ${at}.gpx`, track(`Way ${at}`));
  await put(client, 'GPX', 'Alps/Before.gpx', track('Before'));
  return { ...visitor, client };
}
/** How many files lie in the folder and how many do not, in the cloud. */
async function inAlps(client: Client): Promise<[number, number]> {
  const { changes } = await client.changes({ query: { cursor: 0 } });
  const heads = new Map(changes.map((version) => [version.name, version.kind]));
  const names = [...heads].filter(([, kind]) => kind === 'content').map(([name]) => name);
  const inside = names.filter((name) => name.startsWith('Alps/')).length;
  return [inside, names.length - inside];
}
async function moveAll(page: Page): Promise<void> {
  await page.goto('/tracks');
  await page.getByRole('row', { name: /Way 1\b/ }).waitFor();
  await page.getByRole('button', { name: 'Select', exact: true }).click();
  await page.getByRole('button', { name: 'Select all' }).click();
  await page.getByRole('toolbar').getByRole('button', { name: 'Move' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Folder/ })
    .click();
  await page.getByRole('option', { name: 'Alps' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Move', exact: true }).click();
}
/** Answers changes from the third on as a server whose disk is full; gives what ends that. */
async function fillUp(context: BrowserContext): Promise<() => Promise<void>> {
  let [asked, answered] = [0, {}];
  await context.route('**/api/v1/operations', async (route) => {
    asked += 1;
    if (asked > 2) {
      const error = { code: 'storage-full', message: 'The server has no space left.' };
      await route.fulfill({ json: { ...answered, results: [{ status: 'refused', error }] } });
      return;
    }
    const response = await route.fetch();
    answered = (await response.json()) as object;
    await route.fulfill({ response, json: answered });
  });
  return () => context.unroute('**/api/v1/operations');
}

describe.skipIf(!hasBrowser)('many things at once, and something goes wrong', { timeout: 180_000 }, () => {
  test('W3 an act that fails half way says what was done and why it stopped; the rest is tried again, all of it is taken back', async () => {
    const { page, context, complaints, client } = await arrive('halfway@example.org', 5);
    const empty = await fillUp(context);
    await moveAll(page);
    const message = page.locator('.toast', { hasText: '2 of 5 were done, then it stopped' });
    await message.waitFor();
    expect(await message.innerText()).toMatch(/The server has no space left.*What was done is kept/s);
    expect(await inAlps(client)).toEqual([3, 3]);
    expect(await accessibilityFaults(page)).toEqual([]);
    // Trying again while nothing has changed loses nothing and counts on.
    await message.getByRole('button', { name: 'Try again' }).click();
    await message.waitFor();
    expect(await inAlps(client)).toEqual([3, 3]);
    await empty();
    await message.getByRole('button', { name: 'Try again' }).click();
    const moved = page.locator('.toast', { hasText: '5 tracks were moved' });
    await moved.waitFor();
    expect(await inAlps(client)).toEqual([6, 0]);
    await moved.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => inAlps(client), { timeout: 20_000 }).toEqual([1, 5]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('W3 a long act shows how far it is, can be ended, and what was done is taken back', async () => {
    const { page, context, complaints, client } = await arrive('long@example.org', 25);
    await context.route('**/api/v1/operations', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      await route.continue();
    });
    await moveAll(page);
    const bar = page.getByRole('region', { name: 'On the way' });
    await bar.getByText(/\d+ of 25 done/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await bar.getByRole('button', { name: 'Cancel' }).click();
    const message = page.locator('.toast', { hasText: /\d+ of 25 were done, then it stopped\. You stopped it/ });
    await message.waitFor();
    await bar.waitFor({ state: 'detached' });
    const [inside, outside] = await inAlps(client);
    expect([inside > 1, inside + outside, outside > 0]).toEqual([true, 26, true]);
    await message.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => inAlps(client), { timeout: 30_000 }).toEqual([1, 25]);
    // Removing them is one request, and so is taking that back.
    await page.keyboard.press('Escape');
    await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
    await page
      .locator('.toast', { hasText: /25 tracks were deleted/ })
      .getByRole('button', { name: 'Undo' })
      .click();
    await expect.poll(() => inAlps(client), { timeout: 20_000 }).toEqual([1, 25]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
