import { fileURLToPath } from 'node:url';
import { CairnError, clientError, clientErrors, errors, errorText, isErrorName, refusalOf } from '@cairn/protocol';
import type { ErrorName } from '@cairn/protocol';
import { describe, expect, test } from 'vitest';

interface Entry {
  readonly status: number;
  readonly errorCode?: number;
  readonly text: string;
}
const catalogue = Object.entries<Entry>(errors);
const documentPath = fileURLToPath(new URL('../../../docs/developers/errors.md', import.meta.url));

/** The document is the catalogue: after a change there, `vitest run packages/protocol -u` writes it anew. */
function document(): string {
  const row = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    '# Errors',
    '',
    'Made from `packages/protocol/src/errors.ts` and `client-errors.ts`; a test keeps it so.',
    '',
    '## Errors of the server',
    '',
    'Our own API answers with the status and `{"error":{"code","errorCode","message","details"}}`. `code` is what programs look at: it stays as it is once it stands here. `message` is the text below, for people, with its `{…}` filled from `details`. `errorCode` is there where OsmAnd\'s protocol has a number for it; that protocol answers status 400 with the number for all of them. New codes may be added: treat one that you do not know by its status.',
    '',
    'In a batch or a list of operations the same object stands in the result of a single item, and the other items are not affected.',
    '',
    row(['code', 'status', 'number', 'text']),
    row(['---', '---', '---', '---']),
    ...catalogue.map(([code, entry]) => row([`\`${code}\``, entry.status, entry.errorCode ?? '', entry.text])),
    '',
    '## Errors of the client',
    '',
    'The client of `@cairn/protocol` throws an `ApiError` with `kind`, `code`, `status`, `message`, `details` and `retryAfterMs`. `kind` is `refused` when the server answered one of the errors above. Otherwise it is one of these; `offline` and `broken` may be tried again.',
    '',
    row(['code', 'kind', 'text']),
    row(['---', '---', '---']),
    ...Object.entries(clientErrors).map(([code, entry]) => row([`\`${code}\``, entry.kind, entry.text])),
    '',
  ].join('\n');
}

describe('the catalogue of errors', () => {
  test('docs/developers/errors.md names each code and no other', async () => {
    await expect(document()).toMatchFileSnapshot(documentPath);
  });

  test.each(catalogue)('%s has a name, a status and a sentence for a person', (code, entry) => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(entry.status).toBeGreaterThanOrEqual(400);
    expect(entry.status).toBeLessThan(600);
    expect(entry.text).toMatch(/^[A-Z].*\.$/s);
    expect(errorText(code as ErrorName), 'placeholders without details').not.toMatch(/[{}]/);
  });

  test("numbers of OsmAnd's protocol are 101 to 113, each of one meaning", () => {
    const numbers = catalogue.flatMap(([, entry]) => entry.errorCode ?? []);
    expect(new Set(numbers)).toEqual(new Set(Array.from({ length: 13 }, (_, index) => 101 + index)));
    const twice = numbers.filter((number, index) => numbers.indexOf(number) !== index);
    expect(twice, '108 stands for the quota and for the ceiling of history').toEqual([108]);
  });

  test('codes of client and server do not clash', () => {
    for (const code of Object.keys(clientErrors)) expect(isErrorName(code), code).toBe(false);
    expect(isErrorName('toString')).toBe(false);
  });

  test('texts are filled from the details, whatever these hold', () => {
    expect(errorText('name-taken', { name: 'a.gpx' })).toBe(
      'There is already a file named a.gpx. Nothing was changed; choose another name.',
    );
    expect(errorText('busy', { seconds: 5 })).toContain('in 5 seconds');
    expect(errorText('name-taken', { name: '$& {name} $1' })).toContain('named $& {name} $1.');
    expect(new CairnError('device-limit', { limit: 6 })).toMatchObject({ code: 'device-limit', status: 409, details: { limit: 6 } });
  });

  test('an error keeps its cause, and comes back from its answer', () => {
    const cause = new Error('disk');
    expect(new CairnError('internal', { request: 'r1' }, { cause }).cause).toBe(cause);
    expect(clientError('unreachable', { server: 'http://x' }, 0, cause)).toMatchObject({ kind: 'offline', cause });
    const body = JSON.stringify({ error: { code: 'future-error', message: 'New.', details: null } });
    expect(refusalOf(418, body, null)).toMatchObject({
      kind: 'refused',
      code: 'future-error',
      status: 418,
      details: {},
      retryAfterMs: null,
    });
    for (const wait of ['soon', '-1', 'Wed, 21 Oct 2026 07:28:00 GMT']) expect(refusalOf(503, body, wait)?.retryAfterMs).toBeNull();
    for (const rubbish of ['', '[]', 'null', '{"error":null}', '{"error":{"code":1,"message":"x"}}'])
      expect(refusalOf(400, rubbish, null)).toBeNull();
  });
});
