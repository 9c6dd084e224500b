// What most journeys begin with: an office of their own and a folder for a phone's profile.

import { test as base } from '@playwright/test';
import { temporaryFolder } from './chromium.mjs';
import { startOffice } from './office.mjs';
import { startProxy } from './proxy.mjs';

/** Playwright's `test` with `office`, `network` (a proxy before it) and `folder`, each made when asked for. */
export const test = base.extend({
  officeArgs: [['--demonstration'], { option: true }],
  office: async ({ officeArgs }, use) => {
    const office = await startOffice({ args: officeArgs });
    await use(office);
    await office.stop();
    office.remove();
  },
  network: async ({ office }, use) => {
    const proxy = await startProxy(office.url);
    await use(proxy);
    await proxy.stop();
  },
  folder: async ({}, use) => {
    const folder = temporaryFolder('phone');
    await use(folder.path);
    folder.remove();
  },
});
