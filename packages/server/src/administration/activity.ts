import type { AuditPlace, AuditRow } from '../ports/audit-store.ts';
import type { AccountId } from '../ports/world.ts';
import type { Audit, Facts } from './audit.ts';
import type { AdminContext } from './context.ts';

interface Page {
  readonly kind?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

/** A page of the audit log: of one account with what was tried with its address, or of all. */
export async function pageOfAudit(
  { store }: Pick<AdminContext, 'store'>,
  of: { readonly account: AccountId; readonly subject: string | null } | null,
  { kind = '', before, limit }: Page,
) {
  const rows = await store.audit({ of, kind: kind === '' ? null : kind, before: placeOf(before), limit: limit + 1 });
  return { rows: rows.slice(0, limit).map(shown), more: rows.length > limit };
}

/** What its owner sees of an account: everything about it, but not from where an administrator acted (R79). */
export async function activityOf(ctx: AdminContext, account: AccountId, page: Page) {
  const facts = await ctx.store.account(account);
  const subject = facts === null || facts.address === '' ? null : ctx.audit.subjectOf(facts.address);
  const { rows, more } = await pageOfAudit(ctx, { account, subject }, page);
  return { rows: rows.map((row) => (row.about === account && row.account !== account ? { ...row, source: '' } : row)), more };
}

/** Most faults that one look tells of. */
const mostFaults = 1000;
const step = 500;
interface Run {
  least: number;
  most: number;
  count: number;
}

/** Looks at every row: does it fit its seal, and are the numbers of each account without gaps (R79)? */
export async function verifyAudit({ store, audit }: { readonly store: AdminContext['store']; readonly audit: Audit }) {
  const broken: { account: AccountId; n: number; fault: 'changed' | 'missing' }[] = [];
  const runs = new Map<AccountId, Run>();
  let total = 0;
  let otherKey = 0;
  for (let before: AuditPlace | null = null; ;) {
    const rows: readonly AuditRow[] = await store.audit({ of: null, kind: null, before, limit: step });
    for (const row of rows) {
      const verdict = audit.judge(row);
      if (verdict === 'changed') broken.push({ account: row.account, n: row.n, fault: 'changed' });
      if (verdict === 'other-key') otherKey += 1;
      const run = runs.get(row.account) ?? { least: row.n, most: row.n, count: 0 };
      runs.set(row.account, { least: Math.min(run.least, row.n), most: Math.max(run.most, row.n), count: run.count + 1 });
    }
    total += rows.length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < step) break;
    before = last;
  }
  for (const [account, { least, most, count }] of runs) {
    if (most - least + 1 !== count) broken.push({ account, n: most - least + 1 - count, fault: 'missing' });
  }
  return { rows: total, otherKey, broken: broken.slice(0, mostFaults) };
}

function placeOf(text: string | undefined): AuditPlace | null {
  if (text === undefined) return null;
  const [at = 0, account = 0, n = 0] = text.split('.').map(Number);
  return { at, account, n };
}
function shown({ account, n, about, at, kind, actor, source, outcome, facts }: AuditRow) {
  return { place: `${at}.${account}.${n}`, at, account, about, kind, actor, source, outcome, facts: JSON.parse(facts) as Facts };
}
