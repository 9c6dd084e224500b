// The release as the real office serves it.

import { expect, test as base } from '@playwright/test';
import { createHash } from 'node:crypto';
import { startOffice } from './helpers/office.mjs';
import { DIST, readRelease } from './helpers/release.mjs';

const test = base.extend({
  office: [
    async ({}, use) => {
      const office = await startOffice();
      await use(office);
      await office.stop();
      office.remove();
    },
    { scope: 'worker' },
  ],
});

const PAGE = { headers: { accept: 'text/html,*/*', 'accept-encoding': 'br' } };
const COMPRESSED = /\.(js|css|wasm|html|webmanifest)$|^\/$/;

test('every file of the build comes whole, compressed, and with its caching rule', async ({ office }) => {
  for (const [path, digest] of readRelease(DIST).files) {
    const answer = await fetch(office.url + path, PAGE);
    expect(answer.status, path).toBe(200);
    const body = Buffer.from(await answer.arrayBuffer());
    expect(createHash('sha256').update(body).digest('hex'), path).toBe(digest);
    if (COMPRESSED.test(path)) expect(answer.headers.get('content-encoding'), path).toBe('br');
    const rule = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    expect(answer.headers.get('cache-control'), path).toBe(rule);
    if (path.endsWith('.wasm')) expect(answer.headers.get('content-type')).toBe('application/wasm');
  }
  expect((await fetch(`${office.url}/sw.js`, PAGE)).headers.get('cache-control')).toBe('no-cache');
});

test('a browser that has the page is told so', async ({ office }) => {
  const first = await fetch(office.url, PAGE);
  const etag = first.headers.get('etag');
  expect(etag).toBeTruthy();
  const again = await fetch(office.url, { headers: { ...PAGE.headers, 'if-none-match': etag } });
  expect(again.status).toBe(304);
});

test('what is missing is missing, and any address of the app is the page', async ({ office }) => {
  for (const path of ['/assets/danvan-0000.js', '/danvan.js', '/releases.json', '/api/v1/nothing', '/sw.js.br']) {
    const answer = await fetch(office.url + path, PAGE);
    expect(answer.status, path).toBe(404);
    expect(answer.headers.get('content-type'), path).not.toContain('text/html');
  }
  const page = await fetch(`${office.url}/so/any/record`, PAGE);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('id=recovery');
});

test('no text becomes markup or code in the app, but for what loads and does nothing', async ({ office, page }) => {
  await page.goto(office.url);
  await expect(page.locator('#shell')).toHaveCount(0);
  const tried = await page.evaluate(() => {
    const attempt = (act) => {
      try {
        act();
        return 'taken';
      } catch (error) {
        return error.name;
      }
    };
    const into = document.createElement('div');
    const script = document.createElement('script');
    return {
      handler: attempt(() => (into.innerHTML = '<img src=x onerror=alert(1)>')),
      quoted: attempt(() => (into.innerHTML = '<b class="a" onclick="alert(1)">x</b>')),
      link: attempt(() => (into.innerHTML = '<a href="javascript:alert(1)">x</a>')),
      drawing: attempt(() => (into.innerHTML = '<svg><script>alert(1)</script></svg>')),
      broken: attempt(() => into.insertAdjacentHTML('beforeend', '<b class="a"<script>')),
      worker: attempt(() => new Worker('/elsewhere.js')),
      data: attempt(() => (script.src = 'data:text/javascript,alert(1)')),
      code: attempt(() => (script.text = 'alert(1)')),
      policy: attempt(() => trustedTypes.createPolicy('default', {})),
      another: attempt(() => trustedTypes.createPolicy('other', {})),
      plain: attempt(() => (into.innerHTML = '<span aria-hidden="true">–</span>')),
    };
  });
  const { plain, ...refused } = tried;
  expect(plain).toBe('taken');
  expect(new Set(Object.values(refused))).toEqual(new Set(['TypeError']));
});

test('the app starts under the office’s Content-Security-Policy without a complaint', async ({ office, page }) => {
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(office.url);
  await expect(page.locator('#shell')).toHaveCount(0);
  expect(complaints).toEqual([]);
});
