// A first visit on a slow line, from the real office to a phone's processor, until the app could be
// opened without a network.

import { chromium } from '@playwright/test';
import { launchOptions } from '../helpers/chromium.mjs';
import { startOffice } from '../helpers/office.mjs';
import { PROFILES, startProxy } from '../helpers/proxy.mjs';

const CPU_SLOWDOWN = 6;
const LINES = [
  ['slow 4G', PROFILES.slow4g],
  ['slow 3G', PROFILES.slow3g],
];

const print = (name, value, unit, goal) => console.log(JSON.stringify({ name, value, unit, goal }));
const seconds = (ms) => Math.round(ms / 100) / 10;

async function visit(office, profile) {
  const proxy = await startProxy(office.url);
  proxy.shape(profile);
  const browser = await chromium.launch(launchOptions());
  const page = await browser.newPage({ viewport: { width: 360, height: 640 } });
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  await page.goto(proxy.url, { timeout: 300_000 });
  await page.locator('#shell').waitFor({ state: 'detached', timeout: 300_000 });
  const { painted, started } = await page.evaluate(() => ({
    painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null,
    started: performance.now(),
  }));
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' });
    await navigator.serviceWorker.ready;
  });
  const kept = await page.evaluate(() => performance.now());
  await browser.close();
  await proxy.stop();
  return { painted, started, kept, bytes: proxy.bytes.down };
}

const office = await startOffice();
try {
  for (const [name, profile] of LINES) {
    const { painted, started, kept, bytes } = await visit(office, profile);
    const where = `first visit, ${name}, processor ${CPU_SLOWDOWN}x slower`;
    print(`${where}: shell painted`, seconds(painted), 's');
    print(`${where}: app on the screen`, seconds(started), 's');
    print(`${where}: ready for no network`, seconds(kept), 's');
    print(`${where}: bytes on the wire, headers and all`, Math.round(bytes / 100) / 10, 'kB');
  }
} finally {
  await office.stop();
  office.remove();
}
