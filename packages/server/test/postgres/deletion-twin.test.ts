// The same against SQLite and PostgreSQL at once: nothing is left in either (R20, R73).
process.env['CAIRN_TEST_STORE'] = 'twin';
await import('../deletion.test.ts');
