import type { ReactNode } from 'react';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { IconButton } from '../../parts/button.tsx';
import { beginImport } from '../../library/importing.ts';
import { useWords } from '../../words/use-words.tsx';

/** Lets a person choose files to import. */
export function ImportButton({ folder = '' }: { readonly folder?: string }): ReactNode {
  const { say } = useWords();
  return (
    <FileTrigger allowsMultiple onSelect={(files) => (files === null ? undefined : void beginImport([...files], folder))}>
      <IconButton icon="upload" label={say('tracks.import')} />
    </FileTrigger>
  );
}
