// The same against SQLite and PostgreSQL at once; the state of both is compared (R20, R57, R60).
process.env['CAIRN_TEST_STORE'] = 'twin';
await import('../two-accounts.test.ts');
