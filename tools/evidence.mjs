// `npm run evidence`: from the report of the last `npm test`, which tests prove which requirement → docs/evidence/requirements.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const report = JSON.parse(readFileSync(join(root, '.cache', 'test-report.json'), 'utf8'));
/** Those that hold from the first release on; the others come with what they speak of. */
const due =
  'R01 R02 R03 R05 R06 R07 R09 R11 R12 R13 R14 R15 R16 R17 R18 R19 R20 R21 R23 R24 R25 R26 R29 R30 R35 R36 R37 R38 R39 R40 R41 R42 R44 R46 R47 R49 R51 R52 R53 R55 R56 R57 R58 R60 R62 R64 R65 R66 R67 R68 R69 R70 R71 R72 R73 R77 R78 R79 R80'.split(
    ' ',
  );
/** Proven by a step of `npm run check` instead of a test. */
const checked = { R80: 'tools/check-supply.mjs' };

const proofs = new Map();
for (const { name, assertionResults } of report.testResults) {
  const file = relative(root, name);
  for (const { fullName, status } of assertionResults) {
    for (const [number] of fullName.matchAll(/\b[ASTRCPW]\d{1,2}\b/g)) {
      const files = proofs.get(number) ?? new Map();
      const counts = files.get(file) ?? { passed: 0, other: 0 };
      counts[status === 'passed' ? 'passed' : 'other']++;
      proofs.set(number, files.set(file, counts));
    }
  }
}

const numbers = [...new Set([...due, ...proofs.keys()])].sort((a, b) => order(a) - order(b));
const rows = numbers.map((number) => {
  const files = [...(proofs.get(number) ?? [])].map(
    ([file, { passed, other }]) => `\`${file}\` (${passed}${other > 0 ? `, ${other} not passed` : ''})`,
  );
  if (checked[number] !== undefined) files.push(`\`${checked[number]}\``);
  return `| ${number} | ${files.length > 0 ? files.join('<br>') : '**no test yet**'} |`;
});
writeFileSync(
  join(root, 'docs/evidence/requirements.md'),
  `# Which test proves what

Written by \`npm run evidence\` from the report of \`npm test\`: the tests whose names carry a number, with how many passed. What the numbers mean is in
[requirements.md](../developers/requirements.md).

| number | tests |
|---|---|
${rows.join('\n')}
`,
);
const missing = due.filter((number) => !proofs.has(number) && checked[number] === undefined);
console.log(missing.length === 0 ? 'every requirement that is due has a test' : `no test carries ${missing.join(', ')}`);

function order(number) {
  return 'ASTPCR'.indexOf(number[0]) * 1000 + Number(number.slice(1));
}
