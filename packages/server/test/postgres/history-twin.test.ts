// Every command goes to SQLite and to PostgreSQL, and both answer the same (R20).
process.env['CAIRN_TEST_STORE'] = 'twin';
await import('../log.test.ts');
