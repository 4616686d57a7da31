import { Tabs } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';

export interface TabItem {
  value: string;
  label: ReactNode;
}

type Props = {
  label: string;
  tabs: readonly TabItem[];
  value: string;
  onChange: (value: string) => void;
  children: ReactNode;
};

/** Tabs over one panel; which one is open lives in the address. */
export function TabBar({ label, tabs, value, onChange, children }: Props): ReactElement {
  return (
    <Tabs
      value={value}
      keepMounted={false}
      onChange={(next) => {
        if (next !== null) onChange(next);
      }}
    >
      <Tabs.List aria-label={label}>
        {tabs.map((tab) => (
          <Tabs.Tab key={tab.value} value={tab.value}>
            {tab.label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map((tab) => (
        <Tabs.Panel key={tab.value} value={tab.value}>
          {children}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
