import { Component, type ReactNode } from 'react';
import { ErrorState } from './ErrorState';
import { failureOf } from './failure';

type Props = { what: string; children: ReactNode };
type State = { error: unknown; crashed: boolean };

/** A crash in one block stays in that block. */
export class CrashGuard extends Component<Props, State> {
  override state: State = { error: null, crashed: false };

  static getDerivedStateFromError(error: unknown): State {
    return { error, crashed: true };
  }

  override render(): ReactNode {
    if (!this.state.crashed) return this.props.children;
    return (
      <ErrorState
        failure={failureOf(this.state.error)}
        what={this.props.what}
        unaffected="The rest of the page is unaffected."
        onRetry={() => {
          this.setState({ error: null, crashed: false });
        }}
      />
    );
  }
}
