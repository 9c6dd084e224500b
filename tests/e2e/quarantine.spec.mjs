// What a revoked phone had written arrives by a file, waits apart, and is judged by a person.

import { expect } from '@playwright/test';
import { join } from 'node:path';
import { pack } from './helpers/bundles.mjs';
import { openProfile } from './helpers/chromium.mjs';
import { codeFor, openConsole, signIn } from './helpers/desk.mjs';
import { enrol, goTo, readyForOffline, rows, save, writeActivity } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(240_000);

const TAKEN = 'Phát dọn đường bản Phí Chi';
const LEFT = 'Tuyên truyền ở bản Nà Hừ';
const DEVICE = 'Máy đã mất';

test('of what a revoked phone had written one part is taken in, another is left and stays to be seen', async ({ browser, office, folder }) => {
  const phone = await openProfile(join(folder, 'profile'));
  const page = await phone.newPage();
  await enrol(page, office.url, codeFor(office, /Bum Nưa/), DEVICE);
  await readyForOffline(page);
  await phone.setOffline(true);
  await writeActivity(page, { title: TAKEN });
  await save(page);
  const first = await pack(page, folder, 'mot');
  await writeActivity(page, { title: LEFT });
  await save(page);
  const both = await pack(page, folder, 'hai');

  const admin = await signIn(office, 'quantri');
  const { devices } = await admin.get('/api/v1/devices');
  const { device: id } = devices.find((device) => device.name === DEVICE);
  await admin.post(`/api/v1/devices/${id}/revocation`, { reason: 'Máy bị mất ở chợ phiên' });

  // The carrier of the stick hands both files over; neither goes into the book.
  const desk = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'vi-VN' });
  await openConsole(desk, office, 'quantri');
  const rooms = desk.getByRole('navigation', { name: 'Các mục của tỉnh' });
  await rooms.getByRole('link', { name: 'Nhận gói' }).click();
  await desk.getByLabel('Chọn tệp gói').setInputFiles([first.path, both.path]);
  await expect(desk.getByText('Xong 2 tệp.')).toBeVisible({ timeout: 30_000 });
  const shots = process.env.DANVAN_SHOTS;
  if (shots) await desk.screenshot({ path: `${shots}/quarantine-bundles.png`, fullPage: true });
  for (const { file } of [first, both]) {
    const row = desk.locator('.bundle-rows').first().getByRole('row').filter({ hasText: file });
    await expect(row).toContainText(/chờ .*xem xét/i);
  }
  await expect(desk.getByRole('heading', { name: 'Biên nhận mang về' })).toHaveCount(0);
  await expect(desk.getByRole('link', { name: 'Sang “Chờ xem xét”' }).first()).toBeVisible();
  expect(await admin.records()).toEqual([]);

  await rooms.getByRole('link', { name: 'Chờ xem xét' }).click();
  // The second file has the first entry too: only what is new in it is a part of its own.
  const part = (number) => desk.locator('section.card').filter({ has: desk.getByRole('heading', { name: `1 lần ghi, số ${number}`, exact: true }) });
  await expect(rooms.getByRole('link', { name: 'Chờ xem xét' })).toHaveAccessibleDescription('2 phần chờ');
  await expect(part(1)).toContainText(TAKEN);
  await expect(part(1)).toContainText('trong gói');
  const group = desk.getByRole('region', { name: `Máy “${DEVICE}”` });
  await expect(group).toContainText('Máy đang bị thu hồi');
  await expect(group).toContainText('Máy bị mất ở chợ phiên');
  await expect(group).not.toContainText('ghi là');
  await part(2).getByText('Xem nội dung').click();
  await expect(part(2)).toContainText(LEFT);
  if (shots) await desk.screenshot({ path: `${shots}/quarantine-waits.png`, fullPage: true });

  await part(1).getByRole('button', { name: /^Nhận vào sổ/ }).click();
  const question = desk.getByRole('dialog');
  await question.getByLabel(/Ghi chú/).fill('Đã hỏi lại người ghi');
  await question.getByRole('button', { name: 'Nhận vào sổ' }).click();
  await expect(part(1)).toContainText('Đã hỏi lại người ghi');
  await expect(part(1).getByRole('button')).toHaveCount(0);

  await part(2).getByRole('button', { name: /^Không nhận/ }).click();
  await question.getByLabel(/Ghi chú/).fill('Không ai ở bản biết việc này');
  await question.getByRole('button', { name: 'Không nhận' }).click();
  await expect(part(2)).toContainText('Không ai ở bản biết việc này');

  // It is still there for whoever comes later, as judged, with what is in it; and it can still be taken.
  await desk.reload();
  await expect(desk.getByRole('heading', { name: 'Không còn chờ' })).toBeVisible();
  await expect(desk.getByText('Không có phần nào chờ')).toBeVisible();
  await expect(part(2)).toContainText(/Không nhận \S+.* Không ai ở bản biết việc này/);
  await expect(part(2)).toContainText(LEFT);
  await expect(part(2).getByRole('button', { name: /^Nhận vào sổ/ })).toBeVisible();
  await expect(part(2).getByRole('button', { name: /^Không nhận/ })).toHaveCount(0);
  if (shots) await desk.screenshot({ path: `${shots}/quarantine-judged.png`, fullPage: true });
  if (shots) {
    await desk.setViewportSize({ width: 360, height: 640 });
    await desk.screenshot({ path: `${shots}/quarantine-judged-360.png`, fullPage: true });
    await desk.setViewportSize({ width: 1366, height: 768 });
  }

  await rooms.getByRole('link', { name: /^Hồ sơ/ }).click();
  await expect(desk.getByRole('link', { name: TAKEN })).toBeVisible();
  await expect(desk.getByRole('link', { name: LEFT })).toHaveCount(0);
  expect((await admin.records()).map((record) => record.body.title)).toEqual([TAKEN]);

  // The phone has both, whatever was decided.
  await goTo(page, 'Sổ');
  for (const title of [TAKEN, LEFT]) await expect(rows(page, title).first()).toBeVisible();
  await admin.close();
  await desk.close();
  await phone.close();
});
