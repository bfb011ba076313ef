export * from './errors.ts';
export * from './limits.ts';
export * from './routes.ts';
export * from './v1/account.ts';
export * from './v1/files.ts';
export * from './v1/words.ts';
