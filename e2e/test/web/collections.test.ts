import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn as signInDevice } from '../../src/person.ts';
import { accessibilityFaults } from '../../src/web/accessible.ts';
import { hasBrowser } from '../../src/web/browser.ts';
import { contentNow, put, track } from '../../src/web/files.ts';
import { signUp } from '../../src/web/person.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Website } from '../../src/web/website.ts';

let website: Website;
beforeAll(async () => {
  if (hasBrowser) website = await openWebsite();
});
afterAll(async () => {
  if (hasBrowser) await website.close();
});

/** As apps write settings, with keys and a filter that nobody here knows. */
const inner =
  '[{"folderName":"From the phone","creationTime":5,"organizeBy":{"x":1},"filters":[{"filterType":"NAME","value":"lake"},{"filterType":"CITY","selectedItems":["Bern"]}]}]';
const settings = `{ "enabled_plugins" : "a\\/b,c",\n  "track_filters_settings_pref":${JSON.stringify(inner)}, "n":12345678901234567890 }`;
const settingsFile = 'general_settings.json';

describe.skipIf(!hasBrowser)('collections of tracks on the website', { timeout: 180_000 }, () => {
  test('S11 data-formats 8.20 collections are shown, made, changed, renamed and deleted by keyboard; all other settings stay byte for byte', async () => {
    const { page, context, complaints } = await website.visitor();
    await signUp(page, website, 'collections@example.org');
    const { client } = await signInDevice(website.url, website.data, 'collections@example.org', 'Pixel');
    await put(client, 'GLOBAL', settingsFile, settings);
    await put(client, 'GPX', 'hikes/Two lakes.gpx', track('Two lakes'));
    await put(client, 'GPX', 'hikes/Furka.gpx', track('Furka', 0.1));
    await put(client, 'GPX', 'rides/Lake ride.gpx', track('Lake ride', 0.2));
    const now = async (): Promise<string> => (await contentNow(client, 'GLOBAL', settingsFile))?.toString() ?? '';
    const press = async (name: string | RegExp): Promise<void> => {
      await page.getByRole('button', { name }).first().focus();
      await page.keyboard.press('Enter');
    };

    await page.goto('/tracks');
    await page.getByRole('link', { name: /Collections/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: /From the phone.*2 tracks/ }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    await press('New collection');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Hikes "far"');
    await page.getByRole('checkbox', { name: 'hikes' }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('textbox', { name: 'Length from (km)' }).fill('x');
    await page.keyboard.press('Enter');
    await page.getByText('This does not fit.').waitFor();
    await page.getByRole('textbox', { name: 'Length from (km)' }).fill('1');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: /Hikes "far".*2 tracks/ }).waitFor();
    const added = JSON.parse((JSON.parse(await now()) as Record<string, string>)['track_filters_settings_pref'] ?? '') as unknown[];
    expect(added).toHaveLength(2);
    expect((await now()).startsWith('{ "enabled_plugins" : "a\\/b,c",\n')).toBe(true);
    expect((await now()).endsWith(', "n":12345678901234567890 }')).toBe(true);

    await page.getByRole('link', { name: /Hikes "far"/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: /Furka/ }).waitFor();
    expect(await page.getByRole('row', { name: /Lake ride/ }).count()).toBe(0);
    await press(/^Actions for/);
    await page.getByRole('menuitem', { name: 'Rename' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Name' }).fill('Far');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Far' }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await press(/^Actions for/);
    await page.getByRole('menuitem', { name: 'Delete the collection' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('“Far” was deleted; its tracks stay').waitFor();
    await expect.poll(now).toBe(settings);

    await page.getByRole('link', { name: /From the phone/ }).click();
    await page.getByText('Some rules can only be judged by the app (city).').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await press(/^Actions for/);
    await page.getByRole('menuitem', { name: 'Change the rules' }).click();
    await page.getByRole('textbox', { name: 'Words in the name' }).fill('furka');
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: /Furka/ }).waitFor();
    const city = '{"filterType":"CITY","selectedItems":["Bern"]}';
    const changed = inner.replace(`{"filterType":"NAME","value":"lake"},${city}`, `${city},{"filterType":"NAME","value":"furka"}`);
    await expect.poll(now).toBe(settings.replace(JSON.stringify(inner), JSON.stringify(changed)));
    await page
      .locator('.toast', { hasText: /rules of/ })
      .getByRole('button', { name: 'Undo' })
      .click();
    await expect.poll(now).toBe(settings);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
