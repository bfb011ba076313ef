import type { CodeFinding } from '@cairn/protocol';
import { parseAddress } from '../accounts/address.ts';
import type { AccountFacts } from '../ports/account-store.ts';
import type { AuditRow } from '../ports/audit-store.ts';
import type { AdminContext } from './context.ts';
import { pageOfAudit } from './activity.ts';

interface Finding {
  readonly finding: CodeFinding;
  readonly at: number | null;
  readonly detail: string;
}
/** Events of an address that are looked at. */
const looked = 100;

/** Why a code did not arrive at an address (A2): what stands between the two now, and what the server did for it lately. */
export async function whyNoCode(ctx: AdminContext, typed: string) {
  const subject = ctx.audit.subjectOf(typed);
  if (subject === null) return { account: null, findings: [found('address-invalid')], audit: [] };
  const known = await ctx.store.accountByAddress(parseAddress(typed).key);
  const of = { account: known?.account ?? 0, subject };
  const rows = known === null ? await bySubject(ctx, subject) : await ctx.store.audit({ of, kind: null, before: null, limit: looked });
  const findings = [...standing(ctx, known), ...(await onTheWay(ctx, known, rows)), ...inTheLog(ctx, rows)];
  const audit = await pageOfAudit(ctx, known === null ? { account: nobody, subject } : of, { limit: 30 });
  return { account: known?.account ?? null, findings, audit: audit.rows };
}
/** An account number that nobody has: only the subject finds rows then. */
const nobody = -1;

function bySubject(ctx: AdminContext, subject: string): Promise<readonly AuditRow[]> {
  return ctx.store.audit({ of: { account: nobody, subject }, kind: null, before: null, limit: looked });
}

/** What keeps codes from this address whatever happens. */
function standing(ctx: AdminContext, known: AccountFacts | null): Finding[] {
  if (known !== null) return known.state === 'active' ? [] : [found('blocked')];
  const { registration } = ctx.accounts.settings;
  if (registration === 'closed') return [found('not-registered-closed')];
  return registration === 'invite' ? [found('not-invited')] : [];
}

async function onTheWay(ctx: AdminContext, known: AccountFacts | null, rows: readonly AuditRow[]): Promise<Finding[]> {
  const failing = rows.find((row) => row.kind === 'mail-failed');
  const settled = rows.find((row) => row.kind === 'mail-sent' || row.kind === 'mail-given-up');
  const newestTrouble = failing !== undefined && (settled === undefined || settled.at < failing.at) ? failing : undefined;
  const mails = known === null ? [] : (await ctx.store.waitingMails(0, 10_000)).filter((mail) => mail.account === known.account);
  const waits = mails.map((mail) => found('waiting', mail.next, `${mail.tries}`));
  return newestTrouble === undefined ? waits : [found('failing', newestTrouble.at, reasonOf(newestTrouble)), ...waits];
}

/** What the log tells of the newest question for a code. */
function inTheLog(ctx: AdminContext, rows: readonly AuditRow[]): Finding[] {
  const asked = rows.find((row) => row.kind === 'code-asked');
  if (asked === undefined) return [found('nobody-asked')];
  if (asked.outcome === 'too-many-mails') return [found('too-many-mails', asked.at)];
  if (asked.outcome === 'busy') return [found('queue-full', asked.at)];
  const after = rows.filter((row) => row.at >= asked.at);
  const findings: Finding[] = [];
  const lost = after.find((row) => row.kind === 'mail-given-up');
  if (lost !== undefined) findings.push(found('given-up', lost.at, reasonOf(lost)));
  const worn = after.find((row) => row.outcome === 'too-many-tries');
  if (worn !== undefined) findings.push(found('too-many-tries', worn.at));
  const sent = after.find((row) => row.kind === 'mail-sent');
  if (sent !== undefined) findings.push(found(ctx.outbox ? 'outbox' : 'handed-over', sent.at));
  const used = after.find((row) => usedBy.has(row.kind) && row.outcome === 'done');
  if (used !== undefined) findings.push(found('used', used.at));
  return findings;
}
const usedBy: ReadonlySet<string> = new Set(['device-registered', 'signed-in', 'password-changed', 'address-changed']);

function found(finding: CodeFinding, at: number | null = null, detail = ''): Finding {
  return { finding, at, detail };
}
function reasonOf(row: AuditRow): string {
  const facts = JSON.parse(row.facts) as { readonly reason?: unknown };
  return typeof facts.reason === 'string' ? facts.reason : '';
}
