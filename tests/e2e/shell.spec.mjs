// What stands around the app: the first paint, the service worker, the recovery screen.

import { expect, test as base } from '@playwright/test';
import { join } from 'node:path';
import { openKillable, temporaryFolder } from './helpers/chromium.mjs';
import { startProxy } from './helpers/proxy.mjs';
import { DIST, makeLaterRelease, readRelease, rewriteWorker, sheetOf } from './helpers/release.mjs';
import { startStaticServer } from './helpers/static-server.mjs';

const test = base.extend({
  server: async ({}, use) => {
    const server = await startStaticServer(DIST);
    await use(server);
    await server.stop();
  },
  folder: async ({}, use) => {
    const folder = temporaryFolder('releases');
    await use(folder.path);
    folder.remove();
  },
});

/** Opens the app and waits until it has drawn its own page. */
async function open(page, server, path = '/') {
  await page.goto(server.url + path);
  await expectStarted(page);
}

async function expectStarted(page) {
  await expect(page.locator('#shell')).toHaveCount(0);
  await expect(page.locator('#recovery')).toBeHidden();
}

/** Has the service worker installed and in control. */
function install(page) {
  return page.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' });
    if (navigator.serviceWorker.controller) return;
    await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }));
  });
}

/** Looks for a new version and returns once it waits, or has failed to. */
function lookForUpdate(page) {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update().catch(() => {});
    const arriving = registration.installing;
    if (arriving) {
      await new Promise((done) =>
        arriving.addEventListener('statechange', () => ['installed', 'redundant'].includes(arriving.state) && done()),
      );
    }
    return Boolean(registration.waiting);
  });
}

/** Says the person's word. */
function takeOver(page) {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const taken = new Promise((done) =>
      navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }),
    );
    registration.waiting.postMessage({ type: 'SKIP_WAITING' });
    await taken;
  });
}

const cacheNames = (page) => page.evaluate(() => caches.keys());
const titleServed = (page) =>
  page.evaluate(async () => /<title>(.*)<\/title>/.exec(await (await fetch('/')).text())[1]);

test('the shell paints before the app has arrived, and leaves when it has', async ({ page, server }) => {
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  let letThrough;
  const held = new Promise((done) => (letThrough = done));
  server.answer = (request, response, pathname) => {
    if (!pathname.endsWith('.wasm')) return false;
    server.answer = null;
    held.then(() => response.writeHead(302, { location: `${pathname}?` }).end());
    return true;
  };
  await page.goto(server.url, { waitUntil: 'commit' });
  await expect(page.locator('.shell-top')).toContainText('Sổ Dân vận');
  await expect(page.locator('.shell-card').first()).toBeVisible();
  letThrough();
  await expectStarted(page);
  expect(complaints.filter((text) => /Content.Security.Policy|is not a function|SyntaxError/i.test(text))).toEqual([]);
});

test('a first visit fetches each asset once, for the page and the worker together', async ({ page, server }) => {
  await open(page, server);
  await install(page);
  const assets = readRelease(DIST).files.map(([path]) => path).filter((path) => path.startsWith('/assets/'));
  expect(server.requests.filter((path) => path.startsWith('/assets/')).sort()).toEqual(assets.sort());
});

test('after one visit the app opens without a network, on any of its pages', async ({ page, server, context }) => {
  await open(page, server);
  await install(page);
  await context.setOffline(true);
  server.requests.length = 0;
  await page.reload();
  await expectStarted(page);
  await open(page, server, '/any/page?of=it');
  // The app may ask its office, and the browser looks for a newer worker whenever it likes, past Playwright's
  // switch; what the app is made of is not asked for.
  expect(server.requests.filter((path) => !path.startsWith('/api/') && path !== '/sw.js')).toEqual([]);
});

test('a killed browser opens the app again with the network gone', async ({ server, folder }) => {
  const proxy = await startProxy(server.url);
  const first = await openKillable(join(folder, 'profile'));
  const page = await first.context.newPage();
  await open(page, proxy);
  await install(page);
  await first.kill();
  proxy.cut();
  const second = await openKillable(join(folder, 'profile'));
  await open(await second.context.newPage(), proxy);
  await second.close();
  await proxy.stop();
});

test('a new build waits, and takes over only on the word', async ({ page, server, folder }) => {
  const later = makeLaterRelease(DIST, join(folder, 'later'), 'Bản mới');
  await open(page, server);
  await install(page);
  server.serve(join(folder, 'later'));
  expect(await lookForUpdate(page)).toBe(true);
  expect(await titleServed(page)).toBe('Sổ Dân vận');
  await page.reload();
  await expectStarted(page);
  expect(await titleServed(page)).toBe('Sổ Dân vận');

  await takeOver(page);
  await page.reload();
  await expectStarted(page);
  expect(await titleServed(page)).toBe('Bản mới');
  expect(await cacheNames(page)).toContain(`danvan-app-${later.build}`);
});

