// Two people at one record: the same field on two phones without a network, and a withdrawal against an edit.

import { expect } from '@playwright/test';
import { join } from 'node:path';
import { openProfile } from './helpers/chromium.mjs';
import { codeFor, decisionLeaves, freshCodeFor, openConsole, signIn } from './helpers/desk.mjs';
import { enrol, goTo, readyForOffline, rows, save, sendNow, writeActivity } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(240_000);

const COMMUNE = 'Lý Văn Sơn';
const POST = 'Trực ban Đồn Pa Vệ Sủ';
const TITLE = 'Đối thoại với nhân dân bản Phí Chi A';

const TWO_PEOPLE = [['son', (office) => codeFor(office, /Lý Văn Sơn/)], ['don', (office) => codeFor(office, /Pa Vệ Sủ/)]];
const ONE_PERSON = [
  ['Máy cũ', (office) => codeFor(office, /Lý Văn Sơn/)],
  ['Máy mới', (office) => freshCodeFor(office, COMMUNE, '03466@2025-07-01')],
];

/** Two phones of one commune that both have the record, neither with a network. */
async function apart(office, folder, whose = TWO_PEOPLE) {
  const phones = [];
  for (const [name, code] of whose) {
    const phone = await openProfile(join(folder, name));
    const page = await phone.newPage();
    await enrol(page, office.url, await code(office), name);
    await readyForOffline(page);
    phones.push({ phone, page });
  }
  const [{ page: first }, { page: second }] = phones;
  await writeActivity(first, { title: TITLE });
  await save(first);
  await sendNow(first);
  await sendNow(second);
  await goTo(second, 'Sổ');
  await expect(rows(second, TITLE)).toHaveCount(1, { timeout: 30_000 });
  for (const { phone } of phones) await phone.setOffline(true);
  return phones;
}

async function open(page, title) {
  await goTo(page, 'Sổ');
  await rows(page, title).first().click();
}

async function retitle(page, title) {
  await open(page, TITLE);
  await page.getByRole('link', { name: 'Sửa', exact: true }).click();
  await page.getByLabel(/Tên hoạt động/).fill(title);
  await save(page);
}

async function picture(page, name, desk = false) {
  if (!process.env.DANVAN_PICTURES) return;
  await page.evaluate(() => document.getElementById('conflicts-title')?.scrollIntoView());
  await page.screenshot({ path: join(process.env.DANVAN_PICTURES, `${name}-${desk ? '1366' : '360'}.png`) });
}

