import { isCommon } from './common-passwords.ts';

/** Longest password that is taken, UTF-8 bytes: far above the 128 characters that R55 asks for, and bounded work for the hash. */
const mostBytes = 1024;

/** `reason` is the end of a sentence; `why` is for those who say it in another language. */
export interface Refusal {
  readonly why: 'short' | 'long' | 'repeats' | 'common' | 'context';
  readonly reason: string;
  /** Fewest characters, where it is too short. */
  readonly least?: number;
}

/**
 * Why a password cannot be used; null when it can (R55). Any characters are allowed and none is cut off.
 */
export function whyRefused(password: string, facts: { readonly least: number; readonly address: string }): Refusal | null {
  if (Array.from(password).length < facts.least)
    return { why: 'short', least: facts.least, reason: `it has fewer than ${facts.least} characters` };
  if (Buffer.byteLength(password) > mostBytes) return { why: 'long', reason: `it is longer than ${mostBytes} bytes` };
  if (new Set(password).size < 4) return { why: 'repeats', reason: 'it repeats too few different characters' };
  if (isCommon(password)) return { why: 'common', reason: 'it is one of the passwords that are tried first' };
  if (!isMostlyContext(password, contextWords(facts.address))) return null;
  return { why: 'context', reason: 'it is little more than your address or the name of this service' };
}

/** Words that anybody would try for this account on this server. */
function contextWords(address: string): string[] {
  const parts = address.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return ['cairn', 'osmand', 'openstreetmap', ...parts].filter((word) => word.length >= 4).sort((a, b) => b.length - a.length);
}
/** Whether taking the words away, wherever they stand, leaves fewer than six characters. */
function isMostlyContext(password: string, words: readonly string[]): boolean {
  const rest = words.reduce((text, word) => text.replaceAll(word, ''), password.toLowerCase());
  return rest.length < 6;
}
