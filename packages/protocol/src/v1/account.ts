import { z } from 'zod';
import { Epochs, Millis, Seq } from './words.ts';

const Address = z.string().min(3).max(254);
/** Digits as mailed; leading and inner blanks are taken off. Or the long one-time word of the mail's link. */
const Code = z.string().min(4).max(200);
const Lang = z.string().max(16).optional();

/** Asks for a code by mail; answers alike for known and unknown addresses (R54). */
export const CodeBody = z.object({ address: Address, lang: Lang, invitation: z.string().max(200).optional() });
export const CodeAnswer = z.object({
  status: z.literal('ok'),
  /** How long the code lives, milliseconds. */
  livesMs: z.int(),
  /** When another may be asked for, milliseconds from now. */
  resendAfterMs: z.int(),
});

export const DeviceFacts = z.object({
  name: z.string().max(200).optional(),
  brand: z.string().max(100).optional(),
  model: z.string().max(100).optional(),
  platform: z.string().max(100).optional(),
  lang: Lang,
});
export const RegisterBody = z.object({
  address: Address,
  code: Code,
  device: DeviceFacts,
  /** Sign this device out first, when the plan's number of devices is reached (A8). */
  signOut: z.int().optional(),
});
export const RegisterAnswer = z.object({
  account: z.int(),
  device: z.int(),
  /** Goes into `Authorization: Bearer …`; shown once, kept only as a hash. */
  token: z.string(),
  ...Epochs.shape,
});

/**
 * A browser that is signed in keeps a library and becomes a device (A8, W7). The password again: a stolen session alone makes no
 * token that outlives it (R58).
 */
export const KeepLibraryBody = z.object({
  password: z.string().min(1).max(1024),
  device: DeviceFacts,
  /** As in `RegisterBody`. */
  signOut: z.int().optional(),
});

export const Plan = z.enum(['none', 'start', 'maps', 'pro', 'grace']);
export type Plan = z.infer<typeof Plan>;
/** P5; `undefined` where the store's facts fit none of them. */
export const PurchaseState = z.enum(['active', 'cancelled', 'in_grace_period', 'on_hold', 'paused', 'expired', 'undefined']);
export type PurchaseState = z.infer<typeof PurchaseState>;
export const AccountAnswer = z.object({
  account: z.int(),
  address: z.string(),
  admin: z.boolean(),
  registered: Millis,
  plan: Plan,
  subscription: z.object({ state: PurchaseState, start: Millis, expires: Millis.nullable() }).nullable(),
  /** The year after Pro, while it runs: read, download and delete until then (P6). */
  grace: z.object({ since: Millis, until: Millis }).nullable(),
  /** What activating the free plan would give, bytes (P1); null for an account that has a plan. */
  offer: z.object({ quota: z.int(), fileLimit: z.int() }).nullable(),
  used: z.int(),
  allowed: z.int(),
  fileLimit: z.int(),
  /** Types that may be uploaded on this plan; null = all. */
  types: z.array(z.string()).nullable(),
  deviceLimit: z.int(),
  /** Device that asks; null for a web session. */
  device: z.int().nullable(),
  /** Whether a web password was set (A3). */
  passwordSet: z.boolean(),
  /** Newest sequence number of the log: what is asked for irreversibly may say that it saw no more (`SeenBody`). */
  seq: Seq,
  ...Epochs.shape,
});

export const DeviceRow = z.object({
  id: z.int(),
  name: z.string(),
  brand: z.string(),
  model: z.string(),
  platform: z.string(),
  lang: z.string(),
  registered: Millis,
  lastSeen: Millis,
  /** True for the device that asks. */
  current: z.boolean(),
});
export type DeviceRow = z.infer<typeof DeviceRow>;
export const DevicesAnswer = z.object({ devices: z.array(DeviceRow), limit: z.int() });

/** Codes for acts that a token alone may not do (R56). */
export const ProofPurpose = z.enum(['change-address', 'delete-account', 'set-password']);
export type ProofPurpose = z.infer<typeof ProofPurpose>;
export const ProofCodeBody = z.object({ purpose: ProofPurpose, lang: Lang });
/** First the code of the old address; then a code goes to the new one (A6). */
export const ChangeAddressBody = z.object({ code: Code, address: Address });
export const ConfirmAddressBody = z.object({ code: Code });
export const DeleteAccountBody = z.object({ code: Code });

/** The one-time set-up link (A1): makes the administrator. The address is then proved by the ordinary code. */
export const SetUpBody = z.object({ token: z.string().min(16).max(200), address: Address, lang: Lang });

export const SetPasswordBody = z.object({ code: Code, password: z.string().min(1).max(1024) });
/** What the browser calls itself, for the list of sessions: `Firefox on Linux`. */
const Browser = z.string().max(100).optional();
export const SignInBody = z.object({ address: Address, password: z.string().min(1).max(1024), browser: Browser });
export const SessionAnswer = z.object({ status: z.literal('ok'), account: z.int(), expires: Millis });
/** The code of `requestCode`; makes the account where there was none (A1, A3). */
export const SignInWithCodeBody = z.object({ address: Address, code: Code, browser: Browser });
export const CodeSessionAnswer = z.object({
  ...SessionAnswer.shape,
  /** Whether the account has a web password already. */
  passwordSet: z.boolean(),
  /** A code for `setPassword`, good as long as a mailed one: who just proved the address need not do so twice (A3). */
  proof: z.string(),
});
export const SessionRow = z.object({
  id: z.string(),
  browser: z.string(),
  opened: Millis,
  lastSeen: Millis,
  /** True for the session that asks. */
  current: z.boolean(),
});
export type SessionRow = z.infer<typeof SessionRow>;
export const SessionsAnswer = z.object({ sessions: z.array(SessionRow) });

export const ServerAnswer = z.object({
  name: z.literal('cairn'),
  version: z.string(),
  registration: z.enum(['open', 'invite', 'closed']),
  codeDigits: z.int(),
  passwordMin: z.int(),
  fileLimit: z.int(),
  /** Mails go to a folder and the console of the server, for want of a mail service. */
  outbox: z.boolean(),
  /** False until somebody opened the set-up link of the console. */
  administrator: z.boolean(),
});

/** Data of one server-sent event: something lies behind this cursor. */
export const ChangeEvent = z.object({ seq: z.int(), ...Epochs.shape });
export type ChangeEvent = z.infer<typeof ChangeEvent>;
