import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityFaults } from '../../src/web/accessible.ts';
import { hasBrowser } from '../../src/web/browser.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Website } from '../../src/web/website.ts';

let website: Website;
describe.skipIf(!hasBrowser)('the ground of the website', () => {
  beforeAll(async () => {
    website = await openWebsite();
  });
  afterAll(async () => website.close());

  test('W1 W8 opens in the language of the browser, without complaints', async () => {
    for (const [locale, word] of [
      ['en-GB', 'Map'],
      ['nl-NL', 'Kaart'],
      ['uk-UA', 'Карта'],
      ['ja-JP', 'Map'],
    ] as const) {
      const { page, context, complaints } = await website.visitor({ locale });
      await page.goto('/');
      await page.getByRole('navigation').getByRole('link', { name: word }).waitFor();
      expect(complaints).toEqual([]);
      await context.close();
    }
  });

  test('W9 axe finds nothing on the start page and where there is no page', async () => {
    const { page, context } = await website.visitor();
    for (const path of ['/', '/nowhere']) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
      expect(await accessibilityFaults(page)).toEqual([]);
    }
    await context.close();
  });
});
