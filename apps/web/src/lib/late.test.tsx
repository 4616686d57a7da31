import { MantineProvider } from '@mantine/core';
import { act, render, screen } from '@testing-library/react';
import { CrashGuard } from '@truffle/ui/CrashGuard';
import type { ReactElement } from 'react';
import { expect, it, vi } from 'vitest';
import { lateModule } from './late';

interface Part {
  word: string;
}

function shown(coming: Promise<Part>): () => ReactElement {
  const usePart = lateModule(coming);
  return function Shown(): ReactElement {
    return <p>{usePart()?.word ?? 'on its way'}</p>;
  };
}

it('shows a module as soon as it is there, to all who wait and to those who come later', async () => {
  const { promise, resolve } = Promise.withResolvers<Part>();
  const Shown = shown(promise);
  const { rerender } = render(<Shown />);
  expect(screen.getByText('on its way')).toBeInTheDocument();
  await act(async () => {
    resolve({ word: 'here' });
    await promise;
  });
  expect(screen.getByText('here')).toBeInTheDocument();
  rerender(
    <>
      <Shown key="first" />
      <Shown key="later" />
    </>,
  );
  expect(screen.getAllByText('here')).toHaveLength(2);
});

it('fails where it is shown when it could not be loaded', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const Shown = shown(Promise.reject(new Error('no network')));
  render(
    <MantineProvider>
      <CrashGuard what="the chart">
        <Shown />
      </CrashGuard>
    </MantineProvider>,
  );
  expect(await screen.findByText(/the chart/)).toBeInTheDocument();
  expect(screen.queryByText('on its way')).not.toBeInTheDocument();
});
