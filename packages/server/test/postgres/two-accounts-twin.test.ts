// The same against SQLite and PostgreSQL at once; the state of both is compared (R20, R57, R60, R73).
process.env['CAIRN_TEST_STORE'] = 'twin';
await import('../two-accounts.test.ts');
await import('../deletion.test.ts');
