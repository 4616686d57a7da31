import { Drawer } from '@mantine/core';
import type { ReactElement } from 'react';
import { CodeBlock } from './CodeBlock';
import { Facts } from './Facts';
import type { Making } from './HowMade';
import classes from './HowMade.module.css';

type Props = { making: Making; opened: boolean; onClose: () => void };

export function HowMadeDrawer({ making, opened, onClose }: Props): ReactElement {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={520}
      title={`How is this made? ${making.title}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={classes.body}>
        {making.definition && <p className={classes.definition}>{making.definition}</p>}
        {making.reading !== undefined && <p className={classes.reading}>{making.reading}</p>}
        <Facts facts={making.facts} />
        {making.plan !== undefined && (
          <CodeBlock label="plan">{JSON.stringify(making.plan, null, 2)}</CodeBlock>
        )}
        <CodeBlock label="SQL">{making.sql}</CodeBlock>
        {making.parameters && Object.keys(making.parameters).length > 0 && (
          <CodeBlock label="parameters">{JSON.stringify(making.parameters, null, 2)}</CodeBlock>
        )}
      </div>
    </Drawer>
  );
}
