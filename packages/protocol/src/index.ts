export * from './for-clients.ts';
export * from './routes.ts';
export * from './v1/account.ts';
export * from './v1/files.ts';
export * from './v1/words.ts';
