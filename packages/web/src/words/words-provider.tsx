import { useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { SpokenContext } from './use-words.tsx';
import { directionOf, loadCatalogue, sayer } from './words.ts';
import type { Catalogue, Language } from './words.ts';

/** Loads the words of the language and shows what stands inside once they are there; a change keeps the old ones until then. */
export function WordsProvider({ language, children }: { readonly language: Language; readonly children: ReactNode }): ReactNode {
  const [loaded, setLoaded] = useState<{ language: Language; catalogue: Catalogue } | null>(null);
  useEffect(() => {
    let wanted = true;
    void loadCatalogue(language).then((catalogue) => {
      if (wanted) setLoaded({ language, catalogue });
    });
    return () => {
      wanted = false;
    };
  }, [language]);
  useEffect(() => {
    if (loaded === null) return;
    document.documentElement.lang = loaded.language;
    document.documentElement.dir = directionOf(loaded.language);
  }, [loaded]);
  const spoken = useMemo(
    () => (loaded === null ? null : { language: loaded.language, ...sayer(loaded.language, loaded.catalogue) }),
    [loaded],
  );
  return spoken === null ? null : <SpokenContext value={spoken}>{children}</SpokenContext>;
}
