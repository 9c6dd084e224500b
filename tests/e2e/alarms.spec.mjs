// Somebody guesses at an account: the administrator reads of it where they look first, and sees to it.

import { expect } from '@playwright/test';
import { problemsOf } from './helpers/axe.mjs';
import { openConsole, signIn } from './helpers/desk.mjs';
import { test } from './helpers/world.mjs';

const ROOMS = [
  { name: 'desk', viewport: { width: 1366, height: 768 } },
  { name: 'phone', viewport: { width: 360, height: 640 } },
];
const SETTINGS = { locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh' };

for (const { name, viewport } of ROOMS) {
  test(`an account that is guessed at stands above everything until it was seen to (${name})`, async ({ browser, office }) => {
    const username = `bi-doan-${name}`;
    const admin = await signIn(office, 'quantri');
    await admin.post('/api/v1/people', { name: 'Giàng Thị Dở', account: { username, role: 'viewer' } });
    await admin.close();
    for (let guess = 0; guess < 12; guess += 1) {
      const answer = await fetch(`${office.url}/api/v1/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: office.url },
        body: JSON.stringify({ username, password: `laichau${guess}` }),
      });
      expect(answer.status).toBe(guess < 10 ? 401 : 429);
    }

    const desk = await browser.newPage({ viewport, ...SETTINGS });
    await openConsole(desk, office, 'quantri');
    const card = desk.getByRole('region', { name: new RegExp(`dò mật khẩu của tài khoản ${username}`) });
    await expect(card).toBeVisible();
    // How many of what, from the first on, and since when.
    await expect(card).toContainText(/12 lần sai mật khẩu, hôm nay/);
    await expect(card).not.toContainText('hàng trăm');
    expect(await desk.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    expect(await problemsOf(desk)).toEqual([]);
    const shots = process.env.DANVAN_SHOTS;
    if (shots) await desk.screenshot({ path: `${shots}/alarm-${name}.png`, fullPage: true });

    const menu = desk.getByRole('navigation', { name: 'Các mục của tỉnh' });
    const badge = menu.getByRole('img', { name: /cảnh báo chưa xử lý/ });
    await expect(badge).toHaveText(/^[12]$/);

    // Where codes are managed it is not in the way; where people are, it is.
    await desk.goto(`${office.url}/console/codes`);
    await expect(desk.getByRole('heading', { name: 'Mã kích hoạt', level: 1 })).toBeVisible();
    await expect(card).toHaveCount(0);
    await expect(badge).toBeVisible();
    await desk.goto(`${office.url}/console`);
    await card.getByRole('link', { name: 'Xem người dùng' }).click();
    await expect(desk.getByRole('heading', { name: 'Người dùng', level: 1 })).toBeVisible();
    await expect(desk.getByRole('searchbox')).toHaveValue(username);
    await expect(desk.locator('table tbody').filter({ hasText: 'Giàng Thị Dở' })).toHaveCount(1);
    await expect(desk.locator('table tbody')).toHaveCount(1);
    await expect(card).toBeVisible();
    await expect(card.getByRole('link', { name: 'Xem người dùng' })).toHaveCount(0);

    await card.getByRole('button', { name: /^Đã xử lý/ }).click();
    await expect(card).toHaveCount(0);
    await expect(desk.getByText('Đã ghi là đã xử lý.')).toBeVisible();
    await expect(desk.locator('#console-main')).toBeFocused();
    await desk.reload();
    await expect(desk.getByRole('heading', { name: 'Người dùng', level: 1 })).toBeVisible();
    await expect(card).toHaveCount(0);

    // Who has seen to it can be read.
    await desk.goto(`${office.url}/console`);
    await desk.getByText('Cảnh báo đã xử lý').click();
    const seenTo = desk.locator('.lines.alarms li').filter({ hasText: username });
    await expect(seenTo).toContainText(/12 lần sai mật khẩu, hôm nay/);
    await expect(seenTo).toContainText(/xử lý, hôm nay \d\d:\d\d/);
    if (shots) await desk.screenshot({ path: `${shots}/alarms-seen-to-${name}.png`, fullPage: true });
    await desk.close();
  });
}

test('a console that is open finds a new alarm by itself, on whatever page, and draws nothing anew without news', async ({ browser, office }) => {
  const desk = await browser.newPage({ viewport: ROOMS[0].viewport, ...SETTINGS });
  await desk.clock.install();
  await openConsole(desk, office, 'quantri');
  await desk.getByRole('link', { name: 'Hồ sơ', exact: true }).click();
  await expect(desk.getByRole('heading', { name: 'Hồ sơ', level: 1 })).toBeVisible();
  const badge = desk.getByRole('img', { name: /cảnh báo chưa xử lý/ });
  await expect(badge).toHaveCount(0);
  const guess = (times) =>
    Promise.all(
      Array.from({ length: times }, (_, number) =>
        fetch(`${office.url}/api/v1/sessions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: office.url },
          body: JSON.stringify({ username: 'lanhdao', password: `laichau${number}` }),
        }),
      ),
    );
  await guess(15);
  await desk.clock.fastForward(61_000);
  await expect(badge).toHaveText('1');
  if (process.env.DANVAN_SHOTS) await desk.screenshot({ path: `${process.env.DANVAN_SHOTS}/alarm-badge.png` });

  await desk.getByRole('link', { name: 'Tổng quan 1 cảnh báo chưa xử lý' }).click();
  const card = desk.getByRole('region', { name: /dò mật khẩu của tài khoản lanhdao/ });
  await expect(card).toContainText('15 lần sai mật khẩu');
  const button = card.getByRole('button', { name: /^Đã xử lý/ });
  await button.focus();
  await guess(3);
  await desk.clock.fastForward(61_000);
  await expect(card).toContainText('18 lần sai mật khẩu');
  await expect(button).toBeFocused();
  await button.click();
  await expect(badge).toHaveCount(0);
  await desk.close();
});

test('who only reads is not troubled by alarms', async ({ browser, office }) => {
  const desk = await browser.newPage({ viewport: ROOMS[0].viewport, ...SETTINGS });
  const asked = [];
  desk.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await openConsole(desk, office, 'xem');
  await expect(desk.getByRole('heading', { name: 'Tổng quan', level: 1 })).toBeVisible();
  expect(asked).not.toContain('/api/v1/alarms');
  await desk.close();
});
