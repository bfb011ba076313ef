export * from './crash.ts';
export * from './person.ts';
export * from './server-process.ts';
