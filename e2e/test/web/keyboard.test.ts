import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn as signInDevice } from '../../src/person.ts';
import { hasBrowser } from '../../src/web/browser.ts';
import { favourites, put, track } from '../../src/web/files.ts';
import { becomeAdministrator } from '../../src/web/person.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Website } from '../../src/web/website.ts';

let website: Website;
beforeAll(async () => {
  if (hasBrowser) website = await openWebsite();
});
afterAll(async () => {
  if (hasBrowser) await website.close();
});

const furka = new URLSearchParams({ type: 'GPX', name: 'hikes/Furka.gpx' }).toString();
/** An address for each page of the website, by the pattern of its row in `pages.ts`. */
const addresses: Readonly<Record<string, string>> = {
  '/favourites/in/:file': '/favourites/in/favorites.gpx?group=',
  '/favourites/at/:file': `/favourites/at/favorites.gpx?${new URLSearchParams({ group: '', place: 'Hut one\n46.6,8.3' }).toString()}`,
  '/tracks/folder/*': '/tracks/folder/hikes',
  '/tracks/file/*': '/tracks/file/hikes/Furka.gpx',
  '/tracks/collections/:name': '/tracks/collections/Far',
  '/notes/*': '/notes/avnotes/picture.png',
  '/cloud/conflict': `/cloud/conflict?${furka}`,
  '/cloud/history': `/cloud/history?${furka}`,
  '/admin/accounts/:id': '/admin/accounts/1',
  '/help/:topic': '/help/no-code',
};
/** Pages that are for who is not signed in. */
const outside = ['/sign-in', '/sign-in/code', '/sign-up', '/set-up', '/link'];

interface Walk {
  /** What is to be reached and was not. */
  readonly missed: readonly string[];
  /** What was reached and has no name, or no mark of the focus. */
  readonly unmarked: readonly string[];
  readonly steps: number;
}

/** Goes through a page by Tab alone, from its top until the focus leaves it. */
async function walk(page: Page): Promise<Walk> {
  const wanted = await page.evaluate(() => {
    const describe = (element: Element): string =>
      `${element.tagName} ${element.ariaLabel ?? element.textContent.trim().slice(0, 40)} ${element.getAttribute('class')?.slice(0, 40) ?? ''}`;
    const main = document.querySelector('main');
    const all = [
      ...(main?.querySelectorAll<HTMLElement | SVGElement>('a[href], button, input, select, textarea, [tabindex]') ?? []),
    ].filter(
      (element) =>
        element.tabIndex >= 0 &&
        !element.matches(':disabled, [aria-hidden="true"] *, [inert] *, [data-rac] input[type="file"], input[type="file"]') &&
        element.checkVisibility({ visibilityProperty: true }),
    );
    const reached = new Set<string>();
    const unmarked = new Set<string>();
    /** Of a group of radio buttons Tab reaches one. */
    const keyOf = (element: Element): string =>
      element instanceof HTMLInputElement && element.type === 'radio'
        ? `radio ${element.name}`
        : String(all.findIndex((one) => one === element));
    document.addEventListener('focusin', ({ target }) => {
      if (!(target instanceof HTMLElement || target instanceof SVGElement) || main?.contains(target) !== true || target === main) return;
      reached.add(keyOf(target));
      const style = getComputedStyle(target);
      const around = target.closest('label') ?? target;
      const isMarked =
        target.matches(':focus-visible') && (style.outlineStyle !== 'none' || style.boxShadow !== 'none' || around !== target);
      const inner = target.querySelector('*');
      if (!isMarked && inner === null) unmarked.add(describe(target));
    });
    Object.assign(globalThis, {
      walked: () => ({
        missed: all.filter((element) => element.isConnected && !reached.has(keyOf(element))).map(describe),
        unmarked: [...unmarked],
      }),
    });
    // Some pages begin within a field: the way begins at the top all the same.
    document.querySelector<HTMLElement>('.skip')?.focus();
    return all.length;
  });
  let steps = 0;
  let left = false;
  for (; steps < wanted + 120 && !left; steps += 1) {
    await page.keyboard.press('Tab');
    // Back at the top: the way through is over.
    left =
      steps > 0 && (await page.evaluate(() => document.activeElement === document.body || document.activeElement?.className === 'skip'));
  }
  const found = await page.evaluate(() => (Reflect.get(globalThis, 'walked') as () => Omit<Walk, 'steps'>)());
  return { ...found, steps };
}

async function through(page: Page, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
    await expect.poll(async () => `${path} ${await page.locator('.waiting').count()}`, { timeout: 30_000 }).toBe(`${path} 0`);
    const { missed, unmarked } = await walk(page);
    expect({ path, missed, unmarked }).toEqual({ path, missed: [], unmarked: [] });
    // The link at the very top leads over the navigation.
    await page.locator('.skip').focus();
    await page.keyboard.press('Enter');
    expect([path, await page.evaluate(() => document.activeElement?.id)]).toEqual([path, 'content']);
  }
}

describe.skipIf(!hasBrowser)('the keyboard alone', { timeout: 600_000 }, () => {
  test('W9 on every page each control is reached by Tab, shows that it has the focus, and the focus leaves again', async () => {
    const source = await readFile(resolve(import.meta.dirname, '../../../packages/web/src/pages.ts'), 'utf8');
    const patterns = Array.from(source.matchAll(/path: '([^']+)'/g), ([, path = '']) => path);
    expect(patterns.length).toBeGreaterThan(30);
    const inside = patterns.filter((path) => !outside.includes(path)).map((path) => addresses[path] ?? path);
    expect(inside.filter((path) => /[:*]/.test(path.split('?')[0] ?? ''))).toEqual([]);

    const stranger = await website.visitor();
    await through(stranger.page, [...outside, '/account', '/help']);
    await stranger.context.close();

    const { page, context, complaints } = await website.visitor();
    await becomeAdministrator(page, website, 'keys@example.org');
    const { client } = await signInDevice(website.url, website.data, 'keys@example.org', 'Pixel');
    await put(client, 'GPX', 'hikes/Furka.gpx', track('Furka'));
    await put(client, 'FAVOURITES', 'favorites.gpx', favourites(['Hut one', 'Hut two']));
    await put(client, 'FILE', 'avnotes/picture.png', 'no picture');
    await put(
      client,
      'GLOBAL',
      'general_settings.json',
      JSON.stringify({ track_filters_settings_pref: '[{"folderName":"Far","filters":[]}]' }),
    );
    await through(page, inside);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
