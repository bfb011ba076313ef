import { UsageError } from '../../arguments.ts';
import { status } from '../../status.ts';
import { isoOrNull } from '../../times.ts';
import type { AdminRun } from './administrator.ts';
import { auditLines, auditRow } from './audit.ts';

/** `admin why ADDRESS`: why a code did not arrive. */
export const why: AdminRun = async ({ client, context, words }) => {
  const [address] = words;
  if (address === undefined) throw new UsageError(context.words.usage.tooFew);
  const { output } = context;
  const { admin } = context.words;
  const { account, findings, audit } = await client.adminWhyNoCode({ body: { address } });
  const document = { account, findings: findings.map((row) => ({ ...row, at: isoOrNull(row.at) })), audit: audit.map(auditRow) };
  output.show(document, () => {
    const lines = findings.map(({ finding, at, detail }) => {
      const text = admin.findings[finding](detail);
      return at === null ? text : `${output.format.moment(at)}: ${text}`;
    });
    return [...lines, ...(audit.length === 0 ? [] : ['', ...auditLines(audit, context)])];
  });
  return status.done;
};
