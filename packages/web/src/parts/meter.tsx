import type { ReactNode } from 'react';
import { Label, Meter as AriaMeter } from 'react-aria-components/Meter';
import './meter.css';

/** How much of something is used; `words` say it in figures. */
export function Meter(props: { readonly label: string; readonly value: number; readonly of: number; readonly words: string }): ReactNode {
  const part = props.of <= 0 ? 0 : Math.min(100, (props.value / props.of) * 100);
  return (
    <AriaMeter className="meter" value={part} valueLabel={props.words}>
      <div className="meter-words">
        <Label>{props.label}</Label>
        <span>{props.words}</span>
      </div>
      <svg className="meter-line" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect className="progress-ground" width="100" height="4" />
        <rect className={part >= 90 ? 'meter-full' : 'progress-done'} width={props.value > 0 ? Math.max(part, 0.8) : 0} height="4" />
      </svg>
    </AriaMeter>
  );
}
