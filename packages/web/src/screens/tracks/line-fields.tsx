import { parseColor } from '@cairn/geo';
import type { ReactNode } from 'react';
import { ColorField } from '../../library/look-fields.tsx';
import { Choice, Switch } from '../../parts/choice.tsx';
import { useWords } from '../../words/use-words.tsx';

const namedWidths = ['thin', 'medium', 'bold'];

/** Colour, width and arrows of a track, by OsmAnd's names; a width that a file has and that is not offered is kept and shown too. */
export function LineFields(props: {
  /** What a key of the look is now; '' where nothing is said. */
  readonly now: (key: string) => string;
  readonly onChange: (key: string, value: string) => void;
}): ReactNode {
  const { say } = useWords();
  const { now, onChange } = props;
  const width = now('width');
  const words = { thin: say('tracks.thin'), medium: say('tracks.medium'), bold: say('tracks.bold') };
  const widths = [...(width === '' || namedWidths.includes(width) ? [] : [width]), ...namedWidths].map((value) => ({
    value,
    label: Object.hasOwn(words, value) ? words[value as keyof typeof words] : say('tracks.widthNumber', { width: value }),
  }));
  return (
    <>
      <ColorField value={parseColor(now('color'))} onChange={(color) => onChange('color', color)} />
      <Choice label={say('tracks.width')} value={width || 'medium'} options={widths} onChange={(value) => onChange('width', value)} />
      <Switch label={say('tracks.arrows')} on={now('show_arrows') === 'true'} onChange={(on) => onChange('show_arrows', String(on))} />
    </>
  );
}
