// The papers of a nomination: what it needs is said beforehand, what is missing all at once; it is saved without, and says
// so to whoever reads it.

import { expect } from '@playwright/test';
import { codeFor, signIn } from './helpers/desk.mjs';
import { enrol, goTo, step } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

const shots = process.env.DANVAN_SHOTS;

test.use({ viewport: { width: 360, height: 640 } });
test.setTimeout(180_000);

test('papers that are missing are said at once, keep nobody from saving, and travel with the record', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await goTo(page, 'Ghi');
  await page.getByRole('link', { name: 'Tập thể' }).click();
  await page.getByLabel(/Tên tập thể/).fill('Tổ dân vận bản Nà Phung');
  await step(page, 'Đề nghị');
  await page.getByLabel(/Phong trào, đợt thi đua/).selectOption({ index: 1 });
  await page.getByText('Văn hóa - xã hội').first().click();
  await page.getByRole('group', { name: /Cấp khen thưởng/ }).getByText('Tỉnh', { exact: true }).click();
  await page.getByLabel(/Thành tích từ ngày/).fill('01/01/2026');
  await page.getByLabel(/Thành tích đến ngày/).fill('31/10/2026');
  await step(page, 'Thành tích');
  await page.getByLabel(/Tóm tắt thành tích/).fill('Vận động 42 hộ hiến đất làm đường nội bản.');
  await step(page, 'Giấy tờ');
  const papers = page.locator('#f-dossier_items');
  await expect(papers).toContainText('Còn thiếu vẫn lưu và gửi được');
  for (const name of ['Tờ trình, văn bản đề nghị', 'Báo cáo thành tích', 'Biên bản xét khen thưởng']) {
    await expect(papers.getByRole('group', { name: new RegExp(`^${name} · cần có`) })).toBeVisible();
  }
  await shoot(page, 'papers-before');
  // One is there, one is known to be missing, of one nothing was said: and a text is missing too.
  const paper = (name) => papers.getByRole('group', { name: new RegExp(`^${name}`) });
  await paper('Tờ trình').getByText('Có', { exact: true }).click();
  await paper('Biên bản xét').getByText('Còn thiếu', { exact: true }).click();
  await page.getByRole('button', { name: 'Lưu trên máy' }).click();
  await expect(page.getByRole('heading', { name: 'Có 1 chỗ cần sửa' })).toBeVisible();
  await page.getByLabel('Báo cáo thành tích').fill('Tổ đã họp dân năm lần, bà con đồng thuận cả.');
  // What is missing besides was said with it: nothing new comes with the next press.
  await expect(page.locator('#warnings li').filter({ hasText: 'Còn thiếu' })).toHaveText([
    /Báo cáo thành tích”\. Bổ sung sau được\./,
    /Biên bản xét khen thưởng”\. Bổ sung sau được\./,
  ]);
  await step(page, 'Giấy tờ');
  await expect(paper('Biên bản xét')).toContainText('Còn thiếu “Biên bản xét khen thưởng”');
  await shoot(page, 'papers-missing');
  await page.getByRole('button', { name: 'Vẫn lưu' }).click();
  await expect(page.getByRole('heading', { name: 'Lịch sử' })).toBeVisible();
  const says = page.getByText('Hồ sơ còn thiếu giấy tờ');
  await expect(says).toBeVisible();
  await shoot(page, 'papers-record');

  await goTo(page, 'Gửi, nhận');
  await page.getByRole('button', { name: /Gửi ngay|Đang gửi/ }).click();
  await expect(page.getByText(/Tỉnh đã nhận đến lần ghi 1/)).toBeVisible({ timeout: 30_000 });
  const desk = await signIn(office, 'chuyenvien');
  const [{ id }] = await desk.records('kind=nomination&state=submitted');
  const record = await desk.get(`/api/v1/records/${id}`);
  expect(record.body.dossier_items.map(({ item, status }) => [item, status]).sort()).toEqual([['bien_ban', 'thieu'], ['to_trinh', 'co']]);
  await desk.close();
});

test('the console says what a dossier lacks', async ({ browser, office }) => {
  const { openConsole } = await import('./helpers/desk.mjs');
  const desk = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  const phone = await browser.newPage({ viewport: { width: 360, height: 640 } });
  await enrol(phone, office.url, codeFor(office, /Hua Bum|Pa Tần|Bum Nưa/));
  await goTo(phone, 'Ghi');
  await phone.getByRole('link', { name: 'Hộ gia đình' }).click();
  await phone.getByLabel(/Hộ gia đình ông\/bà/).fill('Hộ ông Sùng A Chu');
  await step(phone, 'Đề nghị');
  await phone.getByLabel(/Phong trào, đợt thi đua/).selectOption({ index: 1 });
  await phone.getByText('Văn hóa - xã hội').first().click();
  await phone.getByRole('group', { name: /Cấp khen thưởng/ }).getByText('Tỉnh', { exact: true }).click();
  await phone.getByLabel(/Thành tích từ ngày/).fill('01/01/2026');
  await phone.getByLabel(/Thành tích đến ngày/).fill('31/10/2026');
  await step(phone, 'Thành tích');
  await phone.getByLabel(/Tóm tắt thành tích/).fill('Hiến 300 m² đất làm đường.');
  await phone.getByLabel('Báo cáo thành tích').fill('Gia đình hiến đất, dời hàng rào.');
  await phone.getByRole('button', { name: 'Lưu trên máy' }).click();
  await expect(phone.locator('#warnings li').filter({ hasText: 'Còn thiếu' })).toHaveCount(3);
  await phone.getByRole('button', { name: 'Vẫn lưu' }).click();
  await expect(phone.getByRole('heading', { name: 'Lịch sử' })).toBeVisible();
  await goTo(phone, 'Gửi, nhận');
  await phone.getByRole('button', { name: /Gửi ngay|Đang gửi/ }).click();
  await expect(phone.getByText(/Tỉnh đã nhận đến lần ghi 1/)).toBeVisible({ timeout: 30_000 });

  await openConsole(desk, office, 'chuyenvien');
  await desk.getByRole('link', { name: /^Hồ sơ/ }).first().click();
  await desk.getByRole('link', { name: /Sùng A Chu/ }).or(desk.getByRole('button', { name: /Sùng A Chu/ })).first().click();
  await expect(desk.locator('.papers')).toContainText('Hồ sơ còn thiếu giấy tờ');
  await expect(desk.locator('.papers li')).toHaveCount(3);
  if (shots) await desk.screenshot({ path: `${shots}/papers-console-1366.png` });
  await desk.close();
  await phone.close();
});

async function shoot(page, name) {
  if (!shots) return;
  await page.screenshot({ path: `${shots}/${name}-360.png` });
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.screenshot({ path: `${shots}/${name}-1366.png` });
  await page.setViewportSize({ width: 360, height: 640 });
}
