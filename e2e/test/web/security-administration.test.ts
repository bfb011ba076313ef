import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser } from '../../src/web/browser.ts';
import { payloads } from '../../src/web/payloads.ts';
import { becomeAdministrator } from '../../src/web/person.ts';
import { plantRows } from '../../src/web/rows.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Website } from '../../src/web/website.ts';

let website: Website;
beforeAll(async () => {
  if (hasBrowser) website = await openWebsite({ CAIRN_REGISTRATION: 'invite' });
});
afterAll(async () => {
  if (hasBrowser) await website.close();
});

/** Puts every payload into every text that an administrator is shown, past what routes would take: the page itself must hold. */
function plantEverywhere(data: string): void {
  const now = Date.now();
  const account = { registered: now, lang: 'en', state: 'active' };
  plantRows(
    data,
    'account',
    payloads.map((address, at) => ({ ...account, account: 1000 + at, address, address_key: `planted ${at}` })),
  );
  const device = { account: 1000, registered: now, last_seen: now };
  plantRows(
    data,
    'device',
    payloads.flatMap((text, at) => [
      { ...device, device: 2 * at + 1, name: text, brand: '', model: '', platform: text, lang: text, token_hash: `${at} named` },
      { ...device, device: 2 * at + 2, name: '', brand: text, model: text, platform: '', lang: '', token_hash: `${at} unnamed` },
    ]),
  );
  plantRows(
    data,
    'invitation',
    payloads.map((note, at) => ({ hash: `planted ${at}`, expires: now + 86_400_000, made: now, note })),
  );
  plantRows(
    data,
    'audit',
    payloads.map((text, at) => {
      const facts = JSON.stringify({ [text]: text });
      const row = { account: 1000, n: at + 1, about: null, at: now, kind: text, actor: text, source: text, subject: null };
      return { ...row, outcome: text, facts, seal: text };
    }),
  );
}

describe.skipIf(!hasBrowser)('the administration under attack', { timeout: 300_000 }, () => {
  test('R66 no payload in an address, a device, an invitation or an event runs on any page of the administration; the policy has nothing to refuse', async () => {
    const { page, context, complaints } = await website.visitor();
    const ran: string[] = [];
    await context.exposeFunction('pwned', (what: string) => void ran.push(what));
    page.on('dialog', (dialog) => {
      ran.push(dialog.message());
      void dialog.dismiss();
    });
    await becomeAdministrator(page, website, 'root@example.org');
    plantEverywhere(website.data);
    const shows = (text: string): Promise<void> => page.getByText(text, { exact: true }).first().waitFor();
    const more = page.getByRole('button', { name: 'Show more' });
    /** Somewhere in a long list, which is shown a page at a time. */
    const listShows = async (text: string): Promise<void> => {
      const look = async (): Promise<boolean> => {
        if (await page.getByText(text, { exact: true }).first().isVisible()) return true;
        if (await more.isVisible()) await more.click();
        return false;
      };
      await expect.poll(look, { timeout: 90_000, interval: 300 }).toBe(true);
    };
    const payload = `<img src=x onerror=pwned(1)>`;
    expect(payloads).toContain(payload);

    await page.goto('/admin');
    await page.getByRole('button', { name: 'Run prune-audit now' }).waitFor();
    await page.goto('/admin/accounts');
    await page.getByRole('link', { name: /root@example\.org/ }).waitFor();
    await listShows(payload);
    await page.goto('/admin/accounts/1000');
    await shows(payload);
    for (const act of ['Block', 'Sign out everywhere', 'Delete the account']) {
      const button = page.getByRole('button', { name: act, exact: true });
      if ((await button.count()) === 0) continue;
      await button.click();
      await page.getByRole('alertdialog').waitFor();
      await page.keyboard.press('Escape');
    }
    for (const at of [1, 20, 60, 120]) {
      await page.goto(`/admin/accounts/${1000 + at}`);
      await shows(payloads[at] ?? '');
    }
    await page.goto('/admin/invitations');
    await shows(payload);
    await page.goto('/admin/mails');
    await page.getByLabel('E-mail address').fill(payload);
    await page.getByRole('button', { name: 'Look' }).click();
    await page.waitForTimeout(500);
    await page.goto('/admin/audit');
    await page.getByRole('button', { name: 'Check the rows' }).waitFor();
    await listShows(payload);
    for (const path of ['/admin/settings', '/account/activity', '/account/devices']) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForTimeout(500);
    }
    expect(ran).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
