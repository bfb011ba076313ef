// Runs one of our programs on the sources, with the Node that the checkout brings: `with-build.mjs FILE ARGUMENTS`.
import { join } from 'node:path';
import { build, buildWebsite, install, node, requireNode, root, run } from './launch.mjs';

const [file, ...args] = process.argv.slice(2);
install();
requireNode();
build();
if (file?.startsWith('e2e/src/web/') === true) buildWebsite();
run(node(), ['--conditions=cairn-source', join(root, file), ...args]);
