/**
 * The pure cores that are mutated (`npm run mutate -- NAME`), each with the tests that must notice: fast ones in one process, for every
 * mutant runs them again. Paths are relative to the package.
 */
export const cores = {
  'sync-decide': {
    package: 'packages/sync',
    mutate: ['src/compare.ts', 'src/plan.ts', 'src/selection.ts', 'src/keys.ts', 'src/conflicts.ts'],
    tests: ['compare', 'plan', 'selection', 'keys', 'conflicts'].map((name) => `test/${name}.test.ts`),
  },
  'sync-names': {
    package: 'packages/sync',
    mutate: ['src/names.ts', 'src/judge.ts', 'src/moves.ts', 'src/folders.ts', 'src/companions.ts'],
    tests: ['judge', 'plan', 'names'].map((name) => `test/${name}.test.ts`),
  },
  'sync-agreement': {
    package: 'packages/sync',
    mutate: ['src/agreement.ts', 'src/unanswered.ts', 'src/own-uploads.ts', 'src/remembered.ts'],
    tests: ['own-uploads', 'trouble', 'account', 'sync'].map((name) => `test/${name}.test.ts`),
  },
  'geo-merge': {
    package: 'packages/geo',
    mutate: ['src/merge*.ts', 'src/match-points.ts', 'src/pairing.ts', 'src/fields.ts'],
    tests: ['merge-rules', 'merge', 'merge-items', 'merge.property'].map((name) => `test/${name}.test.ts`),
  },
  plans: {
    package: 'packages/server',
    mutate: ['src/plans/entitlement.ts', 'src/plans/purchase-state.ts', 'src/plans/timing.ts', 'src/plans/catalogue.ts'],
    tests: ['entitlement', 'catalogue', 'timing'].map((name) => `test/plans/${name}.test.ts`),
  },
  log: {
    package: 'packages/server',
    mutate: [
      'limits',
      'put',
      'draft',
      'rows',
      'verdict',
      'delete',
      'rename',
      'restore',
      'remove-version',
      'removal',
      'companions',
      'decide',
    ].map((name) => `src/log/${name}.ts`),
    tests: ['test/log-operations.test.ts', 'test/log-rules.test.ts'],
  },
};
