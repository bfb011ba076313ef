import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityFaults } from '../../src/web/accessible.ts';
import { hasBrowser } from '../../src/web/browser.ts';
import { fillPages, openWhole } from '../../src/web/every-page.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Website } from '../../src/web/website.ts';

let website: Website;
beforeAll(async () => {
  if (hasBrowser) website = await openWebsite();
});
afterAll(async () => {
  if (hasBrowser) await website.close();
});

/** One of each kind of page: lists, a track with its chart, forms, tabs, figures, texts. */
const paths = [
  '/',
  '/favourites',
  '/favourites/new',
  '/tracks',
  '/tracks/file/hikes/Furka.gpx',
  '/planner',
  '/cloud',
  '/cloud/changes',
  '/cloud/storage',
  '/cloud/backup',
  '/account',
  '/account/settings',
  '/account/data',
  '/admin/accounts',
  '/help/no-code',
];

/** Directions change little of what axe looks at: one list, one form, one page of tabs. */
const withAxe: ReadonlySet<string> = new Set(['/tracks', '/favourites/new', '/cloud/changes']);

describe.skipIf(!hasBrowser)('from right to left', { timeout: 300_000 }, () => {
  test('W8 W9 in a language that is written so, everything is mirrored and within the window, on a phone too; every word comes from the catalogue', async () => {
    const english = await website.visitor();
    await fillPages(english.page, website, 'mirror@example.org');
    const storageState = await english.context.storageState();
    await english.context.close();
    const { page, context, complaints } = await website.visitor({ locale: 'ar-XB', storageState });
    const faults: string[] = [];
    for (const path of paths) {
      for (const [width, height] of [
        [1280, 800],
        [320, 640],
      ] as const) {
        await page.setViewportSize({ width, height });
        await openWhole(page, path);
        const found = await page.evaluate(() => {
          const root = document.documentElement;
          const main = document.querySelector('main') ?? root;
          const ways = document.querySelector('.ways')?.getBoundingClientRect();
          const said = [...document.querySelectorAll('.way span, main h1')].map((element) => element.textContent);
          return {
            dir: getComputedStyle(root).direction,
            wide: [root, main].some((box) => box.scrollWidth > box.clientWidth + 1),
            beyond: [...main.querySelectorAll('*')].filter((element) => {
              const { left, width } = element.getBoundingClientRect();
              const isShown = element.checkVisibility() && !element.matches('.visually-hidden, .visually-hidden *, [aria-hidden="true"] *');
              return width > 1 && left < -1 && isShown;
            }).length,
            ways: ways === undefined ? null : { left: ways.left, right: ways.right },
            unsaid: said.filter((text) => !text.includes('\u2067')),
          };
        });
        if (found.dir !== 'rtl') faults.push(`${path}: runs ${found.dir}`);
        if (found.wide || found.beyond > 0) faults.push(`${path} at ${width}: ${found.beyond} parts beyond the window`);
        if (width === 1280 && found.ways?.right !== 1280) faults.push(`${path}: the ways are not at the right`);
        if (!path.endsWith('.gpx') && found.unsaid.length > 0) faults.push(`${path}: not from the catalogue: ${found.unsaid.join(', ')}`);
      }
      if (withAxe.has(path)) faults.push(...(await accessibilityFaults(page)).map((fault) => `${path}: ${fault}`));
    }
    expect(faults).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
