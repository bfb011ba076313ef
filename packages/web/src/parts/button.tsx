import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import './button.css';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children' | 'isPending'> {
  /** What it asks for is under way. */
  readonly isPending?: boolean;
  /** `primary`: what the page is for, once. `danger`: cannot be undone. `quiet`: beside other things. */
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly icon?: IconName;
  readonly children?: ReactNode;
}

/**
 * A button with words; while `isPending` it keeps its focus and does nothing. The library's own way of saying so refers to a progress bar
 * by its id, which is gone when the button is.
 */
export function Button({ look = 'plain', icon, isPending = false, children, ...rest }: ButtonProps): ReactNode {
  const waits = isPending ? ({ 'aria-disabled': 'true', onPress: nothing, type: 'button' } as const) : {};
  return (
    <AriaButton {...rest} {...waits} className={`button button-${look}${isPending ? ' button-pending' : ''}`}>
      {icon === undefined ? null : <Icon name={icon} size={18} />}
      <span>{children}</span>
    </AriaButton>
  );
}

function nothing(): void {
  return undefined;
}

/** A button that shows a picture alone: its label is for screen readers. */
export function IconButton({
  label,
  icon,
  ...rest
}: Omit<ButtonProps, 'look' | 'children' | 'isPending'> & { readonly label: string; readonly icon: IconName }): ReactNode {
  return (
    <AriaButton {...rest} aria-label={label} className="button button-icon">
      <Icon name={icon} size={20} />
    </AriaButton>
  );
}
