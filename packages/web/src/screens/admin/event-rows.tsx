import type { ReactNode } from 'react';
import type { AuditRow } from '../../cloud/admin.ts';
import { Row, Rows } from '../../parts/rows.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';
import type { Say } from '../../words/words.ts';

/** What happened, newest first: what, when, who, from where, and why it was refused. `own`: the account need not be named. */
export function EventRows({
  rows,
  label,
  own = false,
}: {
  readonly rows: readonly AuditRow[];
  readonly label: string;
  readonly own?: boolean;
}): ReactNode {
  const { say, find } = useWords();
  const format = useFormat();
  if (rows.length === 0) return <p>{say('admin.nothingHappened')}</p>;
  return (
    <Rows label={label}>
      {rows.map((row) => {
        const account = row.about ?? row.account;
        const refusal = row.outcome === 'done' ? '' : (find('errors', row.outcome) ?? row.outcome);
        const parts = [
          format.moment(row.at),
          own || account === 0 ? '' : say('admin.ofAccount', { account }),
          actorOf(row.actor, say),
          row.source === '' ? '' : say('admin.from', { source: row.source }),
          Object.entries(row.facts)
            .map(([name, value]) => `${name}: ${String(value)}`)
            .join(', '),
        ];
        return (
          <Row
            key={row.place}
            icon={row.outcome === 'done' ? 'info' : 'warning'}
            title={find('admin', `kind-${row.kind}`) ?? row.kind}
            detail={
              <>
                {parts.filter((part) => part !== '').join(' · ')}
                {refusal === '' ? null : <br />}
                {refusal}
              </>
            }
          />
        );
      })}
    </Rows>
  );
}

function actorOf(actor: string, say: Say): string {
  const [who, id = ''] = actor.split(':');
  switch (who) {
    case 'device':
      return say('admin.actor-device', { id });
    case 'account':
      return say('admin.actor-account', { id });
    case 'web':
      return say('admin.actor-web');
    case 'operator':
      return say('admin.actor-operator');
    case 'server':
      return say('admin.actor-server');
    default:
      return say('admin.actor-nobody');
  }
}
