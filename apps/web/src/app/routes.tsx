import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  Outlet,
  redirect,
  type ParsedLocation,
} from '@tanstack/react-router';
import type { Me } from '@truffle/types/api';
import { isSignedOut } from '@/lib/api';
import { many, one } from '@/lib/search';
import { meQuery, rememberWanted } from '@/lib/session';
import { readView, type AnalyticsSearch } from '@/features/analytics/model';
import { askOverview } from '@/features/analytics/queries';
import type { ExploreSearch } from '@/features/explore/address';
import type { GovernanceSearch } from '@/features/approvals/model';
import { Shell } from './Shell';
import { openLink } from './openLink';

/* The one table of addresses: path, what the address holds, what is loaded first, the page (loaded when it is opened). */

interface Context {
  queryClient: QueryClient;
}

type Raw = Record<string, unknown>;

const analyticsSearch = (raw: Raw): AnalyticsSearch => ({
  period: one(raw, 'period'),
  compare: one(raw, 'compare'),
  f: many(raw, 'f'),
  metric: one(raw, 'metric'),
  by: one(raw, 'by'),
  grain: one(raw, 'grain'),
  chart: one(raw, 'chart'),
  sort: one(raw, 'sort'),
});

const root = createRootRouteWithContext<Context>()({ component: Outlet });

async function signedIn({ queryClient }: Context, location: ParsedLocation): Promise<Me> {
  try {
    return await queryClient.query({ ...meQuery, staleTime: 'static' });
  } catch (error) {
    if (!isSignedOut(error)) throw error;
    rememberWanted(location.href);
    throw redirect({ to: '/signin', search: { to: location.href } });
  }
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/signin',
  validateSearch: (raw: Raw): { to?: string; state?: string } => ({
    to: one(raw, 'to'),
    state: one(raw, 'state'),
  }),
  /* Before, not while, loading: a link pasted into the tab that shows this page changes only what is after the #. */
  beforeLoad: ({ context, location }) => openLink(context.queryClient, location),
  component: lazyRouteComponent(() => import('@/pages/SignIn'), 'SignIn'),
});

/* The Overview's figures are asked for while who asks, and the page's code, are still on their way. */
function askAhead({ queryClient }: Context, { pathname, search }: ParsedLocation): void {
  if (pathname === '/analytics') void askOverview(queryClient, readView(analyticsSearch(search)).view);
}

const authed = createRoute({
  getParentRoute: () => root,
  id: 'authed',
  beforeLoad: async ({ context, location }) => {
    askAhead(context, location);
    return { me: await signedIn(context, location) };
  },
  component: Outlet,
});

const setup = createRoute({
  getParentRoute: () => authed,
  path: '/setup',
  component: lazyRouteComponent(() => import('@/pages/Setup'), 'Setup'),
});

const home = createRoute({
  getParentRoute: () => authed,
  path: '/',
  beforeLoad: ({ context, search }) => {
    throw context.me.workspace.name === null
      ? redirect({ to: '/setup', replace: true })
      : redirect({ to: '/analytics', search, replace: true });
  },
});

const shell = createRoute({
  getParentRoute: () => authed,
  id: 'shell',
  beforeLoad: ({ context }) => {
    if (context.me.workspace.name === null) throw redirect({ to: '/setup', replace: true });
  },
  component: Shell,
});

const analytics = createRoute({
  getParentRoute: () => shell,
  path: '/analytics',
  validateSearch: analyticsSearch,
  component: lazyRouteComponent(() => import('@/pages/Analytics'), 'Analytics'),
});

const exploreSearch = (raw: Raw): ExploreSearch => ({
  metric: many(raw, 'metric'),
  by: many(raw, 'by'),
  grain: one(raw, 'grain'),
  period: one(raw, 'period'),
  compare: one(raw, 'compare'),
  f: many(raw, 'f'),
  chart: one(raw, 'chart'),
  saved: one(raw, 'saved'),
});

const explore = createRoute({
  getParentRoute: () => shell,
  path: '/data-explorer',
  validateSearch: exploreSearch,
  component: lazyRouteComponent(() => import('@/pages/DataExplorer'), 'DataExplorer'),
});

const conversation = createRoute({
  getParentRoute: () => shell,
  path: '/data-explorer/$conversation',
  validateSearch: (raw: Raw): { turn?: string } => ({ turn: one(raw, 'turn') }),
  component: lazyRouteComponent(() => import('@/pages/DataExplorer'), 'Conversation'),
});

const statement = createRoute({
  getParentRoute: () => shell,
  path: '/data-explorer/sql',
  validateSearch: (raw: Raw): { saved?: string } => ({ saved: one(raw, 'saved') }),
  component: lazyRouteComponent(() => import('@/pages/DataExplorerSql'), 'DataExplorerSql'),
});

const audiences = createRoute({
  getParentRoute: () => shell,
  path: '/audiences',
  validateSearch: (raw: Raw): { q?: string } => ({ q: one(raw, 'q') }),
  component: lazyRouteComponent(() => import('@/pages/Audiences'), 'Audiences'),
});

const audience = createRoute({
  getParentRoute: () => shell,
  path: '/audiences/$id',
  validateSearch: (raw: Raw): { tab?: string } => ({ tab: one(raw, 'tab') }),
  component: lazyRouteComponent(() => import('@/pages/Audience'), 'Audience'),
});

const builder = createRoute({
  getParentRoute: () => shell,
  path: '/audiences/$id/edit/$step',
  component: lazyRouteComponent(() => import('@/pages/AudienceBuilder'), 'AudienceBuilder'),
});

const activation = createRoute({
  getParentRoute: () => shell,
  path: '/activation',
  validateSearch: (raw: Raw): { q?: string; state?: string[] } => ({
    q: one(raw, 'q'),
    state: many(raw, 'state'),
  }),
  component: lazyRouteComponent(() => import('@/pages/Activation'), 'Activation'),
});

const wizard = createRoute({
  getParentRoute: () => shell,
  path: '/activation/new',
  validateSearch: (raw: Raw): { audience?: string; account?: string } => ({
    audience: one(raw, 'audience'),
    account: one(raw, 'account'),
  }),
  component: lazyRouteComponent(() => import('@/pages/ActivationWizard'), 'ActivationWizard'),
});

const receipt = createRoute({
  getParentRoute: () => shell,
  path: '/activation/jobs/$id',
  component: lazyRouteComponent(() => import('@/pages/Receipt'), 'Receipt'),
});

const governance = createRoute({
  getParentRoute: () => shell,
  path: '/admin/governance',
  validateSearch: (raw: Raw): GovernanceSearch => ({
    tab: one(raw, 'tab'),
    open: one(raw, 'open'),
    q: one(raw, 'q'),
    who: one(raw, 'who'),
    what: one(raw, 'what'),
  }),
  component: lazyRouteComponent(() => import('@/pages/admin/AdminGovernance'), 'AdminGovernance'),
});

const approval = createRoute({
  getParentRoute: () => shell,
  path: '/admin/governance/$job',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/admin/governance', search: { open: params.job }, replace: true });
  },
});

const help = createRoute({
  getParentRoute: () => shell,
  path: '/help',
  component: lazyRouteComponent(() => import('@/pages/Help'), 'Help'),
});

export const routeTree = root.addChildren([
  signIn,
  authed.addChildren([
    home,
    setup,
    shell.addChildren([
      analytics,
      explore,
      statement,
      conversation,
      audiences,
      audience,
      builder,
      activation,
      wizard,
      receipt,
      governance,
      approval,
      help,
    ]),
  ]),
]);
