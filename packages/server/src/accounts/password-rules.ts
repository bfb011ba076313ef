import { isCommon } from './common-passwords.ts';

/** Longest password that is taken, UTF-8 bytes: far above the 128 characters that R55 asks for, and bounded work for the hash. */
const mostBytes = 1024;

/**
 * Why a password cannot be used, as the end of a sentence; null when it can (R55). Any characters are allowed and none is cut off.
 */
export function whyRefused(password: string, facts: { readonly least: number; readonly address: string }): string | null {
  if (Array.from(password).length < facts.least) return `it has fewer than ${facts.least} characters`;
  if (Buffer.byteLength(password) > mostBytes) return `it is longer than ${mostBytes} bytes`;
  if (new Set(password).size < 4) return 'it repeats too few different characters';
  if (isCommon(password)) return 'it is one of the passwords that are tried first';
  const own = contextWords(facts.address).find((word) => mostlyIs(password, word));
  return own === undefined ? null : `it is little more than "${own}"`;
}

/** Words that anybody would try for this account on this server. */
function contextWords(address: string): string[] {
  const parts = address.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return ['cairn', 'osmand', 'openstreetmap', address.toLowerCase(), ...parts].filter((word) => word.length >= 4);
}
/** Whether taking the word away, wherever it stands, leaves fewer than six characters. */
function mostlyIs(password: string, word: string): boolean {
  const lower = password.toLowerCase();
  return lower.includes(word) && lower.replaceAll(word, '').length < 6;
}
