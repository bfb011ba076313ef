import type Database from 'better-sqlite3';

/** Asked before every statement; may throw. The returned function, if any, is called after it. */
export type DatabaseFault = (call: string) => (() => void) | null;

/** A connection whose statements can be made to fail, one by one (R03, R18). */
export function failingDatabase(db: Database.Database, fault: DatabaseFault): Database.Database {
  const guarded = <Args extends unknown[], Result>(call: string, run: (...args: Args) => Result): ((...args: Args) => Result) => {
    return (...args) => {
      const after = fault(call);
      const result = run(...args);
      after?.();
      return result;
    };
  };
  const statement = (prepared: object, sql: string): object =>
    new Proxy(prepared, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        const bound = value.bind(target) as (...args: unknown[]) => unknown;
        if (name === 'pluck' || name === 'raw') return (...args: unknown[]) => statement(bound(...args) as object, sql);
        return name === 'run' || name === 'get' || name === 'all' || name === 'iterate' ? guarded(sql, bound) : bound;
      },
    });
  return new Proxy(db, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const bound = value.bind(target) as (...args: unknown[]) => unknown;
      if (name === 'prepare') return (sql: string) => statement(bound(sql) as object, sql);
      return name === 'exec' ? (sql: string) => guarded(sql, bound)(sql) : bound;
    },
  });
}
