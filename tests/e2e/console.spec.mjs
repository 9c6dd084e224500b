// What a phone records, the office sees: figures with their qualifiers, and the records behind each.

import { expect } from '@playwright/test';
import { setTimeout as pause } from 'node:timers/promises';
import { codeFor, openConsole } from './helpers/desk.mjs';
import { enrol, goTo, save, writeActivity, writeFigure } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(120_000);

test('a figure reaches the office with its qualifier and opens the records behind it', async ({ browser, page, office }) => {
  const sessions = { find: 'tuyen truyen chinh sach', name: /[Tt]uyên truyền chính sách/ };
  await enrol(page, office.url, codeFor(office, /Đoàn Kết/));
  await writeActivity(page, { title: 'Tuyên truyền quý một', type: 'tuyen_truyen_mieng' });
  await writeFigure(page, sessions, '300');
  await save(page);
  await writeActivity(page, { title: 'Tuyên truyền quý hai', type: 'tuyen_truyen_mieng' });
  await writeFigure(page, sessions, '20', 'trên');
  await save(page);
  await goTo(page, 'Gửi, nhận');
  await page.getByRole('button', { name: /Gửi ngay|Đang gửi/ }).click();
  await expect(page.getByText(/Tỉnh đã nhận đến lần ghi 2/)).toBeVisible({ timeout: 30_000 });

  const desk = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await openConsole(desk, office, 'chuyenvien');
  await desk.getByRole('link', { name: /^Số liệu/ }).first().click();
  const figure = desk.getByRole('link', { name: /trên\s*320/ }).or(desk.getByRole('button', { name: /trên\s*320/ }));
  await figure.first().click();
  await expect(desk.getByText('Tuyên truyền quý một')).toBeVisible();
  await expect(desk.getByText('Tuyên truyền quý hai')).toBeVisible();
  await desk.close();
});

test('what was not done is told apart from what was, and stays until it is closed', async ({ page, context, office }) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await openConsole(page, office, 'chuyenvien');
  const leave = page.getByRole('button', { name: 'Đăng xuất' });
  await expect(leave).toBeVisible();
  await context.setOffline(true);
  await leave.click();
  const said = page.getByText(/^Không kết nối được/);
  await expect(said).toBeVisible();
  // A word about something done would have gone by now.
  await pause(7_000);
  await expect(said).toBeVisible();
  await page.getByRole('button', { name: 'Đóng' }).click();
  await expect(said).toHaveCount(0);
  await context.setOffline(false);
  await leave.click();
  await expect(page.getByLabel('Tên đăng nhập')).toBeVisible();
});
