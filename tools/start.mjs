// `npm start`: installs what is missing, builds what is stale, starts the server on the embedded default.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, buildWebsite, environment, install, requireNode, root } from './launch.mjs';

install();
requireNode();
build('packages/cli');
buildWebsite();
const server = spawn(join(root, 'packages/cli/bin/cairn.sh'), ['serve', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: environment(),
});
// The terminal sends its signals to both; a supervisor only to this one.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
