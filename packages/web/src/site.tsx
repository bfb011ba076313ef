import { QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { queries } from './cloud/queries.ts';
import { MapWays } from './library/map-ways.tsx';
import { OnMap } from './library/on-map.tsx';
import { UnderWayBar } from './library/under-way-bar.tsx';
import { ImportPlace } from './screens/tracks/import-place.tsx';
import { Shell } from './shell.tsx';
import { SettingsProvider, useSettings } from './settings.tsx';
import { WordsProvider } from './words/words-provider.tsx';
import { Toasts } from './parts/toasts.tsx';
import { FaultBoundary } from './parts/fault-boundary.tsx';
import { UpdateNotice } from './parts/update-notice.tsx';

/** Everything that a screen may count on: settings, words, the cloud's answers, messages. */
export function Site(): ReactNode {
  return (
    <SettingsProvider>
      <QueryClientProvider client={queries}>
        <Spoken />
      </QueryClientProvider>
    </SettingsProvider>
  );
}

function Spoken(): ReactNode {
  const { language } = useSettings();
  return (
    <I18nProvider locale={language}>
      <WordsProvider language={language}>
        <FaultBoundary>
          <Shell />
        </FaultBoundary>
        <OnMap />
        <MapWays />
        <ImportPlace />
        <UnderWayBar />
        <Toasts />
        <UpdateNotice />
      </WordsProvider>
    </I18nProvider>
  );
}
