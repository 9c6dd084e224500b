// What a round brings while somebody is at work on a page takes nothing from under the fingers.

import { expect } from '@playwright/test';
import { join } from 'node:path';
import { openProfile } from './helpers/chromium.mjs';
import { codeFor } from './helpers/desk.mjs';
import { askStore } from './helpers/device-store.mjs';
import { enrol, goTo, readyForOffline, rows, save, sendNow, writeActivity } from './helpers/phone.mjs';
import { addFiles, drawPhotos } from './helpers/photos.mjs';
import { test } from './helpers/world.mjs';

/** A device whose network is gone, and a second tab of it. */
async function cutOff(page, context, office) {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await readyForOffline(page);
  const other = await context.newPage();
  await other.goto(office.url);
  await context.setOffline(true);
  return other;
}

test('a form keeps what it says at its fields', async ({ page, context, office }) => {
  const other = await cutOff(page, context, office);
  await writeActivity(page, { title: 'Họp bản, chờ gửi' });
  await save(page);
  await goTo(page, 'Ghi');
  await page.getByRole('link', { name: /^Hoạt động dân vận/ }).click();
  await expect(page.getByRole('link', { name: '1 chưa gửi' })).toBeVisible();
  await page.getByRole('button', { name: 'Lưu trên máy' }).click();
  const wrong = page.getByRole('heading', { name: /^Có \d+ chỗ cần sửa/ });
  await expect(wrong).toBeVisible();

  await context.setOffline(false);
  await sendNow(other);
  await expect(page.getByRole('link', { name: '1 chưa gửi' })).toHaveCount(0);
  await expect(wrong).toBeVisible();
});

/** The session as the device keeps it: a mark of its form, then JSON. */
async function session(page) {
  const kept = await askStore(page, 'meta', 'get', 'session');
  return JSON.parse(kept.slice(1));
}

test('a form stays when the office’s keys come to a device that joined before there were bundles', async ({ page, context, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await readyForOffline(page);
  await context.setOffline(true);
  const joined = await session(page);
  expect(joined.enrolment.office_keys).toBeDefined();
  delete joined.enrolment.office_keys;
  await askStore(page, 'meta', 'put', `1${JSON.stringify(joined)}`, 'session');
  await page.reload();
  await goTo(page, 'Ghi');
  await page.getByRole('link', { name: /^Hoạt động dân vận/ }).click();
  await page.getByRole('button', { name: 'Lưu trên máy' }).click();
  const wrong = page.getByRole('heading', { name: /^Có \d+ chỗ cần sửa/ });
  await expect(wrong).toBeVisible();
  await context.setOffline(false);
  await expect.poll(async () => (await session(page)).enrolment.office_keys, { timeout: 30_000 }).toBeDefined();
  await expect(wrong).toBeVisible();
});

test('the reason of a withdrawal stays while the record itself arrives at the province', async ({ page, context, office }) => {
  const other = await cutOff(page, context, office);
  await writeActivity(page, { title: 'Họp bản, ghi hai lần' });
  await save(page);
  await page.getByRole('button', { name: 'Rút hồ sơ' }).click();
  const asks = page.getByRole('dialog');
  await asks.getByLabel(/Lý do/).fill('Đã có trong sổ');

  await context.setOffline(false);
  await sendNow(other);
  await expect(page.getByText(/^Tỉnh đã nhận đủ/)).toHaveCount(1);
  await expect(asks.getByLabel(/Lý do/)).toHaveValue('Đã có trong sổ');
  await asks.getByRole('button', { name: 'Rút hồ sơ' }).click();
  await expect(page.getByText('“Đã có trong sổ”')).toBeVisible();
});

test('a photo fetched from the province stays while a correction of its record arrives', async ({ office, folder }) => {
  const [writer, reader] = await Promise.all(['son', 'don'].map((name) => openProfile(join(folder, name))));
  const [at, seen] = [await writer.newPage(), await reader.newPage()];
  await enrol(at, office.url, codeFor(office, /Lý Văn Sơn/));
  await enrol(seen, office.url, codeFor(office, /Pa Vệ Sủ/));
  await writeActivity(at, { title: 'Họp bản có ảnh' });
  await addFiles(at, await drawPhotos(writer, folder, 1, { width: 800, height: 600 }));
  await save(at);
  await goTo(at, 'Gửi, nhận');
  await expect(at.getByRole('heading', { name: 'Tỉnh đã nhận đủ' })).toBeVisible({ timeout: 60_000 });

  const beside = await reader.newPage();
  await beside.goto(office.url);
  await sendNow(beside);
  await goTo(seen, 'Sổ');
  await rows(seen, 'Họp bản có ảnh').click();
  await seen.getByRole('button', { name: 'Tải về xem' }).click();
  const photo = seen.getByRole('main').getByRole('img');
  await expect(photo).toBeVisible();
  const address = await photo.getAttribute('src');

  await goTo(at, 'Sổ');
  await rows(at, 'Họp bản có ảnh').click();
  await at.getByRole('link', { name: 'Sửa', exact: true }).click();
  await at.getByLabel(/Tên hoạt động/).fill('Họp bản, sửa tên');
  await save(at);
  await sendNow(at);
  await sendNow(beside);
  await expect(seen.getByRole('heading', { name: 'Họp bản, sửa tên' })).toBeVisible();
  await expect(photo).toHaveAttribute('src', address);
  for (const phone of [writer, reader]) await phone.close();
});
