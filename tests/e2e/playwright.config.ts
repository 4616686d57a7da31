import { defineConfig } from '@playwright/test';

/* Debian's Chromium, offline. Each file starts its own server with launch.ts, and sets sizes and themes itself. */
export default defineConfig({
  testDir: 'flows',
  outputDir: '../../build/e2e/traces',
  workers: 1,
  timeout: 90_000,
  reporter: [['list'], ['json', { outputFile: '../../build/e2e.json' }]],
  use: {
    locale: 'en-US',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1280, height: 900 },
    trace: 'retain-on-failure',
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
