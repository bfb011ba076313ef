/**
 * Everything but the schemas, which take longer to load than a whole `status` takes: those are in `@cairn/protocol/schemas`.
 * Types of both are here.
 */
export * from './batch.ts';
export * from './client.ts';
export * from './client-errors.ts';
export * from './coalescer.ts';
export * from './errors.ts';
export * from './file-names.ts';
export * from './file-types.ts';
export * from './folder-layout.ts';
export * from './limits.ts';
export * from './paths.ts';
export type * from './routes.ts';
export type * from './v1/account.ts';
export type * from './v1/admin.ts';
export type * from './v1/files.ts';
export type * from './v1/map.ts';
export type * from './v1/plans.ts';
export type * from './v1/routing.ts';
export type * from './v1/words.ts';
