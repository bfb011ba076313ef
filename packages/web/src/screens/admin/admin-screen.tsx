import type { ReactNode } from 'react';
import { useServerStatus } from '../../cloud/admin.ts';
import type { ServerStatus } from '../../cloud/admin.ts';
import { cloud } from '../../cloud/client.ts';
import { refresh } from '../../cloud/account.ts';
import { useExplain } from '../../cloud/explain.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Facts, LinkRow, Row, Rows } from '../../parts/rows.tsx';
import { Screen, Section } from '../../parts/screen.tsx';
import { tell } from '../../parts/toasts.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';
import { Administrator, Answered } from './administrator.tsx';

/** The server at a glance, its storage and jobs, and the way to everything that can be administered (O2). */
export default function AdminScreen(): ReactNode {
  const { say } = useWords();
  return (
    <Screen title={say('admin.title')} back="/account">
      <Administrator>
        {() => (
          <>
            <Rows>
              <LinkRow to="/admin/accounts" icon="person" title={say('admin.accounts')} />
              <LinkRow to="/admin/invitations" icon="link" title={say('admin.invitations')} />
              <LinkRow to="/admin/mails" icon="upload" title={say('admin.mails')} />
              <LinkRow to="/admin/audit" icon="history" title={say('admin.audit')} />
              <LinkRow to="/admin/settings" icon="settings" title={say('admin.settings')} />
            </Rows>
            <Server />
          </>
        )}
      </Administrator>
    </Screen>
  );
}

function Server(): ReactNode {
  return (
    <Answered of={useServerStatus()}>
      {(status) => (
        <>
          <Health status={status} />
          <Storage status={status} />
          <Jobs status={status} />
        </>
      )}
    </Answered>
  );
}

function Health({ status }: { readonly status: ServerStatus }): ReactNode {
  const { say } = useWords();
  const parts = status.checks
    .filter((check) => !check.ok)
    .map((check) => check.name)
    .join(', ');
  return <Notice tone={status.ready ? 'good' : 'bad'}>{status.ready ? say('admin.ready') : say('admin.notReady', { parts })}</Notice>;
}

function Storage({ status }: { readonly status: ServerStatus }): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const shelf = ({ files, stored }: ServerStatus['live']): string => `${format.number(files)} · ${format.size(stored)}`;
  return (
    <Section title={say('admin.storage')}>
      <Facts
        facts={[
          [say('admin.accounts'), say('admin.accountCounts', status.accounts)],
          [say('admin.devices'), format.number(status.devices)],
          [say('admin.sessions'), format.number(status.sessions)],
          [say('admin.files'), shelf(status.live)],
          [say('admin.trash'), shelf(status.trash)],
          [say('admin.history'), shelf(status.history)],
          [say('admin.uncollected'), format.number(status.unreferenced)],
          [say('admin.free'), status.free === null ? say('admin.unknown') : format.size(status.free)],
          [say('admin.version'), status.version],
        ]}
      />
    </Section>
  );
}

function Jobs({ status }: { readonly status: ServerStatus }): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const explain = useExplain();
  const run = (name: string): void => {
    cloud.adminRunJob({ body: { name } }).then(
      () => {
        tell(say('admin.ran', { name }));
        void refresh('admin');
      },
      (error: unknown) => tell(explain(error), { bad: true }),
    );
  };
  return (
    <Section title={say('admin.jobs')}>
      <Rows label={say('admin.jobs')}>
        {status.jobs.map((job) => {
          const last = job.began === null ? say('admin.notRun') : say('admin.lastRun', { ago: format.ago(job.began, Date.now()) });
          const now = job.running ? say('admin.running') : job.failed ? say('admin.jobFailed') : '';
          return (
            <Row
              key={job.name}
              icon={job.failed ? 'warning' : 'sync'}
              title={job.name}
              detail={[last, now].filter((part) => part !== '').join(' · ')}
            >
              <Button look="quiet" aria-label={say('admin.runJob', { name: job.name })} onPress={() => run(job.name)}>
                {say('admin.run')}
              </Button>
            </Row>
          );
        })}
      </Rows>
    </Section>
  );
}
