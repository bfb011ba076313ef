import type { ReactNode } from 'react';
import { Label, TextArea as AriaTextArea, TextField } from 'react-aria-components/TextField';
import './field.css';
import './text-area.css';

/** Several lines to write in, with their label above. */
export function TextArea(props: { readonly label: string; readonly value: string; readonly onChange: (value: string) => void }): ReactNode {
  return (
    <TextField className="field" value={props.value} onChange={props.onChange}>
      <Label className="field-label">{props.label}</Label>
      <AriaTextArea className="field-input field-area" rows={4} />
    </TextField>
  );
}
