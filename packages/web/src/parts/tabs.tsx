import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components/Tabs';
import './tabs.css';

export interface TabContent {
  readonly id: string;
  readonly label: string;
  readonly count?: string | undefined;
  readonly content: ReactNode;
}

/** Pages of one thing, one seen at a time. */
export function Tabs(props: {
  readonly label: string;
  readonly tabs: readonly TabContent[];
  readonly selected: string;
  readonly onSelect: (id: string) => void;
}): ReactNode {
  return (
    <AriaTabs className="tabs" selectedKey={props.selected} onSelectionChange={(key) => props.onSelect(String(key))}>
      <TabList className="tab-list" aria-label={props.label}>
        {props.tabs.map(({ id, label, count }) => (
          <Tab key={id} id={id} className="tab">
            {label}
            {count === undefined ? null : <span className="tab-count">{count}</span>}
          </Tab>
        ))}
      </TabList>
      {props.tabs.map(({ id, content }) => (
        <TabPanel key={id} id={id} className="tab-panel">
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
