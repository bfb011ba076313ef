import { useState } from 'react';
import type { ReactNode } from 'react';
import { Choice } from '../../parts/choice.tsx';
import { Field } from '../../parts/field.tsx';
import { usePlaces } from '../../library/use-library.ts';
import { useWords } from '../../words/use-words.tsx';

/** One of the groups that there are, or the name of a new one. */
export function GroupField({ value, onChange }: { readonly value: string; readonly onChange: (group: string) => void }): ReactNode {
  const { say } = useWords();
  const { groups } = usePlaces();
  const names = [...new Set(['', ...groups.map(({ group }) => group.name)])];
  const [fresh, setFresh] = useState(!names.includes(value));
  const options = [
    ...names.map((name, index) => ({ value: `group ${index}`, label: name === '' ? say('places.defaultGroup') : name })),
    { value: 'new', label: say('places.otherGroup') },
  ];
  return (
    <>
      <Choice
        label={say('places.group')}
        value={fresh ? 'new' : `group ${names.indexOf(value)}`}
        options={options}
        onChange={(chosen) => {
          setFresh(chosen === 'new');
          onChange(chosen === 'new' ? '' : (names[Number(chosen.slice(6))] ?? ''));
        }}
      />
      {fresh ? <Field label={say('places.groupName')} value={value} onChange={onChange} /> : null}
    </>
  );
}
