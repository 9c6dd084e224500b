// A draft whose record is saved, corrected or chosen about meanwhile: what nobody typed in it goes over nothing.

import { expect } from '@playwright/test';
import { freshCodeFor } from './helpers/desk.mjs';
import { KEPT, atCorrection, atWork, content, correcting, title, withdraw } from './helpers/drafts.mjs';
import { holdTable } from './helpers/held-store.mjs';
import { enrol, goTo, readyForOffline, rows, save, sendNow, step, writeFigure } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(120_000);

const ROADS = { find: 'duong giao thong', name: /^(?!Bỏ).*Đường giao thông/ };
const SESSIONS = { find: 'luot nguoi', name: /^(?!Bỏ).*Lượt người được tuyên truyền/ };
const result = (page) => page.getByRole('region', { name: 'Kết quả' }).getByRole('textbox').first();
const correct = (page) => page.getByRole('link', { name: 'Sửa', exact: true }).click();

/** The record that carries a title, from the book. */
async function open(page, named) {
  await goTo(page, 'Sổ');
  await rows(page, named).first().click();
  await expect(page.getByRole('heading', { name: 'Lịch sử' })).toBeVisible();
}

/** Presses save, and does something before that has ended. */
async function savingWhile(page, typing) {
  const slow = await holdTable(page, 'entries');
  const [anyway, saving] = ['Vẫn lưu', 'Đang lưu…'].map((name) => page.getByRole('button', { name }));
  await page.getByRole('button', { name: 'Lưu trên máy' }).click();
  await expect(anyway.or(saving)).toBeVisible();
  if (await anyway.isVisible()) await anyway.click();
  await expect(saving).toBeVisible();
  await typing();
  await slow.release();
  await expect(page.getByText('Đã lưu trên máy').first()).toBeVisible();
}

/** The same, and leaves the form meanwhile. */
async function meanwhile(page, typing) {
  await savingWhile(page, async () => {
    await typing();
    await page.waitForTimeout(1_200);
    await page.getByRole('link', { name: 'Quay lại' }).click();
    await expect(page.getByRole('heading', { name: 'Ghi hồ sơ mới' })).toBeVisible();
  });
}

/** Another phone of the same commune. */
async function another(browser, office) {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, locale: 'vi-VN' });
  const page = await context.newPage();
  await enrol(page, office.url, await freshCodeFor(office, 'Lý Văn Sơn', '03466@2025-07-01'), 'Máy hai');
  await readyForOffline(page);
  await sendNow(page);
  return page;
}

test('what was typed while a new record was being saved goes over nothing that another phone has corrected', async ({ browser, page, context, office }) => {
  await atWork(page, context, office, 'Họp bản');
  await meanwhile(page, () => title(page).fill('Họp bản, tên gõ thêm'));
  await context.setOffline(false);
  await sendNow(page);
  const second = await another(browser, office);
  await open(second, 'Họp bản');
  await correct(second);
  await content(second).fill('Nội dung sửa ở máy hai.');
  await save(second);
  await sendNow(second);
  await second.context().close();

  await sendNow(page);
  await open(page, 'Họp bản');
  await expect(page.getByRole('main')).toContainText('Nội dung sửa ở máy hai.');
  await correct(page);
  await expect(title(page)).toHaveValue('Họp bản, tên gõ thêm');
  await save(page);
  await sendNow(page);
  await open(page, 'Họp bản, tên gõ thêm');
  await expect(page.getByRole('main')).toContainText(/Nội dung chính\s*Nội dung sửa ở máy hai\./);
  await expect(page.getByText('Có hai cách ghi')).toHaveCount(0);
});

test('what was taken away while a new record was being saved does not come back', async ({ page, context, office }) => {
  await atWork(page, context, office, 'Làm đường');
  await step(page, 'Kết quả');
  await result(page).fill('Kết quả ghi nhầm.');
  await writeFigure(page, ROADS, '1,25');
  await writeFigure(page, SESSIONS, '40');
  await meanwhile(page, async () => {
    await page.getByRole('button', { name: /^Bỏ .*Đường giao thông/ }).click();
    await step(page, 'Kết quả');
    await result(page).fill('');
  });
  await goTo(page, 'Trang chủ');
  await page.getByRole('link', { name: /Làm đường/ }).first().click();
  await expect(correcting(page)).toBeVisible();
  await step(page, 'Kết quả');
  await expect(result(page)).toHaveValue('');
  await step(page, 'Số liệu');
  await expect(page.getByRole('group', { name: SESSIONS.name })).toBeVisible();
  await expect(page.getByRole('group', { name: ROADS.name })).toHaveCount(0);
  await save(page);
  await expect(page.locator('.trail').getByText('Đã sửa: Số liệu, Kết quả')).toBeVisible();
});

