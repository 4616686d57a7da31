import { defineConfig } from '@playwright/test';
import { resolve } from 'node:path';

/** Where the report, the traces and the pictures go. */
export const out = resolve(import.meta.dirname, '../..', process.env.E2E_OUT ?? 'build/e2e');

/* Debian's Chromium, offline. Each file starts its own server with launch.ts, and sets sizes and themes itself. */
export default defineConfig({
  testDir: 'flows',
  outputDir: `${out}/traces`,
  workers: 1,
  timeout: 90_000,
  reporter: [['list'], ['json', { outputFile: `${out}/run.json` }]],
  use: {
    locale: 'en-US',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1280, height: 900 },
    trace: { mode: 'retain-on-failure', screenshots: false, sources: false },
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
