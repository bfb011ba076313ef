import { live } from './history.ts';
import { optionsOf } from './options.ts';

const [from = '1', count = '10'] = process.argv.slice(2);
let steps = 0;
const began = Date.now();
for (let seed = Number(from); seed < Number(from) + Number(count); seed++) {
  const told = await live(optionsOf(seed));
  steps += told.decisions.length;
  if (told.violation !== null) {
    console.log(JSON.stringify(told.options));
    console.log(told.trace.slice(-25).join('\n'));
    console.log(`seed ${seed}: after ${told.decisions.length}: ${told.violation.message}`);
    if (process.env.GO === undefined) break;
  }
}
console.log(`${steps} steps in ${Date.now() - began} ms`);
