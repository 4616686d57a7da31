import { defineConfig } from '@playwright/test';

/* Debian's Chromium, offline. Each file starts its own server with launch.ts. */
export default defineConfig({
  testDir: 'flows',
  outputDir: '../../build/e2e',
  workers: 1,
  timeout: 60_000,
  reporter: [['list']],
  use: {
    locale: 'en-US',
    timezoneId: 'Europe/Berlin',
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
  projects: [
    { name: 'light', use: { colorScheme: 'light', viewport: { width: 1280, height: 900 } } },
    { name: 'dark', use: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } } },
    { name: 'phone', use: { colorScheme: 'light', viewport: { width: 390, height: 844 } } },
  ],
});
