import type { ReactNode } from 'react';
import { Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components/Select';
import { Button as AriaButton } from 'react-aria-components/Button';
import { SwitchButton, SwitchField } from 'react-aria-components/Switch';
import { CheckboxButton, CheckboxField } from 'react-aria-components/Checkbox';
import { RadioButton, RadioField, RadioGroup } from 'react-aria-components/RadioGroup';
import { Icon } from './icon.tsx';
import './field.css';
import './rows.css';
import './choice.css';

export interface Option<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly detail?: string;
}

/** One of many, folded up. */
export function Choice<T extends string>(props: {
  readonly label: string;
  readonly options: readonly Option<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}): ReactNode {
  const { label, options, value, onChange } = props;
  return (
    <Select
      className="choice"
      value={value}
      onChange={(key) => {
        const chosen = options.find((option) => option.value === key);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      <Label className="field-label">{label}</Label>
      <AriaButton className="choice-button">
        <SelectValue />
        <span className="choice-mark">
          <Icon name="forward" size={16} />
        </span>
      </AriaButton>
      <Popover className="popover">
        <ListBox className="choice-list">
          {options.map((option) => (
            <ListBoxItem key={option.value} id={option.value} className="choice-option" textValue={option.label}>
              {option.label}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}

/** One of a few, all of them seen. */
export function Choices<T extends string>(props: {
  readonly label: string;
  readonly options: readonly Option<T>[];
  readonly value: T | null;
  readonly onChange: (value: T) => void;
}): ReactNode {
  const { label, options, value, onChange } = props;
  return (
    <RadioGroup
      className="choices"
      value={value}
      onChange={(key) => {
        const chosen = options.find((option) => option.value === key);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      <Label className="field-label">{label}</Label>
      {options.map((option) => (
        <RadioField key={option.value} value={option.value}>
          <RadioButton className="choices-one">
            <span className="choices-mark" />
            <span>
              {option.label}
              {option.detail === undefined ? null : <small>{option.detail}</small>}
            </span>
          </RadioButton>
        </RadioField>
      ))}
    </RadioGroup>
  );
}

/** On or off, at once. */
export function Switch(props: {
  readonly label: string;
  readonly detail?: string | undefined;
  readonly on: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: (on: boolean) => void;
}): ReactNode {
  return (
    <SwitchField isSelected={props.on} isDisabled={props.isDisabled ?? false} onChange={props.onChange}>
      <SwitchButton className="switch">
        <span className="row-words">
          <span className="row-title">{props.label}</span>
          {props.detail === undefined ? null : <span className="row-detail">{props.detail}</span>}
        </span>
        <span className="switch-mark" />
      </SwitchButton>
    </SwitchField>
  );
}

/** One of many that may be ticked. `label` is shown unless `silent`. */
export function Tick(props: {
  readonly label: string;
  readonly silent?: boolean;
  readonly on: boolean;
  readonly half?: boolean;
  readonly onChange: (on: boolean) => void;
}): ReactNode {
  return (
    <CheckboxField
      isSelected={props.on}
      isIndeterminate={props.half ?? false}
      onChange={props.onChange}
      {...(props.silent === true ? { 'aria-label': props.label } : {})}
    >
      <CheckboxButton className="tick">
        <span className="tick-mark">
          <Icon name="check" size={14} />
        </span>
        {props.silent === true ? null : <span>{props.label}</span>}
      </CheckboxButton>
    </CheckboxField>
  );
}
