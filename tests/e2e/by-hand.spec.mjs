// Work goes to the office and its receipt back in files, with no network between the phone and the office.

import { expect } from '@playwright/test';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pack } from './helpers/bundles.mjs';
import { openProfile } from './helpers/chromium.mjs';
import { codeFor, openConsole, signIn } from './helpers/desk.mjs';
import { enrol, goTo, readyForOffline, rows, save, writeActivity } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(240_000);

test('a bundle goes out and a receipt comes back by hand; many, twice and damaged each get their row', async ({ browser, office, folder }) => {
  const phone = await openProfile(join(folder, 'profile'));
  const page = await phone.newPage();
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await readyForOffline(page);
  await phone.setOffline(true);

  // Two bundles, the second only with what came later.
  await writeActivity(page, { title: 'Phát dọn đường bản Phí Chi' });
  await save(page);
  const first = await pack(page, folder, 'first');
  expect(first.name).toMatch(/^goi-xa-bum-nua-[0-9a-f]{12}-1-1\.danvan$/);
  await writeActivity(page, { title: 'Tuyên truyền ở bản Nà Hừ' });
  await save(page);
  const both = await pack(page, folder, 'both');
  expect(both.name).toMatch(/-1-2\.danvan$/);
  await page.screenshot({ path: test.info().outputPath('phone.png'), fullPage: true });

  // The clerk drops many files: a damaged one, a photo, one of them twice, one that overlaps.
  const desk = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await openConsole(desk, office, 'chuyenvien');
  await desk.getByRole('link', { name: 'Nhận gói' }).click();
  const damaged = join(folder, 'hong.danvan');
  const bytes = readFileSync(first.path);
  bytes[bytes.length - 100] ^= 1;
  writeFileSync(damaged, bytes);
  const photo = join(folder, 'anh.jpg');
  writeFileSync(photo, Buffer.from([0xff, 0xd8, 0xff, 0xe0]));
  await desk.getByLabel('Chọn tệp gói').setInputFiles([damaged, photo, first.path, both.path, first.path]);
  await expect(desk.getByText('Xong 5 tệp.')).toBeVisible({ timeout: 30_000 });
  const row = (name) => desk.locator('.bundle-rows').first().getByRole('row').filter({ hasText: name });
  await expect(row('hong.danvan')).toContainText('Tệp không còn nguyên vẹn');
  await expect(row('anh.jpg')).toContainText('Không phải tệp nhận được ở');
  await expect(row(first.file).first()).toContainText('Đã nhận 1 lần ghi mới');
  await expect(row(both.file)).toContainText('Đã nhận 1 lần ghi mới');
  await expect(row(first.file).last()).toContainText('Đã có từ trước');

  const download = desk.waitForEvent('download');
  await desk.getByRole('button', { name: /Tải biên nhận/ }).click();
  const receipt = join(folder, 'bien-nhan.danvan');
  await (await download).saveAs(receipt);
  await desk.screenshot({ path: test.info().outputPath('desk.png'), fullPage: true });

  // The phone, still without a network, takes the receipt.
  const field = page.getByLabel('Nhập biên nhận');
  await field.setInputFiles(damaged);
  await expect(page.getByText('Không phải tệp nhận được ở')).toBeVisible();
  await field.setInputFiles(receipt);
  await expect(page.getByText('Biên nhận hợp lệ: tỉnh đã nhận thêm 2 lần ghi.')).toBeVisible();
  await expect(page.getByText(/Tỉnh đã nhận đến lần ghi 2/)).toBeVisible();
  await field.setInputFiles(receipt);
  await expect(page.getByText('không có gì mới')).toBeVisible();
  await goTo(page, 'Sổ');
  await expect(rows(page, 'Phát dọn đường bản Phí Chi').first()).toContainText('Tỉnh đã nhận');
  await expect(rows(page, 'Tuyên truyền ở bản Nà Hừ').first()).toContainText('Tỉnh đã nhận');

  // What comes later begins behind the receipt.
  await writeActivity(page, { title: 'Họp bản Hua Bum' });
  await save(page);
  const third = await pack(page, folder, 'third');
  expect(third.name).toMatch(/-3-3\.danvan$/);
  const api = await signIn(office, 'chuyenvien');
  expect(await api.records()).toHaveLength(2);
  await desk.getByLabel('Chọn tệp gói').setInputFiles([third.path]);
  await expect(row(third.file)).toContainText('Đã nhận 1 lần ghi mới', { timeout: 30_000 });
  expect(await api.records()).toHaveLength(3);
  await api.close();
  await desk.close();
  await phone.close();
});
