/**
 * The catalogue of errors: the only place where one is born.
 * `status` is the HTTP status in our own API; OsmAnd's protocol answers 400 with `errorCode` for all of them (device-api 1.0).
 */
interface ErrorEntry {
  readonly status: number;
  /** Number in OsmAnd's protocol; 101-112 are theirs, 113 is ours (A8). */
  readonly errorCode?: number;
  /** What happened, what was kept, what to do. `{x}` is filled from the details. */
  readonly text: string;
}

export const errors = {
  'address-invalid': { status: 400, errorCode: 101, text: 'This is not an e-mail address: {address}. Nothing was changed.' },
  'plan-lacks-type': { status: 403, errorCode: 102, text: 'Your plan does not include {type}; Pro does. The file stays on your device.' },
  'not-registered': { status: 403, errorCode: 103, text: 'There is no account with this address on this server.' },
  'code-invalid': { status: 403, errorCode: 104, text: 'The code is wrong, used or no longer valid. Ask for a new one.' },
  'not-signed-in': {
    status: 401,
    errorCode: 105,
    text: 'You are not signed in, or this device was signed out. Sign in again; files on this device stay as they are.',
  },
  'file-not-available': { status: 404, errorCode: 106, text: 'There is no such file or version in the cloud.' },
  'not-gzip': { status: 400, errorCode: 107, text: 'The content is not one whole gzip stream. Nothing was stored.' },
  'space-exceeded': {
    status: 413,
    errorCode: 108,
    text: 'Maximum size of OsmAnd Cloud exceeded {allowedMb} MB. The file stays on your device; free space or change the plan.',
  },
  'purchase-elsewhere': { status: 409, errorCode: 109, text: 'This purchase is in use by another account.' },
  'subscription-expired': { status: 403, errorCode: 110, text: 'The subscription has expired or is not present.' },
  'already-registered': { status: 409, errorCode: 111, text: 'There is an account with this address already. Sign in instead.' },
  'password-refused': { status: 400, errorCode: 112, text: 'This password cannot be used: {reason}.' },
  'device-limit': { status: 409, errorCode: 113, text: 'The account has {limit} devices already. Sign one of them out, then try again.' },
  'pro-ended': {
    status: 403,
    text: 'Pro has ended: subscription is expired or not validated yet. What is in the cloud can be read, downloaded and deleted until it is removed; renew Pro to upload again.',
  },
  'plan-active': {
    status: 409,
    text: 'The account has the plan {plan} already; the free plan is for accounts without one. Nothing was changed.',
  },
  'downloads-used-up': {
    status: 403,
    text: 'The {limit} free map downloads of this device are used. Joining the mailing list gives {bonus} more, once; Maps+ and Pro have no limit.',
  },
  'promo-refused': {
    status: 403,
    text: 'This code cannot be used: {reason}. Nothing was changed.',
  },

  'bad-request': { status: 400, text: 'The request is not as it should be: {reason}. Nothing was changed.' },
  'not-found': { status: 404, text: 'There is nothing at this address.' },
  'method-not-allowed': { status: 405, text: 'This address does not take {method}.' },
  forbidden: { status: 403, text: 'You may not do this: {reason}.' },
  'name-refused': { status: 400, text: 'The name cannot be used: {reason}. The file stays on your device; rename it.' },
  'base-outdated': {
    status: 409,
    text: 'The file has changed in the cloud since this device last looked. Nothing was overwritten; sync again.',
  },
  'name-taken': { status: 409, text: 'There is already a file named {name}. Nothing was changed; choose another name.' },
  'file-too-large': {
    status: 413,
    text: 'The file is larger than the {limitMb} MB that your plan on this server takes for one file. It stays on your device; make it smaller or split it, or change the plan.',
  },
  'unpacks-too-large': { status: 413, text: 'The content unpacks to more than this server takes. Nothing was stored.' },
  'too-many-files': {
    status: 413,
    text: 'The account has reached its {limit} files. The file stays on your device; delete files that you do not need, or change the plan.',
  },
  'history-full': {
    status: 413,
    errorCode: 108,
    text: 'Maximum size of OsmAnd Cloud exceeded {allowedMb} MB. The history and the trash are full with recent versions; empty the trash or delete old versions, then try again.',
  },
  'hash-mismatch': {
    status: 400,
    text: 'The content does not have the checksum that was announced. Nothing was stored; it is sent again.',
  },
  'payload-too-large': { status: 413, text: 'The request is larger than this server takes. Nothing was changed.' },
  'sign-in-refused': { status: 403, text: 'The address or the password is wrong. With a code by mail you can always sign in on a device.' },
  'too-many-requests': { status: 429, text: 'Too many requests. Wait {seconds} seconds, then try again.' },
  'too-many-tries': { status: 429, text: 'Too many wrong tries. Try again tomorrow, or use the link in the mail.' },
  'too-many-mails': { status: 429, text: 'Too many mails were asked for. Wait {seconds} seconds, then try again.' },
  'registration-closed': { status: 403, text: 'This server takes no new accounts. Ask its operator.' },
  'address-in-use': {
    status: 409,
    text: 'The new address already has an account with data, devices or a subscription. Your address stays as it is.',
  },
  'last-administrator': {
    status: 409,
    text: 'Nobody would be left who may run this server. Give somebody else the right first; nothing was changed.',
  },
  'set-up-done': { status: 403, text: 'This set-up link is not valid or was used already.' },
  'account-blocked': { status: 403, text: 'This account is blocked. Ask the operator of this server.' },
  'tls-required': { status: 403, text: 'This server takes passwords, codes and tokens over https only. Use {url}.' },
  'data-damaged': {
    status: 500,
    text: 'The stored content is damaged and is not served. The operator has been told; other files are not affected.',
  },
  'storage-full': {
    status: 507,
    text: 'The server has no space left. Nothing of this request was stored; reading still works. Try again later.',
  },
  'read-only': {
    status: 503,
    text: 'The server takes no changes at the moment. Nothing was stored; reading still works. Try again later.',
  },
  busy: { status: 503, text: 'The server is busy. Try again in {seconds} seconds.' },
  internal: { status: 500, text: 'Something went wrong on the server. Nothing acknowledged is lost; try again. Request {request}.' },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorName = keyof typeof errors;
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null | readonly unknown[] | object>>;

/** An error of the catalogue, thrown where it happens and turned into an answer once, at the edge. */
export class CairnError extends Error {
  override readonly name = 'CairnError';
  readonly code: ErrorName;
  readonly details: ErrorDetails;
  constructor(code: ErrorName, details: ErrorDetails = {}, options?: { cause?: unknown }) {
    super(errorText(code, details), options);
    this.code = code;
    this.details = details;
  }
  get status(): number {
    return errors[this.code].status;
  }
}

/** The sentence of the catalogue with its placeholders filled. */
export function errorText(code: ErrorName, details: ErrorDetails = {}): string {
  return errors[code].text.replace(/\{(\w+)\}/g, (_, key: string) => textOf(details[key]));
}

function textOf(value: ErrorDetails[string] | undefined): string {
  if (value === undefined) return '?';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Whether a string names an error of the catalogue (answers of newer servers may not). */
export function isErrorName(code: string): code is ErrorName {
  return Object.hasOwn(errors, code);
}
