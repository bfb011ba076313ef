import type { ReactNode } from 'react';
import { GridList, GridListItem } from 'react-aria-components/GridList';
import type { Selection } from 'react-aria-components/GridList';
import { CheckboxButton, CheckboxField } from 'react-aria-components/Checkbox';
import { ListLayout, Virtualizer } from 'react-aria-components/Virtualizer';
import { Icon } from './icon.tsx';
import './rows.css';
import './choice.css';
import './big-list.css';

/** A row of a long list: its words for typing ahead and screen readers, and what is seen. */
export interface BigRow {
  readonly id: string;
  readonly text: string;
}

/** Height of a row, pixels at the usual size of text. */
const rowHeight = 60;

/**
 * A list of any length: only what is seen is in the page. Arrow keys move, Enter opens, Space selects; `selected` is null where
 * nothing can be.
 */
export function BigList<Row extends BigRow>(props: {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly render: (row: Row) => ReactNode;
  readonly onOpen?: (row: Row) => void;
  readonly selected?: ReadonlySet<string> | null;
  readonly onSelect?: (selected: ReadonlySet<string>) => void;
  readonly selectLabel?: string;
  readonly empty?: ReactNode;
}): ReactNode {
  const { label, rows, render, onOpen, selected = null, onSelect, selectLabel, empty } = props;
  const select = (chosen: Selection): void =>
    onSelect?.(chosen === 'all' ? new Set(rows.map(({ id }) => id)) : new Set([...chosen].map(String)));
  const open = (id: string | number): void => {
    const row = rows.find((one) => one.id === id);
    if (row !== undefined) onOpen?.(row);
  };
  return (
    <Virtualizer layout={ListLayout} layoutOptions={{ rowSize: rowHeight }}>
      <GridList
        className="big-list"
        aria-label={label}
        items={rows}
        dependencies={[render, selected !== null]}
        selectionMode={selected === null ? 'none' : 'multiple'}
        {...(selected === null ? {} : { selectedKeys: selected, onSelectionChange: select })}
        {...(onOpen === undefined ? {} : { onAction: open })}
        renderEmptyState={() => empty}
      >
        {(row) => (
          <GridListItem id={row.id} textValue={row.text} className="big-row">
            {selected === null ? null : (
              <CheckboxField slot="selection" className="big-tick">
                <CheckboxButton className="tick" aria-label={selectLabel}>
                  <span className="tick-mark">
                    <Icon name="check" size={14} />
                  </span>
                </CheckboxButton>
              </CheckboxField>
            )}
            {render(row)}
          </GridListItem>
        )}
      </GridList>
    </Virtualizer>
  );
}
