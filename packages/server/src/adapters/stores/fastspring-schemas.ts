import { z } from 'zod';

const millis = z.int().nonnegative();
/** With webhook expansion an object stands where otherwise its id does. */
const idOf = (name: string) =>
  z.union([z.string().min(1), z.looseObject({ [name]: z.string().min(1) }).transform((object) => String(object[name]))]);

const Item = z.object({ product: idOf('product'), sku: z.string().nullish(), subscription: idOf('subscription').nullish() });
export type Item = z.infer<typeof Item>;

/** developer.fastspring.com/reference/retrieve-an-order */
export const Order = z.object({
  order: z.string(),
  reference: z.string().nullish(),
  completed: z.boolean(),
  changed: millis,
  live: z.boolean(),
  total: z.number(),
  items: z.array(Item),
  returns: z.array(idOf('return')).nullish(),
});
export type Order = z.infer<typeof Order>;

/** fastspring.com/docs/subscriptions */
export const Subscription = z.object({
  subscription: z.string(),
  product: idOf('product'),
  sku: z.string().nullish(),
  /** The order that began it; each renewal is an order of its own. */
  initialOrderId: z.string().min(1).nullish(),
  active: z.boolean(),
  state: z.string(),
  live: z.boolean(),
  autoRenew: z.boolean(),
  begin: millis,
  nextChargeDate: millis.nullish(),
  deactivationDate: millis.nullish(),
  end: millis.nullish(),
});
export type Subscription = z.infer<typeof Subscription>;

/** fastspring.com/docs/returns */
export const Return = z.object({ return: z.string(), completed: z.boolean(), totalReturn: z.number() });

/** developer.fastspring.com/reference: what an unknown id is answered with (status 400 or 404). */
export const Fault = z.object({ result: z.literal('error'), error: z.looseObject({}) });

/** developer.fastspring.com/docs/webhooks-overview: one post, several events. */
export const Post = z.object({
  events: z.array(z.object({ id: z.string().min(1), type: z.string(), live: z.boolean().optional(), data: z.looseObject({}) })),
});

/** The parts of an order's or a return's event that say which purchases it is about. */
export const OrderEvent = z.object({
  order: z.string().nullish(),
  original: z.object({ order: z.string().nullish(), id: z.string().nullish() }).nullish(),
  items: z.array(Item).nullish(),
  tags: z.looseObject({ userEmail: z.string().optional() }).nullish().catch(null),
});
const Named = z.object({ initialOrderId: z.string().min(1).nullish(), sku: z.string().nullish(), product: idOf('product').nullish() });
/** The same of a subscription's event; a charge has the subscription inside. */
export const SubscriptionEvent = Named.extend({ subscription: z.union([z.string(), Named]).nullish() });
