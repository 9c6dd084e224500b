// The district: where the province is silent, a phone leaves its work at the hub, which is another origin.

import { expect } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openProfile } from './helpers/chromium.mjs';
import { codeFor, signIn } from './helpers/desk.mjs';
import { command, freePort, startHub, startOffice } from './helpers/office.mjs';
import { enrol, goTo, readyForOffline, rows, save, writeActivity } from './helpers/phone.mjs';
import { startProxy } from './helpers/proxy.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(240_000);

/** A province and a hub of Mường Tè, whose address nobody knows yet; the phone's way and the hub's line, each cut by itself. */
async function district(folder) {
  const home = join(folder, 'province');
  mkdirSync(home);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let office = await startOffice({ folder: home });
  const [way, line] = [await startProxy(office.url), await startProxy(office.url)];
  const { codes, users } = office;
  return {
    codes,
    /** The province says where the hub is: in force from its next start on. */
    tell: async () => {
      await office.stop();
      command('hub-address', '--database', join(home, 'office.sqlite'), '--hub', '12:muong_te', '--url', url);
      office = await startOffice({ folder: home, port: office.port });
    },
    way,
    line,
    hub: () => startHub({ upstream: line.url, code: codeFor({ codes }, /muong_te_may/), origin: way.url, port, folder }),
    desk: () => signIn({ users, url: office.url }, 'chuyenvien'),
    close: async () => {
      await Promise.all([way.stop(), line.stop()]);
      await office.stop();
    },
  };
}

/** The policy of the page as the service worker keeps it. */
function policyKept(page) {
  return page.evaluate(async () => (await caches.match('/'))?.headers.get('content-security-policy') ?? '');
}

test('what a phone leaves at the district reaches the province once, whichever way is open', async ({ folder }) => {
  const { codes, tell, way, line, hub: startTheHub, desk: signInAtDesk, close } = await district(folder);
  const context = await openProfile(join(folder, 'profile'));
  const page = await context.newPage();
  await enrol(page, way.url, codeFor({ codes }, /Bum Nưa/));
  await readyForOffline(page);
  // The app is kept on the phone before the hub has an address; it comes with the next round, the page's policy too.
  await tell();
  await goTo(page, 'Gửi, nhận');
  await page.getByRole('button', { name: 'Gửi ngay' }).click();
  await expect.poll(() => policyKept(page), { timeout: 30_000 }).toContain('connect-src \'self\' http://127.0.0.1:');
  await page.reload();
  const hub = await startTheHub();
  await expect
    .poll(async () => (await (await fetch(`${hub.url}/api/v1/hub/overview`)).json()).units.some((unit) => unit.devices), {
      timeout: 30_000,
    })
    .toBe(true);

  way.cut();
  line.cut();
  await writeActivity(page, { title: 'Ở khu vực 1' });
  await save(page);
  await goTo(page, 'Gửi, nhận');
  await page.getByRole('button', { name: 'Gửi ngay' }).click();
  await expect(page.getByText(/1 lần ghi do Khu vực Mường Tè giữ/)).toBeVisible({ timeout: 60_000 });
  await page.screenshot({ path: 'results/hub-sync-page.png' });
  await goTo(page, 'Sổ');
  await expect(rows(page, 'Ở khu vực 1').getByText(/^Khu vực đã giữ (hôm nay)/)).toBeVisible();
  await rows(page, 'Ở khu vực 1').click();
  await expect(page.getByText(/Khu vực Mường Tè đã giữ hồ sơ này/)).toBeVisible();
  await page.screenshot({ path: 'results/hub-record-page.png' });

  const clerk = await context.newPage();
  await clerk.goto(hub.url);
  await expect(clerk.getByRole('heading', { name: /1 lần ghi đang chờ chuyển về tỉnh/ })).toBeVisible();
  await clerk.screenshot({ path: 'results/hub-page.png', fullPage: true });
  await clerk.setViewportSize({ width: 1366, height: 768 });
  await clerk.screenshot({ path: 'results/hub-page-desk.png', fullPage: true });

  // The hub's line is up, the phone's way is not: the province's word comes back through the hub.
  line.pass();
  await expect
    .poll(async () => (await (await fetch(`${hub.url}/api/v1/hub/overview`)).json()).waiting, { timeout: 90_000 })
    .toBe(0);
  await goTo(page, 'Gửi, nhận');
  await page.getByRole('button', { name: 'Gửi ngay' }).click();
  await expect(page.getByText(/Tỉnh đã nhận đến lần ghi 1/)).toBeVisible({ timeout: 60_000 });
  await clerk.reload();
  await expect(clerk.getByText('Không có lần ghi nào chờ chuyển.')).toBeVisible();

  // Straight to the province again, by itself.
  way.pass();
  await writeActivity(page, { title: 'Thẳng về tỉnh 2' });
  await save(page);
  await goTo(page, 'Gửi, nhận');
  await page.getByRole('button', { name: 'Gửi ngay' }).click();
  await expect(page.getByText(/Tỉnh đã nhận đến lần ghi 2/)).toBeVisible({ timeout: 60_000 });
  const desk = await signInAtDesk();
  const titles = (await desk.records('kind=activity')).map((record) => record.body.title).sort();
  expect(titles).toEqual(['Thẳng về tỉnh 2', 'Ở khu vực 1'].sort());

  // Neither answers: the page says what to look at.
  way.cut();
  await hub.stop();
  await page.getByRole('button', { name: 'Gửi ngay' }).click();
  await expect(page.getByText(/Chưa kết nối được với tỉnh và máy khu vực \(Khu vực Mường Tè\)/)).toBeVisible({ timeout: 60_000 });
  await page.screenshot({ path: 'results/hub-neither.png' });
  await desk.close();
  await context.close();
  await close();
});
