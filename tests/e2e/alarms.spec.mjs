// Somebody guesses at an account: the administrator reads of it where they look first, and sees to it.

import { randomUUID } from 'node:crypto';
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
  // One after the other: of many at once from one address some are told that the office is busy, and count for nothing.
  const guess = async (times) => {
    for (let number = 0; number < times; number += 1) {
      await fetch(`${office.url}/api/v1/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: office.url },
        body: JSON.stringify({ username: 'lanhdao', password: `laichau${number}` }),
      });
    }
  };
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

/** Fits the page's width, and breaks no rule of access. */
async function isWell(desk) {
  expect(await desk.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  expect(await problemsOf(desk)).toEqual([]);
}

const shot = (desk, name) =>
  process.env.DANVAN_SHOTS ? desk.screenshot({ path: `${process.env.DANVAN_SHOTS}/${name}.png`, fullPage: true }) : null;

test('who is warned of guessed codes is led to the devices that were enrolled lately, the latest first', async ({ browser, office }) => {
  const enrol = (code, name) =>
    fetch(`${office.url}/api/v1/enrolments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code, device: randomUUID(), log: randomUUID(), device_name: name }),
    });
  const admin = await signIn(office, 'quantri');
  const names = ['Máy thứ nhất', 'Máy thứ hai', 'Máy thứ ba'];
  for (const name of names) {
    const ask = { reach: { type: 'units', units: ['03466@2025-07-01'] }, role: 'field_officer', person: `Người của ${name}` };
    const { code } = await admin.post('/api/v1/enrolment-codes', ask);
    expect((await enrol(code, name)).status).toBe(201);
  }
  await admin.close();
  // A burst is let through; each at a device of its own, four at a time as one address may.
  for (let some = 0; some < 80; some += 1) {
    const tries = Array.from({ length: 4 }, (_, one) => enrol(`BUM-2345-${some * 4 + one}`, 'Máy lạ'));
    for (const answer of await Promise.all(tries)) expect(answer.status).not.toBe(201);
  }

  for (const { name, viewport } of ROOMS) {
    const desk = await browser.newPage({ viewport, ...SETTINGS });
    await openConsole(desk, office, 'quantri');
    const card = desk.getByRole('region', { name: 'Có người dò mã kích hoạt' });
    await card.getByRole('link', { name: 'Xem các máy mới kích hoạt' }).click();
    await expect(desk.getByRole('heading', { name: 'Máy', level: 1 })).toBeVisible();
    await expect(desk).toHaveURL(/\/console\/devices\?state=new$/);
    await expect(desk.getByRole('combobox', { name: 'Trạng thái' })).toHaveValue('new');
    const rows = desk.locator('table tbody');
    await expect(rows.getByRole('rowheader')).toContainText([...names].reverse());
    for (const row of await rows.all()) await expect(row.getByRole('rowheader')).toContainText(/kích hoạt hôm nay \d\d:\d\d/);
    await isWell(desk);
    await shot(desk, `devices-new-${name}`);

    // The address alone says it: it can be kept, and words narrow it further.
    await desk.reload();
    await expect(rows).toHaveCount(3);
    await desk.getByRole('searchbox').fill('may thu hai');
    await expect(rows).toHaveCount(1);
    await expect(desk).toHaveURL(/state=new&q=/);
    await desk.getByRole('combobox', { name: 'Trạng thái' }).selectOption('');
    await expect(desk).not.toHaveURL(/state=/);
    await desk.close();
  }
});

