import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent, ReactNode, RefObject } from 'react';
import { Icon } from './icon.tsx';
import { keyTarget, typedTarget, windowOf } from './big-list-moves.ts';
import './rows.css';
import './choice.css';
import './big-list.css';

/** A row of a long list: its words for typing ahead and screen readers, and what is seen. */
export interface BigRow {
  readonly id: string;
  readonly text: string;
}
/** What a row is told when it is drawn. Only the buttons of the row that has the focus are reached by Tab. */
export interface RowState {
  readonly isActive: boolean;
}

interface BigListProps<Row extends BigRow> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly render: (row: Row, state: RowState) => ReactNode;
  readonly onOpen?: (row: Row) => void;
  /** Null where nothing can be selected. */
  readonly selected?: ReadonlySet<string> | null;
  readonly onSelect?: (selected: ReadonlySet<string>) => void;
  readonly empty?: ReactNode;
}

/** Height of a row, in the size of text. */
const rowRems = 3.75;

/**
 * A list of any length: only what is seen is in the page. Arrow keys, Page Up and Down, Home, End and typing move; Enter opens; Space
 * selects where that can be; Tab goes on to the buttons of the row and then out of the list.
 */
export function BigList<Row extends BigRow>(props: BigListProps<Row>): ReactNode {
  return props.rows.length === 0 ? <div className="big-list big-list-empty">{props.empty}</div> : <Filled {...props} />;
}

function Filled<Row extends BigRow>(props: BigListProps<Row>): ReactNode {
  const { label, rows, render, onOpen, selected = null, onSelect } = props;
  const place = useRef<HTMLDivElement>(null);
  const { rowHeight, from, to, page } = useWindow(place, rows.length);
  const [active, setActive] = useState(0);
  const current = Math.min(active, rows.length - 1);
  const focusOn = useFocusOn(place, rowHeight, setActive);
  const typed = useRef({ text: '', at: 0 });
  const toggle = (row: Row): void => {
    const next = new Set(selected);
    if (!next.delete(row.id)) next.add(row.id);
    onSelect?.(next);
  };
  const press = (row: Row): void => (selected === null ? onOpen?.(row) : toggle(row));
  const onKey = (event: KeyboardEvent): void => {
    const row = rows[current];
    const isOnRow = event.target instanceof HTMLElement && event.target.role === 'row';
    if (row === undefined || !isOnRow) return;
    const typing = typedTarget(event, rows, current, typed.current);
    const target = keyTarget(event.key, current, rows.length, page) ?? typing;
    if (target !== null) focusOn(target);
    else if (event.key === 'Enter') press(row);
    else if (event.key === ' ' && selected !== null) toggle(row);
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && selected !== null) onSelect?.(new Set(rows.map(({ id }) => id)));
    else return;
    event.preventDefault();
  };
  const onClick = ({ target }: MouseEvent): void => {
    const row = rowUnder(target, rows);
    if (row !== null) press(row);
  };
  const shown = indicesOf(from, to, current);
  return (
    <div
      className="big-list"
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length}
      {...(selected === null ? {} : { 'aria-multiselectable': true })}
      tabIndex={-1}
      ref={place}
      onKeyDown={onKey}
      onClick={onClick}
    >
      <div role="rowgroup" className="big-space" style={{ height: rows.length * rowHeight }}>
        {shown.map((index) => {
          const row = rows[index];
          if (row === undefined) return null;
          const isSelected = selected?.has(row.id) ?? false;
          return (
            <div
              key={row.id}
              role="row"
              aria-rowindex={index + 1}
              aria-label={row.text}
              {...(selected === null ? {} : { 'aria-selected': isSelected })}
              data-index={index}
              tabIndex={index === current ? 0 : -1}
              className={`big-row${isSelected ? ' big-row-selected' : ''}`}
              style={{ top: index * rowHeight, height: rowHeight }}
              onFocus={() => setActive(index)}
            >
              {selected === null ? null : <TickMark on={isSelected} />}
              <div role="gridcell" className="big-cell">
                {render(row, { isActive: index === current })}
              </div>
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Whether a row is selected is said by the row; this is for the eye. */
function TickMark({ on }: { readonly on: boolean }): ReactNode {
  return (
    <span className="tick big-tick" aria-hidden="true" data-selected={on || undefined}>
      <span className="tick-mark">
        <Icon name="check" size={14} />
      </span>
    </span>
  );
}

/** The row that was pressed; null for the buttons in it. */
function rowUnder<Row>(target: EventTarget, rows: readonly Row[]): Row | null {
  if (!(target instanceof Element) || target.closest('button, a') !== null) return null;
  const index = target.closest<HTMLElement>('[data-index]')?.dataset['index'];
  return index === undefined ? null : (rows[Number(index)] ?? null);
}

/** Rows that are drawn: those seen, and the one with the focus wherever it is. */
function indicesOf(from: number, to: number, current: number): number[] {
  const seen = Array.from({ length: to - from }, (_, offset) => from + offset);
  return current < from ? [current, ...seen] : current >= to ? [...seen, current] : seen;
}

/** Follows the scrolling and the size of the list. */
function useWindow(place: RefObject<HTMLDivElement | null>, count: number) {
  const [rowHeight] = useState(() => rowRems * Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
  const [seen, setSeen] = useState({ top: 0, height: 800 });
  useLayoutEffect(() => {
    const list = place.current;
    if (list === null) return undefined;
    const look = (): void => {
      const next = { top: Math.floor(list.scrollTop / rowHeight) * rowHeight, height: list.clientHeight };
      setSeen((before) => (before.top === next.top && before.height === next.height ? before : next));
    };
    const observer = new ResizeObserver(look);
    observer.observe(list);
    list.addEventListener('scroll', look, { passive: true });
    look();
    return () => {
      observer.disconnect();
      list.removeEventListener('scroll', look);
    };
  }, [place, rowHeight]);
  return { rowHeight, ...windowOf(seen.top, seen.height, rowHeight, count) };
}

/** Moves the focus to a row, wherever it is. */
function useFocusOn(place: RefObject<HTMLDivElement | null>, rowHeight: number, setActive: (index: number) => void) {
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    if (wanted.current === null) return;
    place.current?.querySelector<HTMLElement>(`[data-index="${wanted.current}"]`)?.focus({ preventScroll: true });
    wanted.current = null;
  });
  return useCallback(
    (index: number): void => {
      const list = place.current;
      if (list === null) return;
      const [top, bottom] = [index * rowHeight, (index + 1) * rowHeight];
      if (top < list.scrollTop) list.scrollTop = top;
      else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight;
      wanted.current = index;
      setActive(index);
    },
    [place, rowHeight, setActive],
  );
}
