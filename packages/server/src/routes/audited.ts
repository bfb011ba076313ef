import { CairnError } from '@cairn/protocol';
import type { RouteName } from '@cairn/protocol';
import type { DeviceRouteName } from '@cairn/protocol/schemas';
import type { Audit, Facts, Told } from '../administration/audit.ts';
import type { Caller, Who } from './handler.ts';

/** How the calls of a route stand in the audit log (R79). */
interface Audited {
  readonly kind: string;
  /** Fields of body, query or parameters that say what was done; never an address, a name or a secret. */
  readonly facts?: readonly string[];
  /** An act of an administrator: written before it is done, about the account in the address where there is one. */
  readonly act?: 'account' | 'server';
  /** The account ends with this: the row is nobody's, tells no source, and stays. */
  readonly ends?: true;
}

/** THE table of what is written down; a route that is not in it changes or opens nothing that the audit log is for. */
export const audited: Readonly<Partial<Record<RouteName | DeviceRouteName, Audited>>> = {
  requestCode: { kind: 'code-asked' },
  setUp: { kind: 'code-asked' },
  proofCode: { kind: 'code-asked', facts: ['purpose'] },
  registerDevice: { kind: 'device-registered' },
  keepLibrary: { kind: 'device-registered' },
  signIn: { kind: 'signed-in' },
  signInWithCode: { kind: 'signed-in' },
  endSession: { kind: 'session-ended' },
  signOut: { kind: 'signed-out' },
  signOutDevice: { kind: 'device-signed-out', facts: ['id'] },
  signOutOthers: { kind: 'others-signed-out' },
  changeAddress: { kind: 'address-change-asked' },
  confirmAddress: { kind: 'address-changed' },
  setPassword: { kind: 'password-changed' },
  startPlan: { kind: 'plan-started' },
  deleteAccount: { kind: 'account-deleted', ends: true },
  deleteTrash: { kind: 'trash-deleted' },
  emptyTrash: { kind: 'trash-emptied' },
  deleteType: { kind: 'type-deleted', facts: ['type'] },
  deleteOldVersions: { kind: 'old-versions-deleted' },
  deleteData: { kind: 'data-deleted' },

  appRegisterUser: { kind: 'code-asked' },
  appSendCode: { kind: 'code-asked' },
  appRegisterDevice: { kind: 'device-registered' },
  appDeleteAccount: { kind: 'account-deleted', ends: true },

  usePromo: { kind: 'promo-used' },
  operatorGrant: { kind: 'pro-granted', facts: ['until'], act: 'account' },
  operatorWithdraw: { kind: 'gift-withdrawn', act: 'account' },
  operatorAddCampaign: { kind: 'campaign-begun', facts: ['name', 'limit'], act: 'server' },
  operatorEndCampaign: { kind: 'campaign-ended', facts: ['name'], act: 'server' },
  adminChangeAccount: { kind: 'account-changed', facts: ['blocked', 'quota', 'admin'], act: 'account' },
  adminDeleteAccount: { kind: 'account-deleted', act: 'account' },
  adminSignOut: { kind: 'account-signed-out', facts: ['device'], act: 'account' },
  adminInvite: { kind: 'invitation-made', facts: ['days'], act: 'server' },
  adminWithdraw: { kind: 'invitation-withdrawn', facts: ['id'], act: 'server' },
  adminRunJob: { kind: 'job-run', facts: ['name'], act: 'server' },
  adminRetryMails: { kind: 'mails-retried', act: 'server' },
  adminVerifyAudit: { kind: 'audit-verified', act: 'server' },
};

/** What the audit log needs of a call, whoever's protocol it came in. */
export interface Heard {
  readonly who: Who | null;
  readonly caller: Pick<Caller, 'address'>;
  readonly params: unknown;
  readonly body: unknown;
}

/** Carries out a call and writes it down as the table says, also when it was refused. */
export async function whileAudited<T>(audit: Audit, name: RouteName | DeviceRouteName, call: Heard, work: () => Promise<T>): Promise<T> {
  const rule = audited[name];
  if (rule === undefined) return work();
  if (rule.act !== undefined) await audit.mustRecord(actTold(rule, call));
  let answer: T;
  try {
    answer = await work();
  } catch (error) {
    if (isToldOf(error)) await audit.record({ ...toldOf(rule, call, 0), outcome: error.code });
    throw error;
  }
  if (rule.act === undefined) await audit.record(toldOf(rule, call, accountIn(answer)));
  return answer;
}

/** Throttled requests are counted in the metrics; a row for each would be a way to fill the log. */
function isToldOf(error: unknown): error is CairnError {
  return error instanceof CairnError && error.code !== 'too-many-requests' && error.code !== 'internal';
}

function toldOf(rule: Audited, call: Heard, opened: number): Told {
  const { who, caller } = call;
  if (rule.act !== undefined) return actTold(rule, call);
  const facts = factsOf(rule, call);
  const actor = who === null ? 'nobody' : who.device === null ? 'web' : `device:${who.device}`;
  if (rule.ends === true) return { kind: rule.kind, account: 0, about: who?.account ?? null, actor, facts };
  const address = who === null ? textIn(call, ['address', 'email']) : undefined;
  const told = { kind: rule.kind, account: who?.account ?? opened, actor, source: caller.address, facts };
  return address === undefined ? told : { ...told, address };
}

function actTold(rule: Audited, call: Heard): Told {
  const { who, caller } = call;
  const about = rule.act === 'account' ? Number(fieldIn(call, 'id')) : null;
  const actor = who === null || who.account === 0 ? 'operator' : `account:${who.account}`;
  return { kind: rule.kind, account: 0, about, actor, source: caller.address, facts: factsOf(rule, call) };
}

function factsOf(rule: Audited, call: Heard): Facts {
  const found: Record<string, string | number | boolean | null> = {};
  for (const name of rule.facts ?? []) {
    const value = fieldIn(call, name);
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') found[name] = value;
  }
  return found;
}

function textIn(call: Heard, names: readonly string[]): string | undefined {
  return names.map((name) => fieldIn(call, name)).find((value) => typeof value === 'string');
}
function fieldIn({ params, body }: Heard, name: string): unknown {
  for (const part of [body, params]) {
    if (typeof part === 'object' && part !== null && Object.hasOwn(part, name)) return (part as Readonly<Record<string, unknown>>)[name];
  }
  return undefined;
}
/** The account that was signed in to: stands in the answer, or in its JSON where there are headers. */
function accountIn(answer: unknown): number {
  if (typeof answer !== 'object' || answer === null) return 0;
  if ('account' in answer && typeof answer.account === 'number') return answer.account;
  return 'json' in answer ? accountIn(answer.json) : 0;
}
