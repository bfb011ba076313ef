import type { ReactNode } from 'react';
import { Screen } from '../../parts/screen.tsx';
import { useWords } from '../../words/use-words.tsx';
import { EventPages } from '../admin/audit-screen.tsx';
import { SignedIn } from './signed-in.tsx';

/** What happened with one's own account lately (R79). */
export default function ActivityScreen(): ReactNode {
  const { say } = useWords();
  return (
    <Screen title={say('admin.activity')} back="/account" lead={say('admin.activityLead')}>
      <SignedIn>{() => <EventPages whose="mine" />}</SignedIn>
    </Screen>
  );
}
