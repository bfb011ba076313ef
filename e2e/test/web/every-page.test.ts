import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityFaults } from '../../src/web/accessible.ts';
import { hasBrowser } from '../../src/web/browser.ts';
import { fillPages, insidePages, openWhole, outsidePages } from '../../src/web/every-page.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Website } from '../../src/web/website.ts';

let website: Website;
beforeAll(async () => {
  if (hasBrowser) website = await openWebsite();
});
afterAll(async () => {
  if (hasBrowser) await website.close();
});

/** What is wider than a window of 320 pixels, which is what 400 % of zoom leaves of 1,280. */
async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wide = (element: Element): boolean => element.scrollWidth > element.clientWidth + 1;
    const boxes = [document.documentElement, ...document.querySelectorAll('main')].filter(wide);
    return boxes.flatMap((box) => {
      const end = box.getBoundingClientRect().left + box.clientWidth;
      const beyond = [...box.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > end + 1);
      return [box, ...beyond].slice(0, 5).map((element) => `${element.tagName}.${element.getAttribute('class') ?? ''}`);
    });
  });
}

async function look(page: Page, paths: readonly string[]): Promise<string[]> {
  const faults: string[] = [];
  const titles = new Map<string, string>();
  for (const path of paths) {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.emulateMedia({ colorScheme: 'light' });
    await openWhole(page, path);
    const facts = await page.evaluate(() => ({
      title: document.title,
      language: document.documentElement.lang,
      headings: [...document.querySelectorAll('h1')].filter((heading) => heading.checkVisibility()).length,
    }));
    if (facts.language !== 'en') faults.push(`${path}: the language is ${facts.language}`);
    if (facts.headings > 1) faults.push(`${path}: ${facts.headings} headings of the first level`);
    if (facts.title === '') faults.push(`${path}: no title`);
    titles.set(facts.title, path);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // Colours pass over within a frame or two, however short the way is.
      await page.evaluate(() => new Promise((settled) => requestAnimationFrame(() => requestAnimationFrame(settled))));
      faults.push(...(await accessibilityFaults(page)).map((fault) => `${path} ${colorScheme}: ${fault}`));
    }
    await page.setViewportSize({ width: 320, height: 640 });
    await page.waitForTimeout(150);
    faults.push(...(await tooWide(page)).map((element) => `${path}: wider than 320 pixels: ${element}`));
  }
  // Pages are told apart by their titles, in the list of tabs and by who hears them.
  if (titles.size < paths.length * 0.6) faults.push(`only ${titles.size} titles for ${paths.length} pages`);
  return faults;
}

describe.skipIf(!hasBrowser)('every page', { timeout: 900_000 }, () => {
  test('W9 axe finds nothing in both looks; nothing is cut off or scrolled sideways at 320 pixels; each has a title, a language and one heading', async () => {
    const stranger = await website.visitor();
    const faults = await look(stranger.page, [...outsidePages, '/account', '/help']);
    await stranger.context.close();
    const { page, context, complaints } = await website.visitor();
    await fillPages(page, website, 'pages@example.org');
    faults.push(...(await look(page, await insidePages())));
    expect(faults).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
