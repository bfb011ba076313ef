import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { queries } from '../../../src/cloud/queries.ts';
import '../../../src/look/base.css';
import '../../../src/look/tokens.css';
import MapPane from '../../../src/map/map-pane.tsx';
import { provideSearch } from '../../../src/map/search/providers.ts';
import { FoldedIndex } from '../../../src/map/search/folded-index.ts';
import { stage } from '../../../src/map/stage.ts';
import { Toasts } from '../../../src/parts/toasts.tsx';
import { SettingsProvider } from '../../../src/settings.tsx';
import { WordsProvider } from '../../../src/words/words-provider.tsx';

/** The map alone, with its stage within reach of a test. */
Object.assign(globalThis, { stage, provideSearch, FoldedIndex });

const root = document.getElementById('site');
if (root !== null) {
  createRoot(root).render(
    <SettingsProvider>
      <QueryClientProvider client={queries}>
        <WordsProvider language="en">
          <MapPane />
          <Toasts />
        </WordsProvider>
      </QueryClientProvider>
    </SettingsProvider>,
  );
}
