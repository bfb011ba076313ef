// `npm start`: installs what is missing, builds what is stale, starts the server on the embedded default.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, environment, install, node, requireNode, root } from './launch.mjs';

install();
requireNode();
build('packages/cli');
// The bounds of memory are those of packages/cli/bin/cairn.sh.
const program = ['--max-semi-space-size=2', join(root, 'packages/cli/dist/main.js'), 'serve'];
const server = spawn(node(), [...program, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { MALLOC_ARENA_MAX: '2', ...environment() },
});
// The terminal sends its signals to both; a supervisor only to this one.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
