// A nomination is returned with a reason, corrected without a network, and received.

import { expect } from '@playwright/test';
import { join } from 'node:path';
import { openProfile } from './helpers/chromium.mjs';
import { codeFor, decisionLeaves, openConsole, signIn } from './helpers/desk.mjs';
import { enrol, goTo, readyForOffline, rows, save, step } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(180_000);

const shots = process.env.DANVAN_SHOTS;

test('a returned nomination comes back with its reason, is corrected offline, and is received', async ({ browser, office, folder }) => {
  const phone = await openProfile(join(folder, 'profile'));
  const page = await phone.newPage();
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await readyForOffline(page);

  await goTo(page, 'Ghi');
  await page.getByRole('link', { name: 'Tập thể' }).click();
  await page.getByLabel(/Tên tập thể/).fill('Tổ dân vận bản Phí Chi A');
  await fillNomination(page);
  await save(page);
  await goTo(page, 'Gửi, nhận');
  await page.getByRole('button', { name: /Gửi ngay|Đang gửi/ }).click();
  await expect(page.getByText(/Tỉnh đã nhận đến lần ghi 1/)).toBeVisible({ timeout: 30_000 });

  // The specialist returns it in the console.
  const desk = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await openConsole(desk, office, 'chuyenvien');
  await desk.getByRole('link', { name: /^Hồ sơ/ }).first().click();
  await desk.getByRole('link', { name: /Tổ dân vận bản Phí Chi A/ }).or(desk.getByRole('button', { name: /Tổ dân vận bản Phí Chi A/ })).first().click();
  await desk.getByRole('button', { name: 'Trả lại' }).first().click();
  const dialog = desk.getByRole('dialog');
  await dialog.getByLabel(/Lý do/).fill('ngắn');
  await dialog.getByRole('button', { name: /Trả lại/ }).click();
  await expect(dialog.getByText(/Lý do cần ít nhất 10 ký tự/)).toBeVisible();
  await dialog.getByLabel(/Lý do/).fill('Thiếu biên bản họp xét của tổ dân vận');
  await dialog.getByRole('button', { name: /Trả lại/ }).click();
  await expect(dialog).toBeHidden();
  await decisionLeaves(desk);

  await page.getByRole('button', { name: /Gửi ngay/ }).click();
  await goTo(page, 'Trang chủ');
  await expect(page.getByText('Thiếu biên bản họp xét của tổ dân vận').first()).toBeVisible({ timeout: 30_000 });

  // Corrected where there is no network.
  await phone.setOffline(true);
  await page.reload();
  await goTo(page, 'Sổ');
  await rows(page, 'Tổ dân vận bản Phí Chi A').first().click();
  await expect(page.getByText('Thiếu biên bản họp xét của tổ dân vận').first()).toBeVisible();
  await page.getByRole('link', { name: 'Sửa và gửi lại' }).or(page.getByRole('button', { name: 'Sửa và gửi lại' })).first().click();
  // The reason stands at the form's top in each step, and at the field that it speaks of.
  const why = page.getByRole('region', { name: /Tỉnh trả lại/ });
  await expect(why).toContainText('Thiếu biên bản họp xét của tổ dân vận');
  await why.getByRole('link', { name: /Thành phần hồ sơ|Giấy tờ/ }).click();
  await expect(page.locator('.says').getByText('Tỉnh trả lại: “Thiếu biên bản họp xét của tổ dân vận”')).toBeVisible();
  await expect(why).toBeVisible();
  if (shots) await page.screenshot({ path: join(shots, 'returned-form-360.png') });
  await step(page, 'Người, tập thể');
  await expect(why).toBeVisible();
  await page.getByLabel(/Tên tập thể/).fill('Tổ dân vận bản Phí Chi A, xã Bum Nưa');
  await save(page);
  await phone.setOffline(false);
  await goTo(page, 'Gửi, nhận');
  await page.getByRole('button', { name: /Gửi ngay|Đang gửi/ }).click();
  await expect(page.getByText(/Tỉnh đã nhận đến lần ghi 2/)).toBeVisible({ timeout: 30_000 });

  const api = await signIn(office, 'chuyenvien');
  const [{ id }] = await api.records('kind=nomination&state=submitted');
  const record = await api.get(`/api/v1/records/${id}`);
  expect(record.body.collective_name).toBe('Tổ dân vận bản Phí Chi A, xã Bum Nưa');
  const received = await api.move(record, 'receive');
  expect(received.state).toBe('received');
  expect(received.code).toBeTruthy();
  expect(received.trail.map((line) => line.did)).toEqual(['create', 'return', 'resubmit', 'receive']);
  await api.close();
  await page.getByRole('button', { name: /Gửi ngay/ }).click();
  await goTo(page, 'Sổ');
  await rows(page, 'Tổ dân vận bản Phí Chi A').first().click();
  await expect(page.getByText(/Đã tiếp nhận/).first()).toBeVisible({ timeout: 30_000 });

  await desk.close();
  await phone.close();
});

/** Fills in what a nomination of a collective needs beyond its name. */
async function fillNomination(page) {
  await step(page, 'Đề nghị');
  await page.getByLabel(/Phong trào, đợt thi đua/).selectOption({ index: 1 });
  await page.getByText('Văn hóa - xã hội').click();
  await page.getByRole('group', { name: /Cấp khen thưởng/ }).getByText('Tỉnh', { exact: true }).click();
  await page.getByLabel(/Thành tích từ ngày/).fill('01/01/2026');
  await page.getByLabel(/Thành tích đến ngày/).fill('31/10/2026');
  await step(page, 'Thành tích');
  await page.getByLabel(/Tóm tắt thành tích/).fill('Vận động 42 hộ hiến đất làm đường nội bản.');
  await page.getByLabel(/Báo cáo thành tích/).fill('Tổ đã họp dân năm lần, bà con đồng thuận cả.');
  await step(page, 'Giấy tờ');
  for (const paper of await page.locator('#f-dossier_items').getByText('Có', { exact: true }).all()) await paper.click();
}