test('two change one field offline; one chooses offline, and the office sees the choice and both names', async ({ browser, office, folder }) => {
  const [son, post] = await apart(office, folder);
  await retitle(son.page, 'Đối thoại có 42 hộ dự');
  await retitle(post.page, 'Đối thoại có 57 hộ dự');
  await son.phone.setOffline(false);
  await sendNow(son.page);
  await post.phone.setOffline(false);
  await sendNow(post.page);

  // The second phone shows both values with their names, and chooses without a network.
  await post.phone.setOffline(true);
  await goTo(post.page, 'Trang chủ');
  await expect(post.page.getByRole('heading', { name: 'Cần chọn: 1' })).toBeVisible({ timeout: 30_000 });
  await open(post.page, 'Đối thoại có 42 hộ dự');
  const conflict = post.page.getByRole('region', { name: 'Có hai cách ghi' });
  await expect(conflict.getByText(`${COMMUNE} ·`)).toBeVisible();
  await expect(conflict.getByText(`${POST} ·`)).toBeVisible();
  await expect(conflict.getByText('Đối thoại có 42 hộ dự').first()).toBeVisible();
  await picture(post.page, 'conflict-phone');
  await post.page.setViewportSize({ width: 1366, height: 768 });
  await picture(post.page, 'conflict-phone', true);
  await post.page.setViewportSize({ width: 360, height: 640 });
  // The form says so at the field, too.
  await post.page.getByRole('link', { name: 'Sửa', exact: true }).click();
  await expect(post.page.getByText(/Chỗ này có cách ghi khác đang chờ chọn: “Đối thoại có 57 hộ dự”/)).toBeVisible();
  await picture(post.page, 'conflict-form');
  await post.page.goBack();
  const take = conflict.getByRole('button', { name: 'Đổi thành “Đối thoại có 57 hộ dự”' });
  await take.focus();
  await post.page.keyboard.press('Enter');
  await expect(conflict).toHaveCount(0);
  await expect(post.page.getByRole('heading', { name: 'Đối thoại có 57 hộ dự' })).toBeVisible();
  await expect(post.page.getByText(/Trước đó, Tên hoạt động: “Đối thoại có 42 hộ dự”/)).toBeVisible();
  await picture(post.page, 'conflict-chosen');
  await post.page.reload();
  await expect(post.page.getByRole('heading', { name: 'Đối thoại có 57 hộ dự' })).toBeVisible();
  await post.phone.setOffline(false);
  await sendNow(post.page);

  const api = await signIn(office, 'chuyenvien');
  const [{ id }] = await api.records();
  const record = await api.get(`/api/v1/records/${id}`);
  expect(record.body.title).toBe('Đối thoại có 57 hộ dự');
  expect(record.proposals).toBeUndefined();
  await api.close();

  const desk = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await openConsole(desk, office, 'chuyenvien');
  await desk.getByRole('link', { name: /^Hồ sơ/ }).first().click();
  await desk.getByRole('link', { name: /Đối thoại có 57 hộ dự/ }).first().click();
  const chosen = desk.getByRole('listitem').filter({ hasText: 'Chọn' }).filter({ hasText: POST });
  await expect(chosen.getByText(/Trước đó, Tên hoạt động: “Đối thoại có 42 hộ dự”/)).toBeVisible();
  await expect(desk.getByRole('listitem').filter({ hasText: COMMUNE }).filter({ hasText: 'Sửa' })).toBeVisible();
  await picture(desk, 'conflict-history', true);

  // The first phone reads it.
  await sendNow(son.page);
  await open(son.page, 'Đối thoại có 57 hộ dự');
  await expect(son.page.getByRole('region', { name: 'Có hai cách ghi' })).toHaveCount(0);
  await desk.close();
  for (const { phone } of [son, post]) await phone.close();
});

test('a withdrawal against an edit is told in plain words, and chosen at the console', async ({ browser, office, folder }) => {
  const [son, post] = await apart(office, folder);
  await open(son.page, TITLE);
  await son.page.getByRole('button', { name: 'Rút hồ sơ' }).click();
  await son.page.getByRole('dialog').getByLabel(/Lý do/).fill('Ghi hai lần');
  await son.page.getByRole('dialog').getByRole('button', { name: 'Rút hồ sơ' }).click();
  await expect(son.page.getByText('Đã rút', { exact: true })).toBeVisible();
  // The withdrawal itself has not arrived: the page says so beside it.
  await expect(son.page.getByRole('status').getByText('Trên máy', { exact: true })).toBeVisible();
  await retitle(post.page, 'Đối thoại có 57 hộ dự');
  await son.phone.setOffline(false);
  await sendNow(son.page);
  await post.phone.setOffline(false);
  await sendNow(post.page);

  await open(post.page, TITLE);
  await expect(post.page.getByText(new RegExp(`${COMMUNE} đã rút hồ sơ này`))).toBeVisible({ timeout: 30_000 });
  await picture(post.page, 'withdrawn-phone');

  const desk = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await openConsole(desk, office, 'chuyenvien');
  await desk.getByRole('link', { name: /^Hồ sơ/ }).first().click();
  await desk.getByRole('button', { name: 'Cần chọn cách ghi (1)' }).click();
  await picture(desk, 'conflict-queue', true);
  await desk.getByRole('link', { name: TITLE }).first().click();
  const conflict = desk.getByRole('region', { name: 'Có hai cách ghi' });
  await expect(conflict.getByText(/Ghi hai lần/)).toBeVisible();
  await expect(conflict.getByText(new RegExp(`“Đối thoại có 57 hộ dự” · ${POST}`))).toBeVisible();
  await picture(desk, 'withdrawn-console', true);
  await desk.setViewportSize({ width: 360, height: 640 });
  await picture(desk, 'withdrawn-console');
  await desk.setViewportSize({ width: 1366, height: 768 });
  await conflict.getByRole('button', { name: 'Khôi phục và lấy phần sửa' }).click();
  // A choice waits and can be taken back like any decision.
  await expect(desk.locator('#waiting-decision')).toBeVisible();
  await expect(conflict.getByRole('button').first()).toBeDisabled();
  await decisionLeaves(desk);
  await expect(conflict).toHaveCount(0);
  await expect(desk.getByRole('heading', { name: 'Đối thoại có 57 hộ dự' })).toBeVisible();
  await expect(desk.getByRole('listitem').filter({ hasText: 'Lò Thị Mai' }).filter({ hasText: 'Chọn' })).toBeVisible();
  await desk.getByRole('link', { name: 'Danh sách' }).click();
  await expect(desk.getByRole('button', { name: 'Cần chọn cách ghi (0)' })).toBeVisible();

  await sendNow(son.page);
  await open(son.page, 'Đối thoại có 57 hộ dự');
  await expect(son.page.getByText('Đã rút', { exact: true })).toHaveCount(0);
  await desk.close();
  for (const { phone } of [son, post]) await phone.close();
});

