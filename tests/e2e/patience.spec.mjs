// What a person is told when the network, the office or the phone's own clock is not as it should be; and that nothing
// is lost by any of it.

import { expect } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openProfile } from './helpers/chromium.mjs';
import { codeFor, signIn } from './helpers/desk.mjs';
import { startOffice } from './helpers/office.mjs';
import { enrol, goTo, readyForOffline, rows, save, writeActivity } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(180_000);

const press = (page) => page.getByRole('button', { name: /Gửi ngay|Đang gửi/ }).click();

async function titlesAtOffice(office) {
  const desk = await signIn(office, 'chuyenvien');
  const records = await desk.records('kind=activity');
  await desk.close();
  return records.map((record) => record.body.title);
}

test('a network that wants a sign-in first is named, and believed in nothing', async ({ office, folder }) => {
  const phone = await openProfile(join(folder, 'profile'));
  const page = await phone.newPage();
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await goTo(page, 'Gửi, nhận');
  await expect(page.getByText('Gửi, nhận đủ gần nhất')).toBeVisible();
  const portals = [
    (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<html><form action="/login">WiFi</form></html>' }),
    (route) => route.fulfill({ status: 302, headers: { location: 'http://portal.invalid/login' } }),
    (route) => route.fulfill({ status: 511, contentType: 'text/html', body: 'Network Authentication Required' }),
  ];
  for (const [number, portal] of portals.entries()) {
    await page.route('**/api/v1/**', portal);
    await writeActivity(page, { title: `Sau cổng mạng ${number}` });
    await save(page);
    await goTo(page, 'Gửi, nhận');
    await press(page);
    await expect(page.getByText('Mạng Wi-Fi này yêu cầu đăng nhập trước')).toBeVisible();
    await page.unroute('**/api/v1/**');
    await press(page);
    await expect(page.getByText('Mạng Wi-Fi này yêu cầu đăng nhập trước')).toBeHidden();
    await expect.poll(() => titlesAtOffice(office), { timeout: 30_000 }).toContain(`Sau cổng mạng ${number}`);
  }
  expect((await titlesAtOffice(office)).length).toBe(portals.length);
  await phone.close();
});

test('an app too old says so on every page and keeps everything', async ({ folder }) => {
  const home = join(folder, 'office');
  mkdirSync(home);
  let office = await startOffice({ folder: home });
  const { port } = office;
  const phone = await openProfile(join(folder, 'profile'));
  try {
    const page = await phone.newPage();
    await enrol(page, office.url, codeFor(office, /Bum Nưa/));
    await writeActivity(page, { title: 'Còn được nhận' });
    await save(page);
    await expect.poll(() => titlesAtOffice(office), { timeout: 30_000 }).toEqual(['Còn được nhận']);
    await office.stop();

    office = await startOffice({ folder: home, port, args: ['--demonstration', '--oldest-app', '99'] });
    await writeActivity(page, { title: 'Khi bản đã cũ' });
    await save(page);
    await goTo(page, 'Gửi, nhận');
    await press(page);
    const banner = page.getByRole('alert').filter({ hasText: 'Bản này đã cũ' });
    await expect(banner).toContainText('Những gì đã ghi vẫn còn trên máy');
    await expect(banner.getByRole('button', { name: 'Tìm phiên bản mới' })).toBeVisible();
    await goTo(page, 'Sổ');
    await expect(banner).toBeVisible();
    await expect(rows(page, 'Còn được nhận')).toHaveCount(1);
    await expect(rows(page, 'Khi bản đã cũ')).toHaveCount(1);
    await banner.getByRole('button', { name: 'Tìm phiên bản mới' }).click();
    expect(await titlesAtOffice(office)).toEqual(['Còn được nhận']);
    await office.stop();

    // The office takes it again (as the new version would be taken): everything goes, once.
    office = await startOffice({ folder: home, port });
    await goTo(page, 'Gửi, nhận');
    await press(page);
    await expect(page.getByText(/Tỉnh đã nhận đến lần ghi 2/)).toBeVisible({ timeout: 60_000 });
    await expect(banner).toBeHidden();
    expect((await titlesAtOffice(office)).sort()).toEqual(['Còn được nhận', 'Khi bản đã cũ'].sort());
  } finally {
    await phone.close();
    await office.stop();
  }
});

test('a phone whose battery was out records in 1970, is told so, and nothing is refused', async ({ office, folder }) => {
  const phone = await openProfile(join(folder, 'profile'));
  const page = await phone.newPage();
  await page.clock.install({ time: new Date('1970-01-01T00:05:00Z') });
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  const warning = page.getByText(/Đồng hồ máy chạy chậm \d+ năm so với tỉnh/);
  await expect(warning).toBeVisible({ timeout: 30_000 });
  await writeActivity(page, { title: 'Ghi năm 1970' });
  await save(page);
  await goTo(page, 'Gửi, nhận');
  await expect(warning).toBeVisible();
  await press(page);
  await expect(page.getByText(/Tỉnh đã nhận đến lần ghi 1/)).toBeVisible({ timeout: 60_000 });
  const desk = await signIn(office, 'chuyenvien');
  const [{ id }] = await desk.records('kind=activity');
  const record = await desk.get(`/api/v1/records/${id}`);
  await desk.close();
  expect(record.trail[0].device_time).toMatch(/^1970-01-01T/);
  // The form offered the day of the office, not the phone's.
  expect(record.body.date_from.slice(0, 4)).toBe(String(new Date(Date.now()).getFullYear()));
  await goTo(page, 'Sổ');
  await rows(page, 'Ghi năm 1970').click();
  await expect(page.getByText('đồng hồ máy sai').first()).toBeVisible();
  await phone.close();
});

test('a tab that left the sending to another goes on by itself once that one is closed', async ({ page, context, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await readyForOffline(page);
  const isPush = (request) => request.method() === 'POST' && request.url().endsWith('/entries');
  await page.route('**/api/v1/logs/**', (route) => (isPush(route.request()) ? undefined : route.continue()));
  const pushed = page.waitForRequest(isPush);
  await writeActivity(page, { title: 'Ghi ở thẻ bị đóng' });
  await save(page);
  await pushed;
  const other = await context.newPage();
  await other.goto(office.url);
  await goTo(other, 'Gửi, nhận');
  const elsewhere = other.getByText('Sổ đang gửi ở một cửa sổ khác');
  await expect(elsewhere).toBeVisible();
  await page.close();
  await expect(other.getByText(/Tỉnh đã nhận đến lần ghi 1/)).toBeVisible({ timeout: 60_000 });
  await expect(elsewhere).toBeHidden();
  expect(await titlesAtOffice(office)).toEqual(['Ghi ở thẻ bị đóng']);
});

test('pages that are loaded anew try no more often what fails, and a press is tried all the same', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await readyForOffline(page);
  let pushes = 0;
  await page.route('**/entries', (route) => {
    pushes += 1;
    return route.fulfill({ status: 503 });
  });
  await writeActivity(page, { title: 'Qua nhiều lần tải lại' });
  await save(page);
  for (let turn = 0; turn < 20; turn += 1) {
    const asked = page.waitForResponse(/\/api\/v1\/logs\//);
    await page.reload();
    await asked;
    await page.waitForTimeout(500);
  }
  expect(pushes).toBeGreaterThan(5);
  expect(pushes).toBeLessThanOrEqual(12);
  await page.unroute('**/entries');
  await goTo(page, 'Gửi, nhận');
  await press(page);
  await expect(page.getByText(/Tỉnh đã nhận đến lần ghi 1/)).toBeVisible({ timeout: 60_000 });
});
