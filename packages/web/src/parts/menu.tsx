import type { ReactNode } from 'react';
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components/Menu';
import { IconButton } from './button.tsx';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import './choice.css';

export interface MenuAction {
  readonly label: string;
  readonly icon: IconName;
  readonly danger?: boolean;
  readonly act: () => void;
}

/** What else can be done with something, behind three dots. `label` names the thing. */
export function Menu({ label, actions }: { readonly label: string; readonly actions: readonly MenuAction[] }): ReactNode {
  return (
    <MenuTrigger>
      <IconButton icon="more" label={label} />
      <Popover className="popover">
        <AriaMenu className="choice-list" aria-label={label}>
          {actions.map((action) => (
            <MenuItem
              key={action.label}
              className={`choice-option${action.danger === true ? ' choice-option-danger' : ''}`}
              textValue={action.label}
              onAction={action.act}
            >
              <Icon name={action.icon} size={18} />
              {action.label}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