test('one person with two phones: each side names its device, on both phones and at the console', async ({ browser, office, folder }) => {
  const [old, fresh] = await apart(office, folder, ONE_PERSON);
  await retitle(old.page, 'Đối thoại có 42 hộ dự');
  await retitle(fresh.page, 'Đối thoại có 57 hộ dự');
  await old.phone.setOffline(false);
  await sendNow(old.page);
  await fresh.phone.setOffline(false);
  await sendNow(fresh.page);

  await open(fresh.page, 'Đối thoại có 42 hộ dự');
  const here = fresh.page.getByRole('region', { name: 'Có hai cách ghi' });
  await expect(here.getByText(`${COMMUNE} · máy “Máy cũ” ·`)).toBeVisible({ timeout: 30_000 });
  await expect(here.getByText(`${COMMUNE} · máy này ·`)).toBeVisible();
  await picture(fresh.page, 'conflict-one-person');
  await sendNow(old.page);
  await open(old.page, 'Đối thoại có 42 hộ dự');
  const there = old.page.getByRole('region', { name: 'Có hai cách ghi' });
  await expect(there.getByText(`${COMMUNE} · máy “Máy mới” ·`)).toBeVisible({ timeout: 30_000 });
  await expect(there.getByText(`${COMMUNE} · máy này ·`)).toBeVisible();

  const desk = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await openConsole(desk, office, 'chuyenvien');
  await desk.getByRole('link', { name: /^Hồ sơ/ }).first().click();
  await desk.getByRole('link', { name: /Đối thoại có 42 hộ dự/ }).first().click();
  const conflict = desk.getByRole('region', { name: 'Có hai cách ghi' });
  await expect(conflict.getByText(`${COMMUNE} · máy “Máy cũ” ·`)).toBeVisible();
  await expect(conflict.getByText(`${COMMUNE} · máy “Máy mới” ·`)).toBeVisible();
  await picture(desk, 'conflict-one-person', true);
  // Who goes on without choosing is told what they pass over.
  await desk.getByRole('group', { name: 'Xử lý', exact: true }).getByRole('button', { name: 'Duyệt', exact: true }).click();
  const question = desk.getByRole('dialog');
  await expect(question.getByText('Nên chọn trước rồi mới làm bước này')).toBeVisible();
  await expect(question.getByText('1 chỗ cần chọn')).toBeVisible();
  await picture(desk, 'conflict-approve', true);
  await desk.keyboard.press('Escape');
  await expect(desk.locator('#waiting-decision')).toHaveCount(0);
  await desk.close();
  for (const { phone } of [old, fresh]) await phone.close();
});
