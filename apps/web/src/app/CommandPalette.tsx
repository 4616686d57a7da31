import { IconBook, IconBolt, IconPlus, IconSend, IconUsers } from '@tabler/icons-react';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Audience, Job } from '@truffle/types/api';
import { Palette, type PaletteGroup, type PaletteItem } from '@truffle/ui/Palette';
import { useState, type ReactElement } from 'react';
import { foundJobsQuery } from '@/features/activation/queries';
import { foundAudiencesQuery } from '@/features/audiences/queries';
import { useNewAudience } from '@/features/audiences/useNewAudience';
import { platformName, stateWords } from '@/lib/jobs';
import { can } from '@/lib/permissions';
import { useMe } from '@/lib/session';
import { matching } from './finding';
import type { Section } from './sections';

/** What the frame can do; an empty hint is none. */
export interface FrameAction {
  label: string;
  hint: string;
  run: () => void;
}

type Props = { opened: boolean; onClose: () => void; sections: Section[]; frame: FrameAction[] };

/** Ctrl K: pages, what this person may do, audiences and pushes by name. */
export function CommandPalette({ opened, onClose, sections, frame }: Props): ReactElement {
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 150);
  const me = useMe();
  const audiences = useQuery({
    ...foundAudiencesQuery(asked),
    enabled: opened && can(me, 'audience_list'),
  });
  const jobs = useQuery({ ...foundJobsQuery(asked), enabled: opened && can(me, 'activation_list') });
  const pages = usePages(sections);
  const actions = useActions(frame);
  const openAudience = useOpenAudience();
  const openJob = useOpenJob();
  const settled = asked === text.trim() && !audiences.isPlaceholderData && !jobs.isPlaceholderData;
  /* Until the server has answered to what is typed, those of before that fit it. */
  const known = (items: PaletteItem[]): PaletteItem[] => (settled ? items : matching(items, text));
  const groups: PaletteGroup[] = [
    { title: 'Pages', items: matching(pages, text) },
    { title: 'Do', items: matching(actions, text) },
    { title: 'Audiences', items: known((audiences.data?.items ?? []).map(openAudience)) },
    { title: 'Pushes', items: known((jobs.data?.items ?? []).map(openJob)) },
  ];
  return (
    <Palette
      opened={opened}
      onClose={() => {
        setText('');
        onClose();
      }}
      text={text}
      onText={setText}
      groups={groups}
      busy={audiences.isFetching || jobs.isFetching || !settled}
      failed={
        audiences.error || jobs.error
          ? 'Audiences and pushes could not be searched. Pages and actions still work.'
          : null
      }
    />
  );
}

function usePages(sections: Section[]): PaletteItem[] {
  const navigate = useNavigate();
  return [
    ...sections.map(({ to, label, key, icon: Icon }) => ({
      id: to,
      label,
      hint: key,
      icon: <Icon size={16} aria-hidden="true" />,
      run: () => void navigate({ to }),
    })),
    {
      id: '/help',
      label: 'Help',
      icon: <IconBook size={16} aria-hidden="true" />,
      run: () => void navigate({ to: '/help' }),
    },
  ];
}

function useActions(frame: FrameAction[]): PaletteItem[] {
  const me = useMe();
  const navigate = useNavigate();
  const create = useNewAudience();
  const plus = <IconPlus size={16} aria-hidden="true" />;
  const made = can(me, 'audience_create') && {
    id: 'new-audience',
    label: 'New audience',
    icon: plus,
    run: () => {
      create.mutate({ name: 'Untitled audience' });
    },
  };
  const sent = can(me, 'activation_push') && {
    id: 'new-push',
    label: 'New push',
    icon: plus,
    run: () => void navigate({ to: '/activation/new' }),
  };
  return [
    ...(made ? [made] : []),
    ...(sent ? [sent] : []),
    ...frame.map(({ label, hint, run }) => ({
      id: label.toLowerCase().replaceAll(/\W+/g, '-'),
      label,
      icon: <IconBolt size={16} aria-hidden="true" />,
      ...(hint === '' ? {} : { hint }),
      run,
    })),
  ];
}

function useOpenAudience(): (audience: Audience) => PaletteItem {
  const navigate = useNavigate();
  return ({ id, name }) => ({
    id,
    label: name,
    icon: <IconUsers size={16} aria-hidden="true" />,
    run: () => void navigate({ to: '/audiences/$id', params: { id } }),
  });
}

function useOpenJob(): (job: Job) => PaletteItem {
  const navigate = useNavigate();
  return (job) => ({
    id: job.id,
    label: `Push ${job.number}: ${job.audience_name} to ${platformName(job.platform)}`,
    hint: stateWords(job).word,
    icon: <IconSend size={16} aria-hidden="true" />,
    run: () => void navigate({ to: '/activation/jobs/$id', params: { id: job.id } }),
  });
}
