import { domainToASCII } from 'node:url';
import { CairnError } from '@cairn/protocol';

export interface Address {
  /** As it was typed, outer blanks taken off: mails go there. */
  readonly typed: string;
  /** Comparison form: two addresses with equal keys are one account. */
  readonly key: string;
}

// Everything that has a meaning in a mail header or is no visible character is refused, so that no address can add a header (R68).
const local = /^[^\s\p{C}()<>[\]:;,"\\@]+$/u;
const domain = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/**
 * Reads an e-mail address (RFC 5321 without quoted local parts and address literals).
 * @throws CairnError `address-invalid`
 */
export function parseAddress(text: string): Address {
  const typed = text.trim();
  const at = typed.lastIndexOf('@');
  const name = typed.slice(0, Math.max(at, 0));
  const host = domainToASCII(typed.slice(at + 1));
  const dots = name.startsWith('.') || name.endsWith('.') || name.includes('..');
  if (at < 1 || typed.length > 254 || name.length > 64 || !local.test(name) || dots || !domain.test(host)) {
    throw new CairnError('address-invalid', { address: text });
  }
  return { typed: `${name}@${host}`, key: `${name.normalize('NFC').toLowerCase()}@${host}` };
}
