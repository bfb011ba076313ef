// `npm run check`: format, lint, types, import directions, documents.
import { join } from 'node:path';
import { build, install, node, requireNode, root, run } from './launch.mjs';

install();
requireNode();
const tool = (path, ...args) => run(node(), [join(root, 'node_modules', path), ...args]);
const step = (name, work) => {
  console.error(`check: ${name}`);
  work();
};
step('format', () => tool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'));
step('types', () => {
  build();
  tool('typescript/bin/tsc', '-p', 'tsconfig.tests.json');
  tool('typescript/bin/tsc', '-p', 'packages/web/tsconfig.tests.json');
});
step('lint', () => tool('eslint/bin/eslint.js', '.', '--max-warnings', '0'));
step('arrows', () => run(node(), [join(root, 'tools/check-arrows.mjs')]));
step('documents', () => run(node(), [join(root, 'tools/check-docs.mjs')]));
step('supply', () => run(node(), [join(root, 'tools/check-supply.mjs')]));