test('many alarms leave the page in reach, and are seen to at once; one that came meanwhile stays', async ({ browser, office }) => {
  const accounts = Array.from({ length: 8 }, (_, number) => `tai-khoan-${number}`);
  const guessAt = async (username) => {
    for (let guess = 0; guess < 11; guess += 1) {
      await fetch(`${office.url}/api/v1/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: office.url },
        body: JSON.stringify({ username, password: `laichau${guess}` }),
      });
    }
  };
  const admin = await signIn(office, 'quantri');
  for (const username of [...accounts, 'den-sau']) {
    await admin.post('/api/v1/people', { name: `Người ${username}`, account: { username, role: 'viewer' } });
  }
  for (const username of accounts) await guessAt(username);

  for (const { name, viewport } of ROOMS) {
    const desk = await browser.newPage({ viewport, ...SETTINGS });
    await openConsole(desk, office, 'quantri');
    await expect(desk.getByRole('heading', { name: 'Tổng quan', level: 1 })).toBeVisible();
    for (const room of ['', '/people']) {
      await desk.goto(`${office.url}/console${room}`);
      const cards = desk.getByRole('region', { name: /dò mật khẩu của tài khoản/ });
      await expect(cards).toHaveCount(3);
      await isWell(desk);
      await shot(desk, `alarms-many${room.replace('/', '-')}-${name}`);
      await desk.getByRole('button', { name: /^Xem thêm 5 cảnh báo/ }).click();
      await expect(cards).toHaveCount(8);
      await expect(desk.getByRole('button', { name: /^Xem thêm/ })).toHaveCount(0);
    }
    await desk.close();
  }

  // A leader reads them, and sees to none.
  const leader = await browser.newPage({ viewport: ROOMS[0].viewport, ...SETTINGS });
  await openConsole(leader, office, 'lanhdao');
  await expect(leader.getByRole('button', { name: /^Xem thêm 5 cảnh báo/ })).toBeVisible();
  await expect(leader.getByRole('button', { name: /^Đã xử lý/ })).toHaveCount(0);
  await leader.close();

  const desk = await browser.newPage({ viewport: ROOMS[1].viewport, ...SETTINGS });
  await openConsole(desk, office, 'quantri');
  await expect(desk.getByRole('heading', { name: 'Tổng quan', level: 1 })).toBeVisible();
  await desk.goto(`${office.url}/console/people`);
  const all = desk.getByRole('button', { name: 'Đã xử lý tất cả: dò mật khẩu' });
  await all.click();
  const question = desk.getByRole('dialog', { name: 'Ghi là đã xử lý 8 cảnh báo?' });
  for (const username of accounts) await expect(question).toContainText(username);
  await isWell(desk);
  await shot(desk, 'alarms-all-asked-phone');
  await question.getByRole('button', { name: 'Để nguyên' }).click();
  await expect(question).toBeHidden();
  expect((await admin.get('/api/v1/alarms?state=open')).alarms).toHaveLength(8);

  await all.click();
  await guessAt('den-sau');
  await question.getByRole('button', { name: 'Đã xử lý tất cả' }).click();
  await expect(desk.getByText('Đã ghi là đã xử lý 8 cảnh báo.')).toBeVisible();
  await expect(desk.locator('#console-main')).toBeFocused();
  await expect(desk.getByRole('region', { name: /dò mật khẩu của tài khoản tai-khoan/ })).toHaveCount(0);
  const { alarms } = await admin.get('/api/v1/alarms?state=open');
  expect(alarms.map(({ subject }) => subject)).toEqual(['den-sau']);
  await desk.reload();
  await expect(desk.getByRole('region', { name: /dò mật khẩu của tài khoản den-sau/ })).toBeVisible();
  await expect(desk.getByRole('button', { name: /^Đã xử lý tất cả/ })).toHaveCount(0);
  await desk.close();
  await admin.close();
});

test('a person who goes where nothing is reads a page', async ({ browser, office }) => {
  for (const { name, viewport } of ROOMS) {
    const page = await browser.newPage({ viewport, ...SETTINGS });
    const troubles = [];
    page.on('console', (message) => troubles.push(message.text()));
    const answer = await page.goto(`${office.url}/api/v1/nothing`);
    expect(answer.status()).toBe(404);
    await expect(page.getByRole('heading', { name: 'Không tìm thấy' })).toBeVisible();
    await isWell(page);
    // Its style is let in by the policy, and there is nothing else.
    expect(troubles.filter((words) => words.includes('Content Security Policy'))).toEqual([]);
    expect(await page.evaluate(() => getComputedStyle(document.body).maxWidth)).toBe('576px');
    await shot(page, `nothing-there-${name}`);
    // A script of a page gets the document.
    const asked = await page.request.get(`${office.url}/api/v1/nothing`);
    expect(asked.headers()['content-type']).toBe('application/problem+json');
    await page.getByRole('link', { name: 'Mở trang đầu' }).click();
    await expect(page).toHaveURL(`${office.url}/`);
    await page.close();
  }
});
