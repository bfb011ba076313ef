import type { ReactNode } from 'react';
import { RadioButton, RadioField, RadioGroup } from 'react-aria-components/RadioGroup';
import { Label } from 'react-aria-components/TextField';
import './swatches.css';

/** One of several, each a small picture; its word is for screen readers and the pointer. */
export function Swatches(props: {
  readonly label: string;
  readonly value: string | null;
  readonly options: readonly { readonly value: string; readonly label: string; readonly picture: ReactNode }[];
  readonly onChange: (value: string) => void;
}): ReactNode {
  return (
    <RadioGroup className="swatches" value={props.value} onChange={props.onChange} orientation="horizontal">
      <Label className="field-label">{props.label}</Label>
      <div className="swatches-all">
        {props.options.map(({ value, label, picture }) => (
          <RadioField key={value} value={value} aria-label={label}>
            <RadioButton className="swatch">{picture}</RadioButton>
          </RadioField>
        ))}
      </div>
    </RadioGroup>
  );
}
