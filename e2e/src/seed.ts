// Beside every test file: property tests meet the same cases each time. CAIRN_TEST_SEED=NUMBER looks for others.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['CAIRN_TEST_SEED'] ?? 20_261_121) });
