import { z } from 'zod';
import { DeviceRow, Plan } from './account.ts';
import { Millis } from './words.ts';

const AccountNumber = z.int().min(0);
const Bytes = z.int().min(0);
export const AccountState = z.enum(['active', 'blocked', 'deleting']);

/** By number, or by a part of the address; an empty text finds all. In a body, so that no address stands in an address (R69). */
export const AccountsBody = z.object({
  text: z.string().max(254).default(''),
  state: AccountState.nullable().default(null),
  /** The last number of the page before. */
  after: AccountNumber.default(0),
  limit: z.int().min(1).max(500).default(50),
});
export const AdminAccountRow = z.object({
  account: AccountNumber,
  /** Empty while it is being deleted. */
  address: z.string(),
  state: AccountState,
  admin: z.boolean(),
  registered: Millis,
  plan: Plan,
  devices: z.int(),
  /** Newest sign of life of a device; null = there is none. */
  lastSeen: Millis.nullable(),
  /** Bytes that count against the quota, bytes in trash and history too, and the quota. */
  used: Bytes,
  kept: Bytes,
  allowed: Bytes,
});
export type AdminAccountRow = z.infer<typeof AdminAccountRow>;
export const AccountsAnswer = z.object({ accounts: z.array(AdminAccountRow), more: z.boolean() });

export const AuditRow = z.object({
  /** Where the next page begins: `before`. */
  place: z.string(),
  at: Millis,
  account: AccountNumber,
  /** The account that an administrator's act was about. */
  about: AccountNumber.nullable(),
  kind: z.string(),
  /** `device:3`, `web`, `account:1` (an administrator), `operator`, `server`, `nobody`. */
  actor: z.string(),
  /** Address of the client; empty where the server acted by itself. */
  source: z.string(),
  /** `done`, or the code of the error. */
  outcome: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type AuditRow = z.infer<typeof AuditRow>;

export const MailRow = z.object({
  id: z.int(),
  account: AccountNumber,
  expires: Millis,
  tries: z.int(),
  next: Millis,
});
export const AdminAccountAnswer = z.object({
  ...AdminAccountRow.shape,
  lang: z.string(),
  passwordSet: z.boolean(),
  /** Set by an administrator; null = that of the plan. */
  quota: Bytes.nullable(),
  deviceLimit: z.int(),
  deviceRows: z.array(DeviceRow),
  sessions: z.int(),
  mails: z.array(MailRow),
  /** The newest of what happened. */
  audit: z.array(AuditRow),
});

/** What is not there stays as it is. */
export const ChangeAccountBody = z.object({
  blocked: z.boolean().optional(),
  quota: Bytes.nullable().optional(),
  admin: z.boolean().optional(),
});
/** The address again, so that nobody deletes the account beside the one that he meant. */
export const AdminDeleteBody = z.object({ address: z.string().max(254) });
/** Null = all devices and sessions. */
export const AdminSignOutBody = z.object({ device: z.int().min(1).nullable() });

export const WhyNoCodeBody = z.object({ address: z.string().min(3).max(254) });
/** What stands between an address and its code; the first is the most likely. `ok`: it left this server. */
export const CodeFinding = z.enum([
  'address-invalid',
  'nobody-asked',
  'not-registered-closed',
  'not-invited',
  'blocked',
  'too-many-mails',
  'queue-full',
  'waiting',
  'failing',
  'given-up',
  'outbox',
  'handed-over',
  'too-many-tries',
  'used',
]);
export type CodeFinding = z.infer<typeof CodeFinding>;
export const WhyNoCodeAnswer = z.object({
  account: AccountNumber.nullable(),
  findings: z.array(z.object({ finding: CodeFinding, at: Millis.nullable(), detail: z.string() })),
  /** What happened with this address lately, newest first. */
  audit: z.array(AuditRow),
});

export const InvitationRow = z.object({
  id: z.string(),
  made: Millis,
  expires: Millis,
  note: z.string(),
  spentBy: AccountNumber.nullable(),
});
export const InvitationsAnswer = z.object({ registration: z.enum(['open', 'invite', 'closed']), invitations: z.array(InvitationRow) });
export const InviteBody = z.object({ days: z.int().min(1).max(365).default(14), note: z.string().max(200).default('') });
/** The link is shown this once; only its hash is kept. */
export const InviteAnswer = z.object({ link: z.string(), expires: Millis });

const Shelf = z.object({ files: z.int(), stored: Bytes });
export const JobRow = z.object({
  name: z.string(),
  everyMs: z.int(),
  /** Of this process; null = not since it started (another process may have). */
  began: Millis.nullable(),
  ended: Millis.nullable(),
  running: z.boolean(),
  failed: z.boolean(),
});
export const AdminStatusAnswer = z.object({
  version: z.string(),
  ready: z.boolean(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), note: z.string() })),
  accounts: z.object({ active: z.int(), blocked: z.int(), deleting: z.int() }),
  devices: z.int(),
  sessions: z.int(),
  live: Shelf,
  trash: Shelf,
  history: Shelf,
  /** Contents that the collector has yet to remove. */
  unreferenced: z.int(),
  mails: z.object({ waiting: z.int(), oldestDue: Millis.nullable(), outbox: z.boolean() }),
  /** Free bytes where contents lie; null = unknown or unlimited. */
  free: z.number().nullable(),
  jobs: z.array(JobRow),
});
export const RunJobBody = z.object({ name: z.string().min(1).max(100) });

export const MailsQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const MailsAnswer = z.object({ mails: z.array(MailRow), more: z.boolean() });
/** Null = all. */
export const RetryMailsBody = z.object({ ids: z.array(z.int().min(1)).max(500).nullable() });

/** `at.account.n` of the last row of the page before. */
const Place = z.string().regex(/^\d{1,16}\.\d{1,16}\.\d{1,16}$/);
export const AuditQuery = z.object({
  account: z.coerce.number().int().min(0).optional(),
  kind: z.string().max(60).optional(),
  before: Place.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const ActivityQuery = z.object({ before: Place.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) });
export const AuditAnswer = z.object({ rows: z.array(AuditRow), more: z.boolean() });
export const VerifyAuditAnswer = z.object({
  rows: z.int(),
  /** Rows that were sealed before the server's secret was replaced: they cannot be judged. */
  otherKey: z.int(),
  /** Rows that do not fit their seal, and accounts whose numbers have gaps. */
  broken: z.array(z.object({ account: AccountNumber, n: z.int(), fault: z.enum(['changed', 'missing']) })),
});

export const SettingsAnswer = z.object({
  settings: z.array(
    z.object({ setting: z.string(), value: z.string(), origin: z.enum(['default', 'file', 'environment']), secret: z.boolean() }),
  ),
});
