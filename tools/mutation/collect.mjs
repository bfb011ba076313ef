// Stands for `vitest` where tests run in process: it notes tests instead of running them. What is not here is not used by the tests of a core.
import { expect } from 'vitest';

/** The tests of the file that is loading, each under a name of its own. */
export const collected = [];
const around = [];

function test(name, ...rest) {
  const run = rest.find((one) => typeof one === 'function');
  collected.push({ name: [...around, name, `(${collected.length + 1})`].join(' > '), run });
}
function describe(name, ...rest) {
  around.push(name);
  rest.find((one) => typeof one === 'function')();
  around.pop();
}
const each = (table) => (name, run) => {
  for (const row of table) test(name, () => run(...(Array.isArray(row) ? row : [row])));
};
test.each = each;

export { describe, expect, test, test as it };
