import { readFileSync } from 'node:fs';

/** Version of this program, from its package.json (beside both `src` and `dist`). */
export const version = readVersion();

function readVersion(): string {
  const facts: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof facts === 'object' && facts !== null && 'version' in facts && typeof facts.version === 'string' ? facts.version : 'unknown';
}
