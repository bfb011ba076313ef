export * from './crash.ts';
export * from './inspect.ts';
export * from './journal.ts';
export * from './person.ts';
export * from './server-process.ts';
