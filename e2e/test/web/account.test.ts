import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityFaults } from '../../src/web/accessible.ts';
import { hasBrowser } from '../../src/web/browser.ts';
import { codeAfter, goWithin, password, signIn, signUp } from '../../src/web/person.ts';
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

async function fillCode(page: Page, code: string): Promise<void> {
  await page.getByLabel('Code', { exact: true }).fill(code);
}
/** Presses a key until what has the focus fits; fails when it comes by nowhere. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  await page
    .getByText(new RegExp(name.source.replace('^\\s*', '')))
    .first()
    .waitFor({ state: 'attached' });
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])].map((label) => label.textContent).join(' ') : '';
      return `${element?.getAttribute('aria-label') ?? ''} ${labels} ${element?.textContent ?? ''}`;
    });
    if (name.test(focused)) return;
  }
  throw new Error(`the keyboard does not come to ${name.source}`);
}

describe.skipIf(!hasBrowser)('accounts on the website', { timeout: 240_000 }, () => {
  test('A1 A4 A5 signs up with a code and a password by keyboard alone, signs out, and in again', async () => {
    const { page, context, complaints } = await website.visitor();
    const address = 'keys@example.org';
    await page.goto('/');
    await tabTo(page, /^\s*Skip to content/);
    await tabTo(page, /^\s*Account/);
    await page.keyboard.press('Enter');
    await tabTo(page, /Create an account/);
    await page.keyboard.press('Enter');
    await page.getByLabel('E-mail address').waitFor();
    await page.keyboard.type(address);
    const code = await codeAfter(website, address, () => page.keyboard.press('Enter'));
    await page.getByLabel('Code', { exact: true }).waitFor();
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
    await page.getByLabel('New password').waitFor();
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.getByText(address, { exact: true }).waitFor();
    await tabTo(page, /^\s*Sign out/);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    await tabTo(page, /^\s*Sign in/);
    await page.keyboard.press('Enter');
    await page.getByLabel('E-mail address').waitFor();
    await page.keyboard.type(address);
    await tabTo(page, /^\s*Password/);
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.getByText(address, { exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('A2 A3 a phone account comes to the web with a code; a wrong code is refused, another one is sent after a wait', async () => {
    const { page, context } = await website.visitor();
    const address = 'phone@example.org';
    const phone = await signInDevice(website.url, website.data, address, 'Ana’s phone');
    await page.clock.install();
    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'No password yet' }).click();
    await page.getByLabel('E-mail address').fill(address);
    const first = await codeAfter(website, address, () => page.getByRole('button', { name: 'Continue' }).click());
    const resend = page.getByRole('button', { name: /Another code can be sent in \d+ s|Send another code/ });
    expect(await resend.isDisabled()).toBe(true);
    await fillCode(page, '10000000');
    await page.getByRole('button', { name: 'Check the code' }).click();
    await page.getByRole('alert').filter({ hasText: 'The code is wrong' }).waitFor();
    await page.getByText('No code arrives?').click();
    await page.getByText('spam').waitFor();
    await page.clock.runFor(61_000);
    const second = await codeAfter(website, address, () => page.getByRole('button', { name: 'Send another code' }).click());
    await page.getByText('A new code is on its way').waitFor();
    expect(await page.getByRole('button', { name: /Another code can be sent in/ }).isDisabled()).toBe(true);
    await fillCode(page, first);
    await page.getByRole('button', { name: 'Check the code' }).click();
    await page.getByRole('alert').filter({ hasText: 'The code is wrong' }).waitFor();
    await fillCode(page, second);
    await page.getByRole('button', { name: 'Check the code' }).click();
    await page.getByLabel('New password').fill('password1234');
    await page.getByRole('button', { name: 'Save the password' }).click();
    await page.getByRole('alert').filter({ hasText: 'tried first' }).waitFor();
    await page.getByRole('button', { name: 'Not now' }).click();
    await page.getByText('You have no password for the web yet').waitFor();
    await page.getByRole('link', { name: /Devices and sessions/ }).click();
    await page.getByText('Ana’s phone').waitFor();
    expect((await phone.client.account()).address).toBe(address);
    await context.close();
  });

  test('A4 signs out one device, one session, and all others; each ends at once', async () => {
    const { page, context } = await website.visitor();
    const other = await website.visitor();
    const address = 'many@example.org';
    await signUp(page, website, address);
    await signIn(other.page, address);
    const one = await signInDevice(website.url, website.data, address, 'Old phone');
    const two = await signInDevice(website.url, website.data, address, 'Tablet');
    await page.goto('/account/devices');
    await page.getByRole('button', { name: 'Sign out Old phone' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Old phone was signed out.').waitFor();
    await expect(one.client.account()).rejects.toMatchObject({ code: 'not-signed-in' });
    expect((await two.client.account()).address).toBe(address);
    await page.getByRole('button', { name: 'Sign out all others' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out all others' }).click();
    await page.getByText(/2 other devices and sessions were signed out/).waitFor();
    await expect(two.client.account()).rejects.toMatchObject({ code: 'not-signed-in' });
    await other.page.reload();
    await other.page.getByRole('link', { name: 'Sign in' }).waitFor();
    await Promise.all([context.close(), other.context.close()]);
  });

  test('A6 R58 the address changes after a code to the old and one to the new; other sessions end, the old one is told', async () => {
    const { page, context } = await website.visitor();
    const stolen = await website.visitor();
    const [address, next] = ['before@example.org', 'after@example.org'];
    await signUp(page, website, address);
    await signIn(stolen.page, address);
    await page.goto('/account/address');
    const old = await codeAfter(website, address, () => page.getByRole('button', { name: 'Mail me a code' }).click());
    await page.getByLabel('New e-mail address').fill(next);
    await fillCode(page, old);
    const fresh = await codeAfter(website, next, () => page.getByRole('button', { name: 'Continue' }).click());
    expect(await page.getByText('Step 2 of 2').textContent()).toContain(next);
    await fillCode(page, fresh);
    await page.getByRole('button', { name: 'Change it' }).click();
    await page.getByText(`Your address is ${next} now`).waitFor();
    await stolen.page.reload();
    await stolen.page.getByRole('link', { name: 'Sign in' }).waitFor();
    const mails = await Promise.all(
      (await readdir(join(website.data, 'outbox'))).map((name) => readFile(join(website.data, 'outbox', name), 'utf8')),
    );
    expect(mails.some((mail) => /^To: .*before@example\.org/m.test(mail) && /^Subject: .*address/im.test(mail))).toBe(true);
    await Promise.all([context.close(), stolen.context.close()]);
  });

  test('R58 A3 a new password ends what was obtained before it', async () => {
    const { page, context } = await website.visitor();
    const stolen = await website.visitor();
    const address = 'theft@example.org';
    await signUp(page, website, address);
    await signIn(stolen.page, address);
    await page.goto('/account/password');
    const code = await codeAfter(website, address, () => page.getByRole('button', { name: 'Mail me a code' }).click());
    await fillCode(page, code);
    await page.getByLabel('New password').fill('another cairn, far off');
    await page.getByRole('button', { name: 'Save the password' }).click();
    await page.getByText('The password was saved.').waitFor();
    await stolen.page.reload();
    await stolen.page.getByRole('link', { name: 'Sign in' }).click();
    await stolen.page.getByLabel('E-mail address').fill(address);
    await stolen.page.getByLabel('Password', { exact: true }).fill(password);
    await stolen.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await stolen.page.getByRole('alert').filter({ hasText: 'The address or the password is wrong' }).waitFor();
    await Promise.all([context.close(), stolen.context.close()]);
  });

  test('A7 T7 the account is deleted after a tick and a code; the same address begins with nothing', async () => {
    const { page, context } = await website.visitor();
    const address = 'leaving@example.org';
    await signUp(page, website, address);
    const device = await signInDevice(website.url, website.data, address);
    await page.goto('/account/danger');
    expect(await page.getByRole('button', { name: 'Mail me a code' }).isDisabled()).toBe(true);
    await page.getByText('I understand that this cannot be undone').click();
    const code = await codeAfter(website, address, () => page.getByRole('button', { name: 'Mail me a code' }).click());
    await fillCode(page, code);
    await page.getByRole('button', { name: 'Delete the account' }).click();
    await page.getByText('The account was deleted.').waitFor();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    await expect(device.client.account()).rejects.toMatchObject({ code: 'not-signed-in' });
    await context.close();
  });

  test('A1 R62 the set-up link of the console makes the administrator', async () => {
    const { page, context } = await website.visitor();
    const line = website.server.output.find((one) => one.startsWith('Open this link')) ?? '';
    const link = /#(\S+)$/.exec(line)?.[1] ?? '';
    const address = 'keeper@example.org';
    await page.goto('/set-up');
    await page.getByText('This link is not complete').waitFor();
    await page.goto(`/set-up?again#${link}`);
    await page.getByLabel('E-mail address').fill(address);
    const code = await codeAfter(website, address, () => page.getByRole('button', { name: 'Continue' }).click());
    await fillCode(page, code);
    await page.getByRole('button', { name: 'Check the code' }).click();
    await page.getByLabel('New password').fill(password);
    await page.getByRole('button', { name: 'Save the password' }).click();
    await page.getByText('You are the administrator of this server.').waitFor();
    await context.close();
  });

  test('W8 W9 language, units and look are chosen here and stay; every page of the account is clean for axe, light and dark', async () => {
    const { page, context, complaints } = await website.visitor();
    await page.goto('/account/settings');
    await page.getByRole('button', { name: /Language/ }).click();
    await page.getByRole('option', { name: 'Deutsch' }).click();
    await page.getByRole('heading', { name: 'Sprache, Einheiten, Aussehen' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await page.reload();
    await page.getByRole('heading', { name: 'Sprache, Einheiten, Aussehen' }).waitFor();
    await page.getByRole('button', { name: /Sprache/ }).click();
    await page.getByRole('option', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Language, units, look' }).waitFor();
    await signUp(page, website, 'looks@example.org');
    await signInDevice(website.url, website.data, 'looks@example.org', 'Phone');
    const pages = ['/account', '/account/devices', '/account/password', '/account/address', '/account/settings', '/account/danger'];
    for (const look of ['Light', 'Dark']) {
      await page.goto('/account/settings');
      await page.getByText(look, { exact: true }).click();
      for (const path of [...pages, '/sign-in', '/sign-up', '/sign-in/code', '/set-up', '/link#word']) {
        await goWithin(page, path);
        await page.getByRole('heading', { level: 1 }).first().waitFor();
        await page.getByRole('progressbar').waitFor({ state: 'detached' });
        expect([path, look, await accessibilityFaults(page)]).toEqual([path, look, []]);
      }
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
});
