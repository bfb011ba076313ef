import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import './button.css';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  /** `primary`: what the page is for, once. `danger`: cannot be undone. `quiet`: beside other things. */
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly icon?: IconName;
  readonly children?: ReactNode;
}

/** A button with words; while `isPending` it keeps its focus and does nothing. */
export function Button({ look = 'plain', icon, children, ...rest }: ButtonProps): ReactNode {
  return (
    <AriaButton {...rest} className={`button button-${look}`}>
      {icon === undefined ? null : <Icon name={icon} size={18} />}
      <span>{children}</span>
    </AriaButton>
  );
}

/** A button that shows a picture alone: its label is for screen readers. */
export function IconButton({
  label,
  icon,
  ...rest
}: Omit<ButtonProps, 'look' | 'children'> & { readonly label: string; readonly icon: IconName }): ReactNode {
  return (
    <AriaButton {...rest} aria-label={label} className="button button-icon">
      <Icon name={icon} size={20} />
    </AriaButton>
  );
}
