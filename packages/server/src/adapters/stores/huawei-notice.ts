import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Notice, StoreRequest } from '../../ports/stores.ts';
import { isSignedByHuawei } from './huawei-signature.ts';
import { json } from './shape.ts';

/** …/HMSCore-References-V5/api-notifications-about-subscription-events-0000001050706084-V5 (the name is spelt as Huawei spells it). */
const First = z.object({
  statusUpdateNotification: z.string(),
  notifycationSignature: z.string(),
  signatureAlgorithm: z.string().optional(),
});
/** …/HMSCore-References/api-notifications-about-subscription-events-v2-0000001385268541 */
const Second = z.object({
  subNotification: z.object({
    statusUpdateNotification: z.string(),
    notificationSignature: z.string(),
    signatureAlgorithm: z.string().optional(),
  }),
});
const Update = z.object({
  environment: z.string(),
  notificationType: z.int(),
  subscriptionId: z.string().min(1),
  purchaseToken: z.string().min(1).optional(),
  latestReceipt: z.string().min(1).optional(),
  orderId: z.string(),
  productId: z.string().min(1),
});

/**
 * Reads a notice about a subscription, of either version. Notices about orders carry no signature and are refused: a refund of a one-time
 * purchase is seen when it is asked about again.
 */
export function readHuaweiNotice({ body }: StoreRequest, publicKey: KeyObject, sandbox: boolean): Notice {
  const content = json(Buffer.from(body).toString('utf8'));
  const [first, second] = [First.safeParse(content), Second.safeParse(content)];
  const signed = second.success
    ? { text: second.data.subNotification.statusUpdateNotification, signature: second.data.subNotification.notificationSignature }
    : first.success
      ? { text: first.data.statusUpdateNotification, signature: first.data.notifycationSignature }
      : null;
  const algorithm = second.data?.subNotification.signatureAlgorithm ?? first.data?.signatureAlgorithm;
  if (signed === null || !isSignedByHuawei(signed.text, signed.signature, algorithm, publicKey))
    return { outcome: 'refused', reason: 'signature' };
  const update = Update.safeParse(json(signed.text));
  if (!update.success) return { outcome: 'refused', reason: 'malformed' };
  const { environment, subscriptionId: orderId, productId: sku, notificationType, orderId: payment } = update.data;
  if (environment !== 'PROD' && !sandbox) return { outcome: 'refused', reason: 'sandbox' };
  const token = update.data.purchaseToken ?? update.data.latestReceipt ?? '';
  return {
    outcome: 'accepted',
    // Huawei numbers its notices not; kind and payment tell them apart.
    id: `${orderId}/${notificationType}/${payment}`,
    subjects: [{ reference: { kind: 'subscription', sku, orderId, token }, address: null }],
  };
}
