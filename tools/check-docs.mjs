// Documents stay true: every link between them leads somewhere, and nothing names a place outside the repository.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const faults = [];
for (const file of documents(root)) {
  const text = readFileSync(file, 'utf8').replace(/```[\s\S]*?```/g, (block) => block.replace(/[^\n]/g, ' '));
  for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^(https?:|mailto:|#)/.test(target)) continue;
    const path = resolve(dirname(file), decodeURIComponent(target.split('#')[0]));
    if (!existsSync(path)) faults.push(`${relative(root, file)}: there is nothing at ${target}`);
  }
  if (/\.\.\/shared|\/work\//.test(text)) faults.push(`${relative(root, file)}: names a place outside the repository`);
}

judgeEvidence('docs/evidence/asvs.md');

/** Tests that the judgement names are there and carry the number: `server/frame` R67 is `packages/server/test/frame.test.ts`. */
function judgeEvidence(path) {
  for (const [, place, numbers] of readFileSync(join(root, path), 'utf8').matchAll(
    /`((?:server|geo|protocol|e2e)\/(?!src)[\w/-]+)`((?: [A-Z]\d+\b)*)/g,
  )) {
    const [home, ...rest] = place.split('/');
    const folder = join(root, home === 'e2e' ? home : `packages/${home}`, 'test');
    const file = join(folder, `${rest.join('/')}.test.ts`);
    if (!existsSync(file)) {
      faults.push(`${path}: there is no test ${place}`);
      continue;
    }
    const own = readFileSync(file, 'utf8');
    // What several stores must do alike stands beside the tests that run it.
    const shared = [...own.matchAll(/'((?:\.\.?\/)+contracts\/[\w-]+\.contract\.ts)'/g)].map(([, name]) =>
      readFileSync(resolve(dirname(file), name), 'utf8'),
    );
    const text = [own, ...shared].join('\n');
    for (const number of numbers.split(' ').filter((word) => word !== ''))
      if (!new RegExp(`\\b${number}\\b`).test(text)) faults.push(`${path}: no test of ${place} carries ${number}`);
  }
}

function* documents(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (['node_modules', 'dist', '.git', '.cache', 'data'].includes(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* documents(path);
    else if (entry.name.endsWith('.md')) yield path;
  }
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log('documents lead where they say');
