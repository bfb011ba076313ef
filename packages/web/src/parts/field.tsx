import { useState } from 'react';
import type { ReactNode, Ref } from 'react';
import { FieldError, Input, Label, TextField } from 'react-aria-components/TextField';
import { Text } from 'react-aria-components/Text';
import { useWords } from '../words/use-words.tsx';
import { IconButton } from './button.tsx';
import './field.css';

export interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What is wrong with it; null while nothing is. */
  readonly fault?: string | null | undefined;
  readonly hint?: string | undefined;
  readonly type?: 'text' | 'email' | 'password' | 'search' | 'date';
  readonly name?: string;
  readonly autoComplete?: string;
  readonly inputMode?: 'numeric' | 'decimal' | 'text' | 'email' | 'search';
  readonly isRequired?: boolean;
  readonly autoFocus?: boolean;
  readonly wide?: 'code';
  readonly end?: ReactNode;
  readonly inputRef?: Ref<HTMLInputElement>;
}

/** A line to write in, with its label above, what helps below, and what is wrong in words. */
export function Field(props: FieldProps): ReactNode {
  const { label, value, onChange, fault = null, hint, type = 'text', end, wide } = props;
  return (
    <TextField
      className="field"
      value={value}
      onChange={onChange}
      type={type}
      isInvalid={fault !== null}
      validationBehavior="aria"
      {...given(props, 'name', 'autoComplete', 'inputMode', 'isRequired', 'autoFocus')}
    >
      <Label className="field-label">{label}</Label>
      <div className="field-line">
        <Input
          className={`field-input${wide === 'code' ? ' field-code' : ''}`}
          ref={props.inputRef}
          spellCheck="false"
          autoCapitalize="none"
        />
        {end}
      </div>
      {hint === undefined ? null : (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      {fault === null ? null : <FieldError className="field-fault">{fault}</FieldError>}
    </TextField>
  );
}

function given<K extends keyof FieldProps>(props: FieldProps, ...keys: readonly K[]): Partial<Pick<FieldProps, K>> {
  const found: Partial<Pick<FieldProps, K>> = {};
  for (const key of keys) if (props[key] !== undefined) found[key] = props[key];
  return found;
}

/** A password, hidden until its owner wants to see it. */
export function PasswordField(props: Omit<FieldProps, 'type' | 'end'>): ReactNode {
  const { say } = useWords();
  const [shown, setShown] = useState(false);
  const toggle = (
    <IconButton
      icon={shown ? 'eyeShut' : 'eye'}
      label={shown ? say('shell.hidePassword') : say('shell.showPassword')}
      onPress={() => setShown(!shown)}
    />
  );
  return <Field {...props} type={shown ? 'text' : 'password'} end={toggle} />;
}
