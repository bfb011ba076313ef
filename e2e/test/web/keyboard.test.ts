import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
    await openWhole(page, path);
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
    const stranger = await website.visitor();
    await through(stranger.page, [...outsidePages, '/account', '/help']);
    await stranger.context.close();

    const { page, context, complaints } = await website.visitor();
    await fillPages(page, website, 'keys@example.org');
    await through(page, await insidePages());
    expect(complaints).toEqual([]);
    await context.close();
  });
});
