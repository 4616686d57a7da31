import { Button } from '@mantine/core';
import type { Model } from '@truffle/types/api';
import type { ReactElement } from 'react';
import type { Asked } from '../contract';
import { suggestionWords } from '../model';
import classes from './Answer.module.css';
import { Examples } from './Examples';

type Props = { asked: Asked; model: Model; onFill: (text: string) => void };

/** What can't be answered, why, and what can. */
export function Refuse({ asked, model, onFill }: Props): ReactElement {
  const suggest = asked.suggest ?? [];
  return (
    <>
      <p className={classes.sentence}>{asked.message ?? 'This can’t be answered from the data.'}</p>
      {suggest.length > 0 && (
        <div className={classes.options} role="group" aria-label="Nearest that can be answered">
          {suggest.map((name) => (
            <Button
              key={name}
              variant="default"
              onClick={() => {
                onFill(suggestionWords(model, name));
              }}
            >
              {suggestionWords(model, name)}
            </Button>
          ))}
        </div>
      )}
      <p className={classes.reading}>What can be asked:</p>
      <Examples model={model} onPick={onFill} />
    </>
  );
}