test('a chosen figure stays, though a draft was begun before in another language', async ({ browser, page, context, office }) => {
  const figure = (tab) => tab.locator('#f-indicator_values-0-typed');
  await atWork(page, context, office, 'Làm đường');
  await writeFigure(page, ROADS, '1,25');
  await save(page);
  const record = page.url();
  await context.setOffline(false);
  await sendNow(page);
  await context.setOffline(true);
  const second = await another(browser, office);
  for (const [phone, typed] of [[second, '3,5'], [page, '2,5']]) {
    await open(phone, 'Làm đường');
    await correct(phone);
    await step(phone, 'Số liệu');
    await figure(phone).fill(typed);
    await save(phone);
  }
  await sendNow(second);
  await second.context().close();
  await context.setOffline(false);
  await sendNow(page);
  await context.setOffline(true);

  await page.goto(record);
  const conflict = page.getByRole('region', { name: 'Có hai cách ghi' });
  await expect(conflict).toBeVisible();
  await correct(page);
  await title(page).fill('Làm đường, tên gõ dở');
  await expect(page.getByText(KEPT)).toBeVisible();
  await page.goto(record);
  await conflict.getByRole('button', { name: /^Đổi thành .*2,5/ }).click();
  await expect(conflict).toHaveCount(0);

  await page.evaluate(() => localStorage.setItem('danvan.language', 'en'));
  await page.goto(record);
  await page.getByRole('link', { name: 'Correct', exact: true }).click();
  await expect(page.locator('#f-title')).toHaveValue('Làm đường, tên gõ dở');
  await expect(figure(page)).toHaveValue('2.5');
  await page.getByRole('button', { name: /^Save/ }).click();
  await expect(page.getByRole('heading', { name: 'Làm đường, tên gõ dở' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('2.5 km');
});

test('two tabs begin a correction before and after another phone’s: only what was typed goes over that', async ({ browser, page, context, office }) => {
  await atCorrection(page, context, office, 'Họp bản');
  const record = page.url().replace(/\/correct.*/, '');
  await page.getByRole('link', { name: 'Quay lại' }).click();
  await context.setOffline(false);
  await sendNow(page);
  const other = await context.newPage();
  await other.goto(office.url);
  // One tab types the title and leaves; the other has its form open, and nothing typed in it.
  await page.goto(`${record}/correct`);
  await title(page).fill('Họp bản, tên gõ dở');
  await expect(page.getByText(KEPT)).toBeVisible();
  const second = await another(browser, office);
  await open(second, 'Họp bản');
  await correct(second);
  await content(second).fill('Nội dung sửa ở máy hai.');
  await writeFigure(second, SESSIONS, '45');
  await save(second);
  await sendNow(second);
  await second.context().close();
  await sendNow(other);
  await open(other, 'Họp bản');
  await expect(other.getByRole('main')).toContainText('Nội dung sửa ở máy hai.');
  await page.close();
  await correct(other);
  await expect(title(other)).toHaveValue('Họp bản, tên gõ dở');
  await writeFigure(other, ROADS, '2,5');
  await save(other);
  await sendNow(other);
  await open(other, 'Họp bản, tên gõ dở');
  await expect(other.getByRole('main')).toContainText(/Nội dung chính\s*Nội dung sửa ở máy hai\./);
  await expect(other.getByRole('main')).toContainText('45 lượt người');
  await expect(other.getByRole('main')).toContainText('2,5 km');
  await expect(other.getByText('Có hai cách ghi')).toHaveCount(0);
});

test('the same where one tab has its form open all the while', async ({ browser, page, context, office }) => {
  await atCorrection(page, context, office, 'Họp bản');
  const form = page.url();
  await page.getByRole('link', { name: 'Quay lại' }).click();
  await context.setOffline(false);
  await sendNow(page);
  const other = await context.newPage();
  await other.goto(office.url);
  await page.goto(form);
  await expect(title(page)).toHaveValue('Họp bản');
  const second = await another(browser, office);
  await open(second, 'Họp bản');
  await correct(second);
  await content(second).fill('Nội dung sửa ở máy hai.');
  await save(second);
  await sendNow(second);
  await second.context().close();
  await sendNow(other);
  await open(other, 'Họp bản');
  await correct(other);
  await expect(content(other)).toHaveValue('Nội dung sửa ở máy hai.');
  await title(page).fill('Họp bản, tên ở thẻ một');
  await expect(title(other)).toHaveValue('Họp bản, tên ở thẻ một');
  await expect(content(other)).toHaveValue('Nội dung sửa ở máy hai.');
  await save(other);
  await sendNow(other);
  await open(other, 'Họp bản, tên ở thẻ một');
  await expect(other.getByRole('main')).toContainText(/Nội dung chính\s*Nội dung sửa ở máy hai\./);
});

test('what was typed about a place in doubt stays when that is chosen, though another tab has the form open', async ({ browser, page, context, office }) => {
  await atCorrection(page, context, office, 'Họp bản');
  const record = page.url().replace(/\/correct.*/, '');
  await page.getByRole('link', { name: 'Quay lại' }).click();
  await context.setOffline(false);
  await sendNow(page);
  await context.setOffline(true);
  const second = await another(browser, office);
  for (const [phone, typed] of [[second, 'Nội dung ở máy hai.'], [page, 'Nội dung ở máy một.']]) {
    await open(phone, 'Họp bản');
    await correct(phone);
    await content(phone).fill(typed);
    await save(phone);
  }
  await sendNow(second);
  await second.context().close();
  await context.setOffline(false);
  await sendNow(page);
  await page.goto(`${record}/correct`);
  await expect(content(page)).toHaveValue('Nội dung ở máy hai.');
  const other = await context.newPage();
  await other.goto(page.url());
  await content(other).fill('Nội dung viết lại.');
  await expect(other.getByText(KEPT)).toBeVisible();
  await other.getByRole('link', { name: 'Quay lại' }).click();
  await other.getByRole('button', { name: /^Đổi thành/ }).click();
  await expect(other.getByRole('region', { name: 'Có hai cách ghi' })).toHaveCount(0);
  await correct(other);
  await expect(content(other)).toHaveValue('Nội dung viết lại.');
  await expect(content(page)).toHaveValue('Nội dung viết lại.');
});

test('a number that was answered stays the number that it is, in another language too', async ({ page, context, office }) => {
  await atWork(page, context, office, 'Làm đường');
  const roads = await writeFigure(page, ROADS, '2,185');
  await roads.getByRole('button', { name: '2,185', exact: true }).click();
  await save(page);
  await correct(page);
  await step(page, 'Số liệu');
  const figure = page.locator('#f-indicator_values-0-typed');
  await figure.fill('2.185');
  await figure.blur();
  await page.getByRole('group', { name: ROADS.name }).getByRole('button', { name: '2.185', exact: true }).click();
  await expect(page.getByText(KEPT)).toBeVisible();
  await page.getByRole('link', { name: 'Quay lại' }).click();
  await withdraw(page);
  await page.evaluate(() => localStorage.setItem('danvan.language', 'en'));
  await page.goto(office.url);
  await page.getByRole('link', { name: /Làm đường/ }).first().click();
  await page.getByRole('link', { name: 'Figures', exact: true }).click();
  await expect(page.getByText(/read as 2,185/i)).toBeVisible();
});

test('a file that is chosen while a record is being saved is not lost', async ({ page, context, office }) => {
  await atWork(page, context, office, 'Việc có biên bản');
  const pdf = { name: 'bien-ban.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 abc') };
  await savingWhile(page, async () => {
    await step(page, 'Kết quả');
    await page.getByRole('group', { name: 'Ảnh và tệp' }).locator('input[type=file][multiple]').setInputFiles([pdf]);
  });
  await expect(correcting(page)).toBeVisible();
  await expect(page.getByRole('button', { name: /^Bỏ bien-ban/ })).toBeVisible();
  await save(page);
  await expect(page.getByRole('main')).toContainText('bien-ban');
});

test('what was said of an empty list, or that nothing has changed, is not said any more once that is not so', async ({ page, context, office }) => {
  await atWork(page, context, office, 'Làm đường');
  await page.getByRole('button', { name: 'Lưu trên máy' }).click();
  await expect(page.getByText(/Chưa có số liệu/).first()).toBeVisible();
  await writeFigure(page, ROADS, '1,25');
  await expect(page.getByText(/Chưa có số liệu/)).toHaveCount(0);
  await save(page);
  await correct(page);
  await page.getByRole('button', { name: 'Lưu trên máy' }).click();
  await expect(page.getByText('Chưa có gì thay đổi để lưu.')).toBeVisible();
  await title(page).fill('Làm đường bản');
  await expect(page.getByText('Chưa có gì thay đổi để lưu.')).toHaveCount(0);
  await expect(page.getByText(KEPT)).toBeVisible();
});
