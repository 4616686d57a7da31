import './matchers';
import { cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { listenForShortcuts } from '@/lib/shortcuts';
import { server } from './server';

/* What jsdom lacks. */
class NoResize implements ResizeObserver {
  observe(): void {
    /* nothing has a size here */
  }
  unobserve(): void {
    /* nothing has a size here */
  }
  disconnect(): void {
    /* nothing has a size here */
  }
}

Object.assign(window, {
  matchMedia: (query: string) => ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
  }),
  ResizeObserver: NoResize,
  scrollTo: () => undefined,
});
window.HTMLElement.prototype.scrollIntoView = () => undefined;

Object.assign(document, {
  fonts: { addEventListener: () => undefined, removeEventListener: () => undefined },
});

configure({ asyncUtilTimeout: 5000 });

beforeAll(() => {
  server.listen({ onUnhandledFrame: 'error' });
  listenForShortcuts();
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-24T09:00:00Z') });
});

afterEach(() => {
  cleanup();
  server.resetHandlers();
  window.sessionStorage.clear();
  vi.useRealTimers();
});

afterAll(() => {
  server.close();
});
