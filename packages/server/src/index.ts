/** The cloud as a package: what the command line, the simulation, crash tests and benchmarks start. */
export * from './app.ts';
export * from './config.ts';
export * from './main.ts';
export { memoryEvents } from './adapters/memory-events.ts';
export { soleLease } from './adapters/memory-lease.ts';
export { openInThread, openSqliteStore } from './adapters/sqlite/store.ts';
export type { MemoryStore, OpenStore, Store } from './adapters/sqlite/store.ts';
export { unpackHere } from './adapters/unpack/in-thread.ts';
export type { AccountStore } from './ports/account-store.ts';
export type { Allowance } from './ports/allowance.ts';
export type { LogStore } from './ports/log-store.ts';
export type { Logger } from './ports/logger.ts';
export type { Passwords } from './ports/passwords.ts';
export { noTiles } from './ports/tiles.ts';
export type { Tiles } from './ports/tiles.ts';
export type { Unpacker } from './ports/unpacker.ts';
export type * from './ports/world.ts';
