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
    await expect(card).toContainText('3 lần');
    await expect(card).toContainText('hôm nay');
    expect(await desk.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    expect(await problemsOf(desk)).toEqual([]);
    const shots = process.env.DANVAN_SHOTS;
    if (shots) await desk.screenshot({ path: `${shots}/alarm-${name}.png`, fullPage: true });

    // Where codes are managed it is not in the way; where people are, it is.
    await desk.goto(`${office.url}/console/codes`);
    await expect(desk.getByRole('heading', { name: 'Mã kích hoạt', level: 1 })).toBeVisible();
    await expect(card).toHaveCount(0);
    await desk.goto(`${office.url}/console`);
    await card.getByRole('link', { name: 'Xem người dùng' }).click();
    await expect(desk.getByRole('heading', { name: 'Người dùng', level: 1 })).toBeVisible();
    await expect(card).toBeVisible();
    await expect(card.getByRole('link', { name: 'Xem người dùng' })).toHaveCount(0);

    await card.getByRole('button', { name: /^Đã xử lý/ }).click();
    await expect(card).toHaveCount(0);
    await expect(desk.getByText('Đã ghi là đã xử lý.')).toBeVisible();
    await expect(desk.locator('#console-main')).toBeFocused();
    await desk.reload();
    await expect(desk.getByRole('heading', { name: 'Người dùng', level: 1 })).toBeVisible();
    await expect(card).toHaveCount(0);
    await desk.close();
  });
}

test('who only reads is not troubled by alarms', async ({ browser, office }) => {
  const desk = await browser.newPage({ viewport: ROOMS[0].viewport, ...SETTINGS });
  const asked = [];
  desk.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await openConsole(desk, office, 'xem');
  await expect(desk.getByRole('heading', { name: 'Tổng quan', level: 1 })).toBeVisible();
  expect(asked).not.toContain('/api/v1/alarms');
  await desk.close();
});
