// The steps of a form are pages of the browser's history: the phone's own way back is the step before.

import { expect } from '@playwright/test';
import { codeFor } from './helpers/desk.mjs';
import { enrol, goTo, save, step, writeActivity } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

const at = (page, number) => expect(page.getByText(new RegExp(`^Bước ${number}\\b`))).toBeVisible();
const next = (page) => page.getByRole('button', { name: /^Tiếp/ }).click();
const title = (page) => page.getByLabel(/Tên hoạt động/);

test('back is the previous step, and reload stays on the step', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await goTo(page, 'Ghi');
  await page.getByRole('link', { name: /^Hoạt động dân vận/ }).click();
  await title(page).fill('Họp bản từng bước');
  await next(page);
  await at(page, 2);
  // Whoever reads by ear or by keyboard begins where the step begins.
  await expect(page.getByRole('region', { name: 'Nơi, đơn vị' })).toBeFocused();
  await next(page);
  await at(page, 3);
  await page.reload();
  await at(page, 3);
  await page.goBack();
  await at(page, 2);
  await page.goBack();
  await at(page, 1);
  await expect(title(page)).toHaveValue('Họp bản từng bước');
  await page.goForward();
  await at(page, 2);
  await page.goBack();
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Ghi hồ sơ mới' })).toBeVisible();
  await page.getByRole('link', { name: /Họp bản từng bước/ }).click();
  await at(page, 1);
  await step(page, 'Kết quả');
  await at(page, 4);
  await page.goBack();
  await at(page, 1);
});

test('an error in another step is a step forward too, and none stays behind a saved record', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await writeActivity(page, { title: '' });
  await next(page);
  await page.getByRole('button', { name: 'Lưu trên máy' }).click();
  await at(page, 1);
  await expect(title(page)).toBeFocused();
  await page.goBack();
  await at(page, 3);
  await page.goForward();
  await at(page, 1);
  await title(page).fill('Họp bản rồi lưu');
  await next(page);
  await next(page);
  await save(page);
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Ghi hồ sơ mới' })).toBeVisible();

  await page.goForward();
  await page.getByRole('link', { name: 'Sửa', exact: true }).click();
  await next(page);
  await next(page);
  await page.goBack();
  await at(page, 2);
  await step(page, 'Nội dung');
  await title(page).fill('Họp bản rồi sửa');
  await save(page);
  await expect(page.getByRole('heading', { name: 'Họp bản rồi sửa' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Lịch sử' })).toBeVisible();
});

test('a discarded draft leaves none of its steps behind', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await goTo(page, 'Ghi');
  await page.getByRole('link', { name: /^Hoạt động dân vận/ }).click();
  await title(page).fill('Họp bản rồi bỏ');
  await next(page);
  await next(page);
  await page.getByRole('button', { name: 'Bỏ nháp' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Bỏ nháp' }).click();
  await expect(page.getByRole('heading', { name: 'Ghi hồ sơ mới' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('link', { name: /^Hoạt động dân vận/ })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Xã Bum Nưa' })).toBeVisible();
});
