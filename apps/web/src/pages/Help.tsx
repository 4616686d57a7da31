import { PageHeader } from '@truffle/ui/PageHeader';
import type { ReactElement } from 'react';
import { HelpView } from '@/features/help/HelpView';
import { useTitle } from '@/lib/title';

export function Help(): ReactElement {
  useTitle('Help');
  return (
    <>
      <PageHeader title="Help" />
      <HelpView />
    </>
  );
}
