import { freeTypes } from '@cairn/protocol';
import type { Plan } from '@cairn/protocol';
import type { Allowance } from '../ports/allowance.ts';
import type { PlanFacts, HeldPurchase } from '../ports/plan-store.ts';
import type { PurchaseSource } from '../ports/plan-store.ts';
import type { Catalogue } from './catalogue.ts';
import { addPeriod } from './catalogue.ts';
import { countsAt, endOf, productOf } from './purchase-state.ts';

/** What the operator set (`docs/operators/settings.md`); bytes. */
export interface PlanSettings {
  readonly plan: 'pro' | 'start';
  readonly quotaStart: number;
  readonly quotaPro: number;
  readonly fileLimitStart: number;
  readonly fileLimit: number;
  /** Most files on Start (companions not counted). */
  readonly filesLimitStart: number;
  /** Null = three times the quota of the plan. */
  readonly historyLimit: number | null;
  /** 0 = no limit. */
  readonly deviceLimit: number;
}
/** What plans are judged by: the same for everybody. */
export interface PlanTerms {
  readonly settings: PlanSettings;
  readonly catalogue: Catalogue;
}

/** Where map downloads are made. */
export const platforms = ['android', 'ios', 'web'] as const;
export type Platform = (typeof platforms)[number];

/**
 * Why a purchase counts for the account, or does not. `everywhere`: on every platform. `store-only`: not transferable, it counts on the
 * devices of its store (P2). `nothing-here`: what it unlocks is in the app, not in the cloud (P8). `unknown-product`: the catalogue has no
 * such SKU. The others say why it is over.
 */
export type CountReason =
  'everywhere' | 'store-only' | 'nothing-here' | 'unknown-product' | 'over' | NonNullable<HeldPurchase['ended']>['reason'];
export interface Judged {
  readonly purchase: HeldPurchase;
  readonly counts: boolean;
  readonly reason: CountReason;
  /** When it ends, or ended, to count; null = never. */
  readonly end: number | null;
}

/** The year after Pro: what is in the cloud can be read, downloaded and deleted until `until` (P6). */
export interface Grace {
  readonly since: number;
  readonly until: number;
}
export interface Entitlement {
  readonly plan: Plan;
  readonly allowance: Allowance;
  /** What activating Start would allow (P1); null for an account that has a plan. */
  readonly offer: Allowance | null;
  /** Most devices at a time; 0 = no limit (A8). */
  readonly deviceLimit: number;
  /** Platforms with unlimited map downloads (P7). */
  readonly unlimitedMaps: readonly Platform[];
  /** The year after Pro that runs, or the last one that ran out; null while Pro goes on, or where there never was any. */
  readonly afterPro: Grace | null;
  /** The purchase that makes the account Pro, the one that lasts longest; null where none does. */
  readonly pro: HeldPurchase | null;
  readonly purchases: readonly Judged[];
}

/** So long after the grace year the ceiling of trash and history stays that of Pro: what was removed lies in the trash first. */
const clearingMs = 90 * 86_400_000;

/**
 * THE rule of plans: what an account may do at a moment (P1, P2, P6-P8). A pure function of what is known; nothing that a client says is
 * among it. More purchases never give less.
 */
export function entitlementOf(facts: PlanFacts, now: number, { settings, catalogue }: PlanTerms): Entitlement {
  const purchases = facts.purchases.map((purchase) => judge(purchase, catalogue, now));
  const counting = purchases.filter((judged) => judged.counts);
  const ofLevel = (...levels: string[]): Judged[] =>
    counting.filter((judged) => levels.includes(productOf(judged.purchase, catalogue)?.level ?? ''));
  const pro = longest(ofLevel('pro'));
  const isPro = settings.plan === 'pro' || pro !== null;
  const afterPro = isPro ? null : yearAfterPro(facts, purchases, catalogue, now);
  const inGrace = afterPro !== null && now < afterPro.until;
  const hasMaps = ofLevel('maps', 'live').length > 0;
  const hasStart = hasMaps || inGrace || facts.startSince !== null;
  const plan = isPro ? 'pro' : inGrace ? 'grace' : hasMaps ? 'maps' : hasStart ? 'start' : 'none';
  const clearing = afterPro !== null && now < afterPro.until + clearingMs;
  return {
    plan,
    allowance: isPro ? proAllowance(settings, facts.quota) : startAllowance(settings, facts, { hasStart, clearing }),
    offer: plan === 'none' ? startAllowance(settings, facts, { hasStart: true, clearing }) : null,
    deviceLimit: settings.deviceLimit,
    unlimitedMaps: platforms.filter(
      (platform) => isPro || ofLevel('maps', 'live').some(({ purchase }) => reaches(purchase, catalogue, platform)),
    ),
    afterPro,
    pro: pro?.purchase ?? null,
    purchases,
  };
}

