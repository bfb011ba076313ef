export { openProxy } from './proxy.ts';
export type { Proxy, Traffic, TroubleOf } from './proxy.ts';
export { troubleKinds } from './trouble.ts';
export type { Trouble, TroubleKind } from './trouble.ts';
