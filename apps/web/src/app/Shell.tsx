import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { CrashGuard } from '@truffle/ui/CrashGuard';
import { lazy, Suspense, useEffect, useRef, useState, type ReactElement } from 'react';
import { useMe } from '@/lib/session';
import { useShortcuts } from '@/lib/shortcuts';
import type { CommandPalette as Palette } from './CommandPalette';
import { Header } from './Header';
import { NavList } from './NavList';
import { sectionsFor } from './sections';
import classes from './Shell.module.css';
import { useFrameActions } from './useFrameActions';

const SectionDrawer = lazy(() =>
  import('./SectionDrawer').then((module) => ({ default: module.SectionDrawer })),
);
const loadPalette = (): Promise<{ default: typeof Palette }> =>
  import('./CommandPalette').then((module) => ({ default: module.CommandPalette }));
const CommandPalette = lazy(loadPalette);
const ShortcutHelp = lazy(() =>
  import('./ShortcutHelp').then((module) => ({ default: module.ShortcutHelp })),
);

/** The frame around every page: header, sections at the left (a drawer on a phone), the page. */
export function Shell(): ReactElement {
  const me = useMe();
  const drawer = usePanel();
  const help = usePanel();
  const palette = usePanel();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const frame = useFrameActions(help.open);
  useFrameShortcuts(help.open, palette.open);
  useFocusOnPage(path);
  usePaletteSoon();
  return (
    <div className={classes.frame}>
      <a href="#page" className={classes.skip}>
        Skip to the page
      </a>
      <Header me={me} onOpenSections={drawer.open} onOpenShortcuts={help.open} onOpenPalette={palette.open} />
      <nav className={classes.bar} aria-label="Sections">
        <NavList me={me} />
      </nav>
      <main className={classes.page} id="page" tabIndex={-1}>
        <CrashGuard key={path} what="this page">
          <Outlet />
        </CrashGuard>
      </main>
      <Suspense fallback={null}>
        {drawer.used && <SectionDrawer me={me} opened={drawer.opened} onClose={drawer.close} />}
        {palette.used && (
          <CommandPalette
            opened={palette.opened}
            onClose={palette.close}
            sections={sectionsFor(me)}
            frame={frame}
          />
        )}
        {help.used && <ShortcutHelp opened={help.opened} onClose={help.close} />}
      </Suspense>
    </div>
  );
}

/** Whoever presses Ctrl K types on at once: the palette is there before, but after the page. */
function usePaletteSoon(): void {
  useEffect(() => {
    const timer = window.setTimeout(() => void loadPalette().catch(() => undefined), 2000);
    return () => {
      window.clearTimeout(timer);
    };
  }, []);
}

/** Something that is loaded when it is opened for the first time; what had the focus gets it back. */
function usePanel(): { used: boolean; opened: boolean; open: () => void; close: () => void } {
  const [state, setState] = useState<'unused' | 'open' | 'closed'>('unused');
  const before = useRef<Element | null>(null);
  return {
    used: state !== 'unused',
    opened: state === 'open',
    open: () => {
      before.current = document.activeElement;
      setState('open');
    },
    close: () => {
      setState('closed');
      if (before.current instanceof HTMLElement) before.current.focus();
    },
  };
}

function useFrameShortcuts(openHelp: () => void, openPalette: () => void): void {
  const me = useMe();
  const navigate = useNavigate();
  useShortcuts([
    ...sectionsFor(me).map((section) => ({
      keys: section.key,
      label: `Go to ${section.label}`,
      run: () => void navigate({ to: section.to }),
    })),
    {
      keys: '/',
      label: 'Put the cursor in the filter',
      run: () => {
        document.getElementById('page-filter')?.focus();
      },
    },
    { keys: 'Ctrl k', label: 'Search, go to, do', run: openPalette },
    { keys: '?', label: 'List the keys', run: openHelp },
  ]);
}

/** After a change of page the reading starts at the page, not at the link that was followed. */
function useFocusOnPage(path: string): void {
  const [first] = useState(path);
  useEffect(() => {
    if (path !== first) document.getElementById('page')?.focus({ preventScroll: true });
  }, [path, first]);
}
