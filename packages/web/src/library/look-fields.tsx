import type { ReactNode } from 'react';
import { Choices } from '../parts/choice.tsx';
import { Swatches } from '../parts/swatches.tsx';
import { useWords } from '../words/use-words.tsx';
import { backgrounds, colors, icons } from './looks.ts';
import { PointPicture } from './point-picture.tsx';

/** How a favourite or a group looks. Null: as its group, or the app's own. */
export interface LookValue {
  readonly color: string | null;
  readonly icon: string | null;
  readonly background: string | null;
}

/** Fields for colour, icon and background; a value that a file has and that is not offered is kept and shown too. */
export function LookFields({ value, onChange }: { readonly value: LookValue; readonly onChange: (value: LookValue) => void }): ReactNode {
  const { say } = useWords();
  const background = value.background ?? 'circle';
  return (
    <>
      <ColorField value={value.color} onChange={(color) => onChange({ ...value, color })} />
      <Swatches
        label={say('places.icon')}
        value={value.icon}
        onChange={(icon) => onChange({ ...value, icon })}
        options={[...own(value.icon, icons), ...icons.map(([icon, word]) => ({ value: icon, label: say(word) }))].map((option) => ({
          ...option,
          picture: <PointPicture icon={option.value} color={value.color} background={background} size={28} />,
        }))}
      />
      <Choices
        label={say('places.shape')}
        value={background}
        onChange={(chosen) => onChange({ ...value, background: chosen })}
        options={backgrounds.map(([shape, word]) => ({ value: shape, label: say(word) }))}
      />
    </>
  );
}

export function ColorField({ value, onChange }: { readonly value: string | null; readonly onChange: (color: string) => void }): ReactNode {
  const { say } = useWords();
  return (
    <Swatches
      label={say('places.color')}
      value={value}
      onChange={onChange}
      options={[...own(value, colors), ...colors.map(([color, word]) => ({ value: color, label: say(word) }))].map((option) => ({
        ...option,
        picture: <ColorDot color={option.value} />,
      }))}
    />
  );
}

/** A spot of a colour. */
export function ColorDot({ color, size = 24 }: { readonly color: string; readonly size?: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <circle cx="12" cy="12" r="10" fill={`#${color.slice(-6)}`} stroke="var(--line-strong)" strokeWidth="1" />
    </svg>
  );
}

/** The value of a file that is not among those offered. */
function own(value: string | null, offered: readonly (readonly [string, string])[]): { value: string; label: string }[] {
  return value === null || offered.some(([one]) => one === value) ? [] : [{ value, label: value.replaceAll('_', ' ') }];
}
