/** The route table with its schemas, and what is made from it. For servers and tests; devices do without (see `index.ts`). */
export * from './routes.ts';
export { billingRoutes } from './billing-api.ts';
export type { BillingRouteName } from './billing-api.ts';
export * as billingApi from './billing-api.ts';
export { deviceRoutes } from './device-api.ts';
export type { DeviceRouteName } from './device-api.ts';
export * as deviceApi from './device-api.ts';
export * from './v1/account.ts';
export * from './v1/admin.ts';
export * from './v1/files.ts';
export * from './v1/map.ts';
export * from './v1/plans.ts';
export * from './v1/routing.ts';
export * from './v1/words.ts';
export * from './openapi.ts';
export * from './wire-version.ts';
