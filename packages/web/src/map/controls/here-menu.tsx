import { writeAngles } from '@cairn/geo';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Header, Menu, MenuItem, MenuSection, Popover } from 'react-aria-components/Menu';
import { Icon } from '../../parts/icon.tsx';
import { tell } from '../../parts/toasts.tsx';
import { useWords } from '../../words/use-words.tsx';
import { hereActions } from '../here-actions.ts';
import type { HereAction } from '../here-actions.ts';
import { stage } from '../stage.ts';
import type { Press } from '../stage.ts';

/** What can be done with a place: opened by a long press, a right click or the menu key on the map. */
export function HereMenu(): ReactNode {
  const { say } = useWords();
  const [press, setPress] = useState<Press | null>(null);
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => stage.on('menu', setPress), []);
  const where = press === null ? '' : writeAngles(press, 'degrees');
  const copy: HereAction = {
    label: say('map.copy'),
    icon: 'copy',
    act: () => {
      void navigator.clipboard.writeText(where).then(() => tell(say('map.copied', { text: where })));
    },
  };
  return (
    <>
      <span ref={place} className="map-here" style={{ insetInlineStart: press?.x ?? 0, top: press?.y ?? 0 }} />
      <Popover className="popover" triggerRef={place} isOpen={press !== null} onOpenChange={(open) => (open ? undefined : setPress(null))}>
        <Menu className="choice-list" aria-label={say('map.here')}>
          <MenuSection>
            <Header className="map-here-head">{where}</Header>
            {[...hereActions(), copy].map((action) => (
              <MenuItem
                key={action.label}
                className="choice-option"
                textValue={action.label}
                onAction={() => {
                  if (press !== null) action.act(press);
                  setPress(null);
                }}
              >
                <Icon name={action.icon} size={18} />
                {action.label}
              </MenuItem>
            ))}
          </MenuSection>
        </Menu>
      </Popover>
    </>
  );
}
