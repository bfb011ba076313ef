import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Finding {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe-core finds on the page as it stands: WCAG 2.0 to 2.2, A and AA, and its best practices. Empty when all is well. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // Evaluated by the debugger: the page's policy, which refuses such scripts, stays on.
  await page.evaluate(await source);
  const violations = await page.evaluate(async () => {
    const axe = Reflect.get(globalThis, 'axe') as { run: (options: object) => Promise<{ violations: Finding[] }> };
    const { violations: found } = await axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations'],
    });
    return found.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.map(({ html, failureSummary = '' }) => ({ html, failureSummary })),
    }));
  });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id} (${help}): ${node.html.slice(0, 200)} ${node.failureSummary}`),
  );
}
