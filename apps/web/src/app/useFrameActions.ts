import { useMe } from '@/lib/session';
import type { FrameAction } from './CommandPalette';
import { useLeave } from './useLeave';
import { themes, useTheme } from './useTheme';

/** What the frame itself can do, for the palette. Given to it, because a part that is loaded later and shares modules with
 * the frame would break the frame's script into many small files. */
export function useFrameActions(onShortcuts: () => void): FrameAction[] {
  const me = useMe();
  const choose = useTheme();
  const leave = useLeave();
  return [
    ...themes.map(({ choice, label }) => ({
      label: `Theme: ${label.toLowerCase()}`,
      hint: me.theme === choice ? 'now' : '',
      run: () => {
        choose(choice);
      },
    })),
    { label: 'Keyboard shortcuts', hint: '?', run: onShortcuts },
    { label: 'Sign out', hint: '', run: leave },
  ];
}
