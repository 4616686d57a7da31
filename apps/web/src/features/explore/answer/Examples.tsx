import type { Model } from '@truffle/types/api';
import type { ReactElement } from 'react';
import { examplesOf } from '../model';
import classes from './Answer.module.css';

type Props = { model: Model | undefined; onPick: (question: string) => void };

/** What can be asked of this model: two questions for each shape. */
export function Examples({ model, onPick }: Props): ReactElement {
  return (
    <dl className={classes.examples}>
      {examplesOf(model).map(({ shape, questions }) => (
        <div key={shape}>
          <dt>{shape}</dt>
          {questions.map((question) => (
            <dd key={question}>
              <button
                type="button"
                className={classes.example}
                onClick={() => {
                  onPick(question);
                }}
              >
                {question}
              </button>
            </dd>
          ))}
        </div>
      ))}
    </dl>
  );
}
