import type { ReactNode } from 'react';
import { useServerSettings } from '../../cloud/admin.ts';
import { Row, Rows } from '../../parts/rows.tsx';
import { Screen } from '../../parts/screen.tsx';
import { useWords } from '../../words/use-words.tsx';
import { Administrator, Answered } from './administrator.tsx';

/** Settings of the running server and where each comes from; a secret is never shown (O2). */
export default function ServerSettingsScreen(): ReactNode {
  const { say } = useWords();
  return (
    <Screen title={say('admin.settings')} back="/admin">
      <Administrator>{() => <List />}</Administrator>
    </Screen>
  );
}

function List(): ReactNode {
  const { say } = useWords();
  return (
    <Answered of={useServerSettings()}>
      {({ settings }) => (
        <Rows label={say('admin.settings')}>
          {settings.map(({ setting, value, origin, secret }) => (
            <Row
              key={setting}
              title={<code>{setting}</code>}
              detail={say(`admin.origin-${origin}`)}
              value={secret && value !== '' ? say('admin.secretSet') : value}
            />
          ))}
        </Rows>
      )}
    </Answered>
  );
}
