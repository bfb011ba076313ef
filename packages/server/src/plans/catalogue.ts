import { z } from 'zod';
import { storeNames } from '../ports/stores.ts';
import type { StoreName } from '../ports/stores.ts';
import builtIn from './catalogue.json' with { type: 'json' };

/** A length of the calendar: a month of 31 January ends on the last day of February. */
const Period = z.strictObject({ count: z.int().min(1).max(1200), unit: z.enum(['day', 'month', 'year']) });
export type Period = z.infer<typeof Period>;

/** What a purchase unlocks in the apps; `feature_…` in OsmAnd's protocol (purchases 1). */
const Feature = z.enum(['pro', 'maps', 'contours', 'nautical', 'live_maps', 'pro_no_cloud']);
/**
 * `pro`: everything. `maps`: unlimited map downloads, for the cloud as Start. `live`: the same (legacy). `region`, `add-on`: nothing of the
 * cloud; kept and given back to the apps (P8).
 */
const Level = z.enum(['pro', 'maps', 'live', 'region', 'add-on']);
export type Level = z.infer<typeof Level>;

const Product = z
  .strictObject({
    sku: z.string().min(1).max(200),
    /** The stores sell it as `sku_v1`, `sku_v2`, …, and each of them is this product. */
    versions: z.boolean().optional(),
    store: z.enum(storeNames),
    kind: z.enum(['subscription', 'in-app']),
    level: Level,
    /** As people are shown it. */
    name: z.string().min(1).max(200),
    period: Period.optional(),
    /** How long an in-app purchase is Pro; without it for ever. */
    proFor: Period.optional(),
    /** Counts on every platform, not only on the devices of its store (P2). */
    crossPlatform: z.boolean(),
    features: z.array(Feature),
  })
  .refine(
    (product) => (product.kind === 'subscription') === (product.period !== undefined),
    'a subscription has a period, and nothing else has',
  )
  .refine((product) => product.proFor === undefined || (product.kind === 'in-app' && product.level === 'pro'), 'proFor is for in-app Pro');
export type Product = z.infer<typeof Product>;

const CatalogueFile = z.strictObject({ products: z.array(Product).max(10_000) });

/** What the stores sell, by SKU (purchases 1). */
export class Catalogue {
  readonly #exact = new Map<string, Product>();
  readonly #versioned = new Map<string, Product>();

  /** @throws Error that names the place, when it is not as it should be */
  constructor(file: unknown) {
    const { products } = CatalogueFile.parse(file);
    for (const product of products) {
      const map = product.versions === true ? this.#versioned : this.#exact;
      if (map.has(product.sku)) throw new Error(`the catalogue names ${product.sku} twice`);
      map.set(product.sku, product);
    }
  }

  get products(): readonly Product[] {
    return [...this.#exact.values(), ...this.#versioned.values()];
  }

  /** The product of a SKU as a store or an app names it; null = none we know. */
  product(sku: string): Product | null {
    return this.#exact.get(sku) ?? this.#versioned.get(sku.replace(/_v\d{1,4}$/, '')) ?? null;
  }
}

export const builtInCatalogue = new Catalogue(builtIn);

const googlePrefixes = [
  ...['osm_live_subscription_', 'osm_free_live_subscription_', 'osmand_pro_monthly_', 'osmand_pro_annual_', 'osmand_maps_annual_'],
  ...['osmand_full_version_price', 'net.osmand.contourlines', 'net.osmand.seadepth'],
];

/** The store of a SKU by its name alone, in the order of purchases 1.7; null for anything else, such as `promo_…`. */
export function platformOf(sku: string): StoreName | null {
  if (googlePrefixes.some((prefix) => sku.startsWith(prefix))) return 'google';
  if (sku.startsWith('net.osmand.maps.')) return 'apple';
  if (sku.includes('.huawei.')) return 'huawei';
  if (sku.includes('.amazon.')) return 'amazon';
  return sku.includes('.fastspring.') ? 'fastspring' : null;
}

/** The end of a period of the calendar that begins at `start` (Unix ms, UTC). */
export function addPeriod(start: number, { count, unit }: Period): number {
  if (unit === 'day') return start + count * 86_400_000;
  const from = new Date(start);
  const months = from.getUTCFullYear() * 12 + from.getUTCMonth() + count * (unit === 'year' ? 12 : 1);
  const year = Math.floor(months / 12);
  const lastDay = new Date(Date.UTC(year, (months % 12) + 1, 0)).getUTCDate();
  return Date.UTC(year, months % 12, Math.min(from.getUTCDate(), lastDay)) + (((start % 86_400_000) + 86_400_000) % 86_400_000);
}
