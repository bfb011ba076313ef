import type Database from 'better-sqlite3';
import type { Command } from './engine.ts';
import { Engine } from './engine.ts';
import { modules, reads } from './modules.ts';

/** All commands of all modules on one connection. */
export function engineOf(db: Database.Database): Engine {
  const commands = new Map<string, Command>();
  for (const module of modules) {
    // What a command takes is known to its port; callers have only the port.
    for (const [name, command] of Object.entries(module.commands(db)) as [string, Command][]) {
      if (commands.has(name)) throw new Error(`two modules have a command ${name}`);
      commands.set(name, command);
    }
  }
  return new Engine(db, commands, reads);
}
