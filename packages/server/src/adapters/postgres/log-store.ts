import type { LogStore } from '../../ports/log-store.ts';
import type { Database } from './database.ts';
import { logAppViews } from './log-app-views.ts';
import { logAudit } from './log-audit.ts';
import { logChanges } from './log-changes.ts';
import { logCollection } from './log-collection.ts';
import { logMaps } from './log-maps.ts';
import { logRemovals } from './log-removals.ts';
import { logViews } from './log-views.ts';

/** The part of the database that carries out `LogStore`. */
export function logStore(database: Database): LogStore {
  return {
    ...logChanges(database),
    ...logRemovals(database),
    ...logCollection(database),
    ...logViews(database),
    ...logAppViews(database),
    ...logMaps(database),
    ...logAudit(database),
  };
}