test('a page of the previous build keeps its assets when another tab has updated', async ({ page, server, folder, context }) => {
  makeLaterRelease(DIST, join(folder, 'later'), 'Bản mới');
  await open(page, server);
  await install(page);
  const other = await context.newPage();
  await open(other, server);
  server.serve(join(folder, 'later'));
  await lookForUpdate(other);
  await takeOver(other);
  const sheet = sheetOf(readRelease(DIST).files);
  // Past the browser's HTTP cache, which may or may not still have it.
  const status = await page.evaluate(async (path) => (await fetch(path, { cache: 'reload' })).status, sheet);
  expect(status).toBe(200);
  expect((await fetch(server.url + sheet)).status).toBe(404);
});

test('the two previous builds are kept and older ones go', async ({ page, server, folder }) => {
  await open(page, server);
  await install(page);
  const builds = [readRelease(DIST).build];
  for (const title of ['Hai', 'Ba', 'Bốn']) {
    const to = join(folder, title);
    builds.push(makeLaterRelease(DIST, to, title).build);
    server.serve(to);
    expect(await lookForUpdate(page)).toBe(true);
    await takeOver(page);
  }
  // The new worker is in control before it has tidied up.
  const kept = builds.slice(1).map((build) => `danvan-app-${build}`);
  await expect.poll(() => cacheNames(page)).toEqual(kept);
});

test('a build with one strange file is not taken, and leaves nothing behind', async ({ page, server, folder }) => {
  const to = join(folder, 'later');
  const later = makeLaterRelease(DIST, to, 'Bản lẫn');
  rewriteWorker(to, (worker) => worker.replace(`["${later.sheet}","`, `["${later.sheet}","0`));
  await open(page, server);
  await install(page);
  const before = await cacheNames(page);
  server.serve(to);
  expect(await lookForUpdate(page)).toBe(false);
  expect(await cacheNames(page)).toEqual(before);
  await page.reload();
  await expectStarted(page);
});

test('a captive portal that answers 200 to everything changes nothing', async ({ page, server }) => {
  await open(page, server);
  await install(page);
  const before = await cacheNames(page);
  server.answer = (request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Wi-Fi miễn phí</h1>');
    return true;
  };
  expect(await lookForUpdate(page)).toBe(false);
  await page.reload();
  await expectStarted(page);
  expect(await cacheNames(page)).toEqual(before);
});

test('the worker leaves /api/ alone', async ({ page, server, context }) => {
  await open(page, server);
  await install(page);
  server.answer = (request, response, pathname) => {
    if (pathname !== '/api/v1/probe') return false;
    response.writeHead(200, { 'content-type': 'text/plain' }).end('office');
    return true;
  };
  // Even where a copy lay in its cache.
  await page.evaluate(async () => {
    const cache = await caches.open((await caches.keys())[0]);
    await cache.put('/api/v1/probe', new Response('stale'));
  });
  const ask = () => page.evaluate(() => fetch('/api/v1/probe').then((answer) => answer.text(), () => 'no network'));
  expect(await ask()).toBe('office');
  await context.setOffline(true);
  expect(await ask()).toBe('no network');
});

test('the recovery screen says what is safe when the app does not load', async ({ page, server }) => {
  server.answer = (request, response, pathname) => {
    if (!pathname.endsWith('.wasm')) return false;
    response.writeHead(503).end();
    return true;
  };
  await page.goto(server.url);
  const recovery = page.getByRole('alertdialog');
  await expect(recovery).toContainText('Những gì đã báo “Đã lưu” vẫn nằm trên máy.');
  await expect(page.locator('#recovery-detail')).toContainText('503');
  await expect(page.locator('#shell')).toHaveCount(0);
  server.answer = null;
  await page.getByRole('button', { name: 'Tải lại' }).click();
  await expectStarted(page);
});

for (const [what, stop] of [
  ['a trap in the app', () => setTimeout(() => { throw new WebAssembly.RuntimeError('unreachable executed'); })],
  ['a trap in a future', () => void Promise.reject(new WebAssembly.RuntimeError('unreachable executed'))],
  ['a panic that the app reports', () => void dispatchEvent(new CustomEvent('danvan-panic', { detail: 'unreachable executed' }))],
]) {
  test(`the recovery screen comes up on ${what}`, async ({ page, server }) => {
    await open(page, server);
    await page.evaluate(stop);
    await expect(page.getByRole('alertdialog')).toBeVisible();
    await expect(page.locator('#recovery-detail')).toContainText('unreachable executed');
    await expect(page.getByRole('button', { name: 'Tải lại' })).toBeFocused();
  });
}

test('the recovery screen takes over a mended version that waits', async ({ page, server, folder }) => {
  makeLaterRelease(DIST, join(folder, 'later'), 'Bản vá');
  await open(page, server);
  await install(page);
  server.serve(join(folder, 'later'));
  await lookForUpdate(page);
  await page.evaluate(() => dispatchEvent(new CustomEvent('danvan-panic', { detail: 'hỏng' })));
  const reloaded = page.waitForEvent('load');
  await page.getByRole('button', { name: 'Tải lại' }).click();
  await reloaded;
  await expectStarted(page);
  expect(await titleServed(page)).toBe('Bản vá');
});

test('the app can be installed on the home screen', async ({ page, server, context }) => {
  await open(page, server);
  const session = await context.newCDPSession(page);
  const { errors } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // Playwright's contexts are incognito, which no app can be installed from.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
});
