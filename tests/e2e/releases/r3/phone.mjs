// A person with a phone: what they see and press, by the words on the screen.

import { expect } from '@playwright/test';
import { askStore } from '../../helpers/device-store.mjs';

/** Joins with a code and waits for the home page. */
export async function enrol(page, url, code, device = 'Máy thử') {
  await page.goto(url);
  await page.getByLabel('Mã kích hoạt').fill(code);
  await page.getByLabel('Tên máy này').fill(device);
  await page.getByLabel(/Tôi đã rõ/).check();
  await page.getByRole('button', { name: 'Kích hoạt' }).click();
  await expect(menu(page)).toBeVisible();
}

/** Where the Sync page says that the browser has lost the key: types a new code for the same person there. */
export async function enrolAgainWhereAsked(page, code) {
  await goTo(page, 'Gửi, nhận');
  await expect(page.getByRole('button', { name: /Gửi ngay/ })).toBeVisible();
  const field = page.getByLabel('Mã kích hoạt');
  if (!(await field.count())) return;
  await field.fill(code);
  await page.getByRole('button', { name: 'Kích hoạt lại' }).click();
  await expect(field).toBeHidden({ timeout: 30_000 });
}

/** The bar of the four main pages. */
export function menu(page) {
  return page.getByRole('navigation', { name: 'Các trang chính' });
}

/** Goes to one of the four main pages. */
export async function goTo(page, name) {
  await menu(page).getByRole('link', { name }).click();
}

/**
 * Waits until the app opens and records without a network: the service worker is in control, and the province's
 * catalogue lies on the device.
 */
export async function readyForOffline(page) {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }));
  });
  await expect.poll(() => askStore(page, 'meta', 'count', 'catalogue')).toBe(1);
}

/** Opens a step of the form by its name, and waits until the focus has come to its beginning. */
export async function step(page, name) {
  await page.getByRole('navigation', { name: 'Các bước' }).getByRole('link', { name }).click();
  // With the next picture: what is typed before would lose it again.
  await expect(page.locator('section[id^="step-"]:focus')).toBeAttached();
}

/** Begins an activity and fills in what every activity needs. */
export async function writeActivity(page, { title, type = 'doi_thoai', content = 'Nội dung buổi làm việc với nhân dân.' }) {
  await goTo(page, 'Ghi');
  await page.getByRole('link', { name: /^Hoạt động dân vận/ }).click();
  await page.getByLabel(/Loại hoạt động/).selectOption(type);
  await page.getByLabel(/Tên hoạt động/).fill(title);
  await page.getByLabel(/Nội dung chính/).fill(content);
  await step(page, 'Nơi, đơn vị');
  await choose(page, /Cơ quan chủ trì/, 'uỷ ban nhân dân xã', /Ủy ban nhân dân|UBND/);
}

/** Adds a figure: what is typed, and how exact it is. */
export async function writeFigure(page, indicator, typed, how = null) {
  await step(page, 'Số liệu');
  const field = page.locator('#f-indicator_values-find');
  await field.fill(indicator.find);
  await page.getByRole('option', { name: indicator.name }).first().click();
  const figure = page.getByRole('group', { name: indicator.name });
  await figure.getByRole('textbox').fill(typed);
  await figure.getByRole('textbox').blur();
  if (how) await figure.getByText(how, { exact: true }).click();
  return figure;
}

/** Searches a long list and takes the first that fits. */
export async function choose(page, field, typed, found) {
  const group = page.getByRole('group', { name: field });
  const change = group.getByRole('button', { name: /Đổi/ });
  if (await change.count()) return;
  await group.getByRole('combobox').fill(typed);
  await group.getByRole('option', { name: found }).first().click();
}

/** Presses save, confirming warnings, and waits for the word that it is durable. */
export async function save(page) {
  const anyway = page.getByRole('button', { name: 'Vẫn lưu' });
  // Where only warnings are left, it says so before it is pressed.
  await page.getByRole('button', { name: /^(Lưu trên máy|Lưu và gửi lại|Vẫn lưu)$/ }).click();
  await expect(anyway.or(page.getByRole('heading', { name: 'Lịch sử' }))).toBeVisible();
  // It may be on its way by then, and the button gone.
  if (await anyway.isVisible()) await anyway.click({ timeout: 3_000 }).catch(() => {});
  // The record's own page comes once it is durable; the word alone could be an earlier one.
  await expect(page.getByRole('heading', { name: 'Lịch sử' })).toBeVisible();
  await expect(page.getByText('Đã lưu trên máy').first()).toBeVisible();
}

/** Sends and reads; done when the office has everything and the feed was read. */
export async function sendNow(page) {
  await goTo(page, 'Gửi, nhận');
  await page.getByRole('button', { name: /Gửi ngay/ }).click();
  await expect(page.getByText('Xong. Tỉnh đã nhận đủ.')).toBeVisible({ timeout: 30_000 });
}

/** The rows of the book that carry a title. */
export function rows(page, title) {
  return page.getByRole('main').getByRole('link').filter({ hasText: title });
}

/** Adds files to the open form and waits for the word that each is kept. */
export async function addFiles(page, paths) {
  await step(page, 'Kết quả');
  const group = page.getByRole('group', { name: 'Ảnh và tệp' });
  const removals = group.getByRole('button', { name: /^Bỏ / });
  const before = await removals.count();
  await group.locator('input[type=file][multiple]').setInputFiles(paths);
  await expect(removals).toHaveCount(before + paths.length, { timeout: 60_000 });
  await expect(group.getByRole('status').filter({ hasText: /^Đã giữ / })).toBeVisible();
  return group;
}

/** Waits for the word that what was typed is kept as a draft. */
export async function draftKept(page) {
  await expect(page.getByText(/^Nháp \d\d:\d\d/).first()).toBeVisible();
}

/** Takes the new version that the page speaks of; the page that comes is of that version. */
export async function takeNewVersion(page) {
  const button = page.getByRole('button', { name: 'Cập nhật ngay' });
  await expect(button).toBeVisible({ timeout: 30_000 });
  const loaded = page.waitForEvent('load');
  await button.click();
  await loaded;
}
