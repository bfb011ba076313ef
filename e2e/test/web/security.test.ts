import type { Route } from '@cairn/protocol';
import { allRoutes } from '@cairn/protocol/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAttacker } from '../../src/web/attack.ts';
import { hasBrowser } from '../../src/web/browser.ts';
import { favourites, put, track } from '../../src/web/files.ts';
import { signUp } from '../../src/web/person.ts';
import { allRows } from '../../src/web/rows.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Website } from '../../src/web/website.ts';
import { signIn as signInDevice } from '../../src/person.ts';
import { payloads } from '../../src/web/payloads.ts';

let website: Website;
beforeAll(async () => {
  if (hasBrowser) website = await openWebsite();
});
afterAll(async () => {
  if (hasBrowser) await website.close();
});

/** Every row of the database: those that nothing may change, and those of the audit log. Left out are counts of requests. */
async function restingRows(): Promise<{ keep: Readonly<Record<string, readonly string[]>>; grow: readonly string[] }> {
  const { audit: grow = [], ...rows } = allRows(website.data);
  return { keep: { ...rows, tally: [] }, grow };
}

describe.skipIf(!hasBrowser)('the website under attack', { timeout: 300_000 }, () => {
  test('R65 a page of another origin changes nothing and reads nothing, whatever it tries on every route', async () => {
    const { page, context } = await website.visitor();
    const address = 'victim@example.org';
    await signUp(page, website, address);
    const phone = await signInDevice(website.url, website.data, address, 'Phone');
    await put(phone.client, 'GPX', 'keep.gpx', track('Keep'));
    const urls = Object.values<Route>(allRoutes).map(({ method, path }) => ({ method, url: path.replaceAll(/:\w+/g, '1') }));
    const attacker = await openAttacker(website.url, urls);
    const { keep, grow } = await restingRows();
    // One page from another port (same site, other origin), one from another name (another site).
    for (const host of ['127.0.0.1', 'localhost']) {
      const attack = await context.newPage();
      await attack.goto(`http://${host}:${attacker.port}`, { waitUntil: 'commit' });
      await attack.waitForFunction(() => Reflect.get(globalThis, 'attacked') === true, undefined, { timeout: 120_000 });
      expect(await attack.evaluate(() => String(Reflect.get(globalThis, 'read') ?? ''))).toBe('');
      await attack.close();
    }
    // The whole tab, from the same site: the cookie goes along, so this is the way that is open widest.
    const reads = new Set(urls.filter(({ method }) => method === 'GET').map(({ url }) => website.url + url));
    const leadAway = async (to: string): Promise<void> => {
      for (const by of reads.has(to) ? ['form', 'link'] : ['form']) {
        const lead = await context.newPage();
        await lead.goto(`http://127.0.0.1:${attacker.port}/lead`);
        const answered = lead.waitForResponse((response) => response.url() === to);
        await lead.evaluate(([to, by]) => setTimeout(Reflect.get(globalThis, 'lead') as () => void, 0, to, by), [to, by]);
        await answered;
        await lead.close();
      }
    };
    const addresses = new Set(urls.map(({ url }) => website.url + url)).values();
    await Promise.all(
      Array.from({ length: 3 }, async () => {
        for (const to of addresses) await leadAway(to);
      }),
    );
    attacker.close();
    const after = await restingRows();
    expect(after.keep).toEqual(keep);
    // What strangers try may be counted and written down, and is of no account.
    expect(after.grow.filter((row) => !grow.includes(row) && !row.includes('"account":0'))).toEqual([]);
    await page.reload();
    await page.getByText(address, { exact: true }).waitFor();
    await context.close();
  });

  test('R66 no payload in any name, text or link runs on any page; the policy has nothing to refuse', async () => {
    expect(payloads.length).toBeGreaterThanOrEqual(200);
    const { page, context, complaints } = await website.visitor({ withMap: true });
    const ran: string[] = [];
    await context.exposeFunction('pwned', (what: string) => void ran.push(what));
    page.on('dialog', (dialog) => {
      ran.push(dialog.message());
      void dialog.dismiss();
    });
    const address = 'planted@example.org';
    await signUp(page, website, address);
    const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
    const clean = (text: string) => text.replace(/[/\\\p{Cc}]/gu, '_').slice(0, 120);
    const { client } = await signInDevice(website.url, website.data, address, payloads[0] ?? '');
    for (const payload of payloads.slice(1, 5)) await signInDevice(website.url, website.data, address, payload);
    await put(client, 'FAVOURITES', `favorites-${clean(payloads[7] ?? '')}.gpx`, favourites(payloads.map(escaped)));
    let planted = 0;
    for (const [at, payload] of payloads.entries()) {
      const text = track(escaped(payload)).replace(
        '<trk>',
        `<trk><desc>${escaped(payload)}</desc><link href="${escaped(payload)}"><text>${escaped(payload)}</text></link>`,
      );
      const name = `${clean(payload)} ${at}.gpx`;
      const version = await put(client, 'GPX', name, text).catch(() => null);
      if (version === null) continue;
      planted += 1;
      if (at % 4 === 0) await client.operate({ body: { operations: [{ op: 'delete', type: 'GPX', name, base: version.seq }] } });
    }
    expect(planted).toBeGreaterThan(150);
    const kept = (await client.list({ query: { types: 'GPX', limit: 5000 } })).files;
    const paths = [
      '/',
      '/favourites',
      '/tracks',
      '/cloud',
      '/cloud/changes',
      '/cloud/files',
      '/cloud/trash',
      '/cloud/storage',
      '/cloud/maps',
      '/account',
      '/account/devices',
      '/account/data',
    ];
    for (const path of paths) {
      await page.goto(path);
      await page.waitForTimeout(1000);
    }
    for (const { type, name } of kept.slice(0, 10)) {
      await page.goto(`/cloud/history?${new URLSearchParams({ type, name }).toString()}`);
      await page.getByRole('heading', { name, exact: true }).waitFor();
      await page.goto(`/tracks/file/${encodeURIComponent(name)}`);
      await page.waitForTimeout(300);
    }
    for (const payload of payloads.slice(0, 10)) {
      await page.goto(`/sign-in?next=${encodeURIComponent(payload)}`);
      await page.goto(`/help/${encodeURIComponent(payload)}`);
      await page.goto(`/link#${encodeURIComponent(payload)}`);
      await page.waitForTimeout(100);
    }
    expect(ran).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('R45 what somebody uploaded runs nothing when it is opened by a link: it is saved, whatever its kind and name', async () => {
    const { page, context } = await website.visitor({ acceptDownloads: true });
    const ran: string[] = [];
    await context.exposeFunction('pwned', (what: string) => void ran.push(what));
    await signUp(page, website, 'inert@example.org');
    const { client } = await signInDevice(website.url, website.data, 'inert@example.org', 'Pixel');
    const script = 'pwned(document.domain)';
    const files = [
      ['FILE', 'page.html', `<!doctype html><script>${script}</script>`],
      ['FILE', 'picture.svg', `<svg xmlns="http://www.w3.org/2000/svg" onload="${script}"><script>${script}</script></svg>`],
      [
        'FILE',
        'styled.xml',
        `<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="#x"?><html xmlns="http://www.w3.org/1999/xhtml"><script>${script}</script></html>`,
      ],
      ['FILE', 'code.js', script],
      ['FILE', 'both.gif', `GIF89a/*<script>${script}</script>*/=1;${script}`],
      ['GPX', 'a"; filename="evil.html.gpx', `<html xmlns="http://www.w3.org/1999/xhtml"><script>${script}</script></html>`],
    ] as const;
    for (const [type, name, content] of files) {
      const { seq } = await put(client, type, name, content);
      const address = `/api/v1/content?${new URLSearchParams({ seq: String(seq) }).toString()}`;
      await page.goto('/help');
      const saved = page.waitForEvent('download');
      await page.evaluate((to) => setTimeout(() => location.assign(to), 0), address);
      expect((await saved).suggestedFilename()).toMatch(/\.(html|svg|xml|js|gif|gpx)$/);
      expect(new URL(page.url()).pathname).toBe('/help');
      await page.waitForTimeout(300);
    }
    expect(ran).toEqual([]);
    await context.close();
  });

  test('R66 an inline script, a script from elsewhere, markup from text and eval are refused by the policy', async () => {
    const { page, context } = await website.visitor();
    await page.goto('/account');
    await page.getByRole('heading', { level: 1 }).waitFor();
    const outcomes = await page.evaluate(async () => {
      const attempt = (work: () => unknown): string => {
        try {
          work();
          return 'ran';
        } catch (error) {
          return error instanceof Error ? error.name : 'refused';
        }
      };
      const inline = document.createElement('script');
      const refused = new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true });
      });
      attempt(() => {
        inline.append('window.inlineRan = true');
        document.body.append(inline);
      });
      return {
        markup: attempt(() => {
          document.body.innerHTML = '<img src=x onerror="window.inlineRan = true">';
        }),
        worker: attempt(() => new Worker('https://evil.example/worker.js')),
        blobWorker: attempt(() => new Worker(URL.createObjectURL(new Blob(['1'])))),
        address: attempt(() => {
          const script = document.createElement('script');
          script.src = 'https://evil.example/x.js';
        }),
        inline: await refused,
        ran: Reflect.get(globalThis, 'inlineRan') === true,
      };
    });
    expect(outcomes).toEqual({
      markup: 'TypeError',
      worker: 'TypeError',
      blobWorker: 'TypeError',
      address: 'TypeError',
      inline: expect.stringMatching(/script-src|require-trusted-types-for/) as string,
      ran: false,
    });
    await context.close();
  });

  test('R64 after signing in the way leads to a page of this website only', async () => {
    const { page, context } = await website.visitor();
    await signUp(page, website, 'next@example.org');
    for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)']) {
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('link', { name: 'Sign in' }).waitFor();
      await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
      await page.getByLabel('E-mail address').fill('next@example.org');
      await page.getByLabel('Password', { exact: true }).fill('a cairn on the ridge');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByText('next@example.org', { exact: true }).waitFor();
      expect(new URL(page.url()).pathname).toBe('/account');
    }
    const cookies = await context.cookies();
    expect(cookies.filter(({ name }) => name === 'cairn').map(({ httpOnly, sameSite, path }) => ({ httpOnly, sameSite, path }))).toEqual([
      { httpOnly: true, sameSite: 'Strict', path: '/' },
    ]);
    await context.close();
  });
});
