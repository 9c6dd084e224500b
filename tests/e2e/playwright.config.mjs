import { defineConfig } from '@playwright/test';
import { launchOptions } from './helpers/chromium.mjs';

// A phone of the users: small screen, Vietnamese, the time of the province.
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.mjs',
  outputDir: 'results',
  // Each journey has an office, a port and a browser of its own, and waits more than it works: two cores carry two files
  // at a time.
  workers: 2,
  retries: 0,
  timeout: 60_000,
  // Two at a time, on a machine that may be busy: what is looked for may take a while to come.
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    viewport: { width: 360, height: 640 },
    actionTimeout: 20_000,
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    launchOptions: launchOptions(),
    screenshot: 'only-on-failure',
    // A trace slows every journey by a quarter, whether it fails or not: `--trace on` for the one that is looked into.
    trace: 'off',
  },
});
