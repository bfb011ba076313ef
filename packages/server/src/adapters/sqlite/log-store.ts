import type Database from 'better-sqlite3';
import type { LogStore } from '../../ports/log-store.ts';
import { logAudit } from './log-audit.ts';
import { logChanges } from './log-changes.ts';
import { logCollection } from './log-collection.ts';
import { logAppViews } from './log-app-views.ts';
import { logMaps, mapSchema } from './log-maps.ts';
import { LogReads } from './log-reader.ts';
import { logRemovals } from './log-removals.ts';
import { logSchema, storedLengths } from './log-schema.ts';
import { logViews } from './log-views.ts';
import { LogWrites } from './log-writer.ts';
import type { Synchronous } from './engine.ts';
import type { StoreModule } from './module.ts';

const logReads = [
  ...(['changes', 'changesText', 'contents', 'list', 'history', 'trash', 'storage', 'logState'] as const),
  ...(['appIndex', 'appRows', 'appContent', 'maps', 'deviceOfPhone'] as const),
  ...(['knownKeys', 'keysOf', 'logAccounts', 'auditLog'] as const),
] satisfies readonly (keyof LogStore)[];

/** The part of the database that carries out `LogStore`. */
export const logModule: StoreModule<LogStore> = {
  schema: [
    { name: 'log-1', sql: logSchema },
    { name: 'log-2', sql: storedLengths },
    { name: 'log-3', sql: mapSchema },
  ],
  commands: logCommands,
  reads: logReads,
};

function logCommands(db: Database.Database): Synchronous<LogStore> {
  const reads = new LogReads(db);
  const writes = new LogWrites(db);
  return {
    ...logChanges(reads, writes),
    ...logRemovals(db, reads, writes),
    ...logCollection(db),
    ...logViews(db, reads),
    ...logAppViews(db),
    ...logMaps(db, reads, writes),
    ...logAudit(db, reads),
  };
}