/** `own`: the quota that an administrator set; null = that of the plan. */
export function proAllowance({ quotaPro, fileLimit, historyLimit }: PlanSettings, own: number | null): Allowance {
  const quota = own ?? quotaPro;
  return { quota, fileLimit, filesLimit: null, historyLimit: historyLimit ?? 3 * quota, types: null };
}

/** Start covers its own types; what is left over from Pro is on top of it, and only grows less, because nothing of it can be uploaded. */
function startAllowance(
  settings: PlanSettings,
  { beyondStart, quota }: PlanFacts,
  { hasStart, clearing }: { hasStart: boolean; clearing: boolean },
): Allowance {
  const own = quota ?? (hasStart ? settings.quotaStart : 0);
  return {
    quota: own + beyondStart.stored,
    fileLimit: Math.min(settings.fileLimitStart, settings.fileLimit),
    filesLimit: settings.filesLimitStart + beyondStart.files,
    historyLimit: settings.historyLimit ?? 3 * (clearing ? settings.quotaPro : own),
    types: hasStart ? freeTypes : [],
  };
}

/** What a purchase is worth at a moment, and why. */
export function judge(purchase: HeldPurchase, catalogue: Catalogue, now: number): Judged {
  const end = endOf(purchase, catalogue);
  const product = productOf(purchase, catalogue);
  if (!countsAt(purchase, catalogue, now)) {
    // One whose time was over when its store took it back was over.
    const reason = purchase.ended !== null && purchase.ended.at === end ? purchase.ended.reason : 'over';
    return { purchase, end, counts: false, reason };
  }
  if (product === null) return { purchase, end, counts: false, reason: 'unknown-product' };
  if (product.level === 'add-on' || product.level === 'region') return { purchase, end, counts: false, reason: 'nothing-here' };
  return { purchase, end, counts: true, reason: product.crossPlatform ? 'everywhere' : 'store-only' };
}

function longest(judged: readonly Judged[]): Judged | null {
  const last = (one: Judged): number => one.end ?? Number.POSITIVE_INFINITY;
  // Of those that end together (two without an end differ by NaN, which is no difference either) the one that began last, then by
  // name: the same whatever their order (purchases 4).
  const sorted = [...judged].sort(
    (a, b) =>
      last(b) - last(a) ||
      b.purchase.start - a.purchase.start ||
      byText(a.purchase.orderId, b.purchase.orderId) ||
      byText(a.purchase.sku, b.purchase.sku),
  );
  return sorted[0] ?? null;
}
function byText(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}

/** Pro ended when the last purchase of it did, or was moved to another account (P4, P6). */
function yearAfterPro(facts: PlanFacts, purchases: readonly Judged[], catalogue: Catalogue, now: number): Grace | null {
  const ends = purchases
    .filter(({ purchase }) => productOf(purchase, catalogue)?.level === 'pro')
    // One that ended before it began never was.
    .flatMap(({ purchase, end }) => (end === null || end <= purchase.start ? [] : [end]));
  const since = Math.max(facts.lostPro ?? 0, ...ends);
  return since === 0 || since > now ? null : { since, until: addPeriod(since, { count: 1, unit: 'year' }) };
}

const devicesOf: Readonly<Record<PurchaseSource, readonly Platform[]>> = {
  google: ['android'],
  huawei: ['android'],
  amazon: ['android'],
  apple: ['ios'],
  fastspring: ['web'],
  promo: platforms,
  grant: platforms,
};
/** Cross-platform purchases count everywhere, the others on the devices of their store (P2). */
function reaches(purchase: HeldPurchase, catalogue: Catalogue, platform: Platform): boolean {
  return productOf(purchase, catalogue)?.crossPlatform === true || devicesOf[purchase.source].includes(platform);
}
