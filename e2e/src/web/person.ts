import type { Page } from 'playwright-core';
import { mailedCode, outboxOf } from '../person.ts';
import type { Website } from './website.ts';

export const password = 'a cairn on the ridge';

/** The code of the mail that `act` causes. */
export async function codeAfter(website: Website, address: string, act: () => Promise<void>): Promise<string> {
  const before = await outboxOf(website.data);
  await act();
  return mailedCode(website.data, address, before);
}

/** Address, code from the mail, password: on the page that asks for them one after the other. */
async function proveAddress(page: Page, website: Website, address: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(address);
  const code = await codeAfter(website, address, () => page.getByRole('button', { name: 'Continue' }).click());
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Check the code' }).click();
  await page.getByLabel('New password').fill(password);
  await page.getByRole('button', { name: 'Save the password' }).click();
}

/** Makes an account on the website as a person does: address, code from the mail, password. Ends on the account page. */
export async function signUp(page: Page, website: Website, address: string): Promise<void> {
  await page.goto('/sign-up');
  await proveAddress(page, website, address);
  await page.getByText(address, { exact: true }).waitFor();
}

/** Makes an account by the link that the console of a fresh server shows: it runs the server (R62). */
export async function becomeAdministrator(page: Page, website: Website, address: string): Promise<void> {
  const line = website.server.output.find((one) => one.startsWith('Open this link')) ?? '';
  await page.goto(`/set-up#${/#(\S+)$/.exec(line)?.[1] ?? ''}`);
  await proveAddress(page, website, address);
  await page.getByText('You are the administrator of this server.').waitFor();
}

/** Signs in with the password of `signUp`. Ends on the account page. */
export async function signIn(page: Page, address: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(address);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText(address, { exact: true }).waitFor();
}

/** Asks for a library in this browser, with the password of `signUp`. */
export async function askForLibrary(page: Page): Promise<void> {
  await page.goto('/cloud');
  await page.getByRole('button', { name: 'Keep my library on this device' }).click();
  await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('dialog').getByRole('button', { name: 'Keep my library on this device' }).click();
}

/** Keeps a library in this browser. Ends on the page of the cloud. */
export async function keepLibrary(page: Page): Promise<void> {
  await askForLibrary(page);
  await page.getByRole('button', { name: 'Sync now' }).waitFor();
}

/** Follows a link within the website, without loading it anew. */
export async function goWithin(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}
