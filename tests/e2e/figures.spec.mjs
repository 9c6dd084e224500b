// Figures and days as people write them: read where they can mean one thing, asked about once where they can mean two, and
// offered with one press where they say more than a number.

import { expect } from '@playwright/test';
import { activities } from './helpers/activities.mjs';
import { codeFor } from './helpers/desk.mjs';
import { sendActivities } from './helpers/device-api.mjs';
import { askStore } from './helpers/device-store.mjs';
import { enrol, goTo, save, step, writeActivity, writeFigure } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

test.use({ viewport: { width: 360, height: 640 } });
test.setTimeout(180_000);

const ROADS = { find: 'duong giao thong', name: /^(?!Bỏ).*Đường giao thông/ };
const PEOPLE = { find: 'luot nguoi', name: /^(?!Bỏ).*Lượt người được tuyên truyền/ };
const SESSIONS = { find: 'buoi tuyen truyen mieng', name: /^(?!Bỏ).*Buổi tuyên truyền miệng/ };
const FUNDS = { find: 'kinh phi', name: /^(?!Bỏ).*Kinh phí huy động/ };

const question = (figure) => figure.locator('.says.error');

test('which of two readings is meant is asked once, and the answer stays', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await writeActivity(page, { title: 'Làm đường nội bản' });
  // Only one reading can be meant: it is shown, and nothing is asked.
  const people = await writeFigure(page, PEOPLE, '2,185');
  await expect(people).toContainText('Đọc là 2.185 lượt người');
  await expect(question(people)).toHaveCount(0);
  // A whole number is offered neither a fraction nor noughts that nobody typed.
  const sessions = await writeFigure(page, SESSIONS, '1.5');
  await expect(question(sessions)).toContainText('Ghi một số nguyên');
  await expect(question(sessions).getByRole('button')).toHaveCount(0);
  await sessions.getByRole('textbox').fill('15');
  await expect(question(sessions)).toHaveCount(0);
  // Roads carry three decimals: 2,185 km and 2.185 km can both be meant.
  const roads = await writeFigure(page, ROADS, '2.185');
  await expect(question(roads)).toContainText('“2.185” là 2,185 hay 2.185?');
  await roads.getByRole('textbox').fill('2,185');
  await roads.getByRole('textbox').blur();
  await expect(question(roads)).toContainText('“2,185” là 2,185 hay 2.185?');
  await roads.getByRole('button', { name: '2,185', exact: true }).click();
  await expect(roads).toContainText('Đọc là 2,185 km');
  await expect(roads.getByRole('textbox')).toBeFocused();
  await expect(question(roads)).toHaveCount(0);
  // The draft keeps the answer.
  await roads.getByRole('textbox').blur();
  await expect(page.getByText(/^Nháp \d\d:\d\d$/).first()).toBeVisible();
  await page.reload();
  await step(page, 'Số liệu');
  await expect(roads).toContainText('Đọc là 2,185 km');
  await roads.getByRole('textbox').focus();
  await roads.getByRole('textbox').blur();
  await expect(question(roads)).toHaveCount(0);
  await save(page);
  await expect(page.getByText('Đường giao thông: 2,185 km')).toBeVisible();
  await expect(page.getByText(/Lượt người được tuyên truyền, vận động: 2\.185 lượt người/)).toBeVisible();

  // A number that was saved is not asked about again.
  await page.getByRole('link', { name: 'Sửa', exact: true }).click();
  await page.getByLabel(/Tên hoạt động/).fill('Làm đường nội bản Phí Chi A');
  await step(page, 'Số liệu');
  await roads.getByRole('textbox').focus();
  await roads.getByRole('textbox').blur();
  await expect(question(roads)).toHaveCount(0);
  await save(page);
  await expect(page.getByText('Đường giao thông: 2,185 km')).toBeVisible();
});

test('figures as people write them are taken with one press', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await writeActivity(page, { title: 'Đối thoại với Nhân dân' });
  for (const [indicator, typed, offered, text, how] of [
    [SESSIONS, 'khoảng 60', 'khoảng 60 buổi', '60', 'khoảng'],
    [ROADS, 'hơn 109', 'hơn 109 km', '109', 'hơn'],
    [PEOPLE, 'hàng trăm', 'bằng chữ “hàng trăm”', 'hàng trăm', 'bằng chữ'],
  ]) {
    const figure = await writeFigure(page, indicator, typed);
    await expect(question(figure)).toContainText(`“${typed}” ghi là ${offered}?`);
    await figure.getByRole('button', { name: offered, exact: true }).click();
    await expect(figure.getByRole('textbox')).toHaveValue(text);
    await expect(figure.getByRole('radio', { name: how, exact: true })).toBeChecked();
    await expect(question(figure)).toHaveCount(0);
  }
  const figure = (indicator) => page.getByRole('group', { name: indicator.name });
  for (const [indicator, typed, offered] of [
    [PEOPLE, '45 người', '45 lượt người'],
    [PEOPLE, '120 lượt', '120 lượt người'],
    [ROADS, '350 m', '0,35 km'],
    [ROADS, 'hơn 350 m', 'hơn 0,35 km'],
  ]) {
    const row = figure(indicator);
    await row.getByText('đúng', { exact: true }).click();
    await row.getByRole('textbox').fill(typed);
    await row.getByRole('textbox').blur();
    await row.getByRole('button', { name: offered, exact: true }).click();
    await expect(question(row)).toHaveCount(0);
  }
  // Another thing is counted: said, and nothing is offered.
  const people = figure(PEOPLE);
  await people.getByRole('textbox').fill('45 hộ');
  await people.getByRole('textbox').blur();
  await expect(question(people)).toContainText('Số này tính theo “hộ”, chỉ tiêu tính theo “lượt người”.');
  await people.getByRole('textbox').fill('120');
  const funds = await writeFigure(page, FUNDS, '1,2 tỷ đồng');
  await funds.getByRole('button', { name: '1.200 triệu đồng', exact: true }).click();
  await save(page);
  for (const text of [/Buổi tuyên truyền miệng: khoảng 60 buổi/, /Đường giao thông: hơn 0,35 km/, /vận động: 120 lượt người/, /Kinh phí huy động: 1\.200\.000\.000 đồng/]) {
    await expect(page.getByText(text)).toBeVisible();
  }
});

test('days typed in haste are read or asked about, unlikely ones questioned where they stand', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await writeActivity(page, { title: 'Họp bản' });
  const day = page.getByLabel(/Từ ngày/);
  const says = page.locator('#f-date_from-says');
  const today = new Date();
  const year = today.getFullYear();
  await day.fill(`0106${year}`);
  await expect(says).toHaveText(`Đọc là 01/06/${year}`);
  await day.fill(`1/6/${String(year).slice(2)}`);
  await expect(says).toHaveText(`Đọc là 01/06/${year}`);
  await day.fill(`112${year}`);
  await day.blur();
  await expect(says).toContainText(`“112${year}” là 01/12/${year} hay 11/02/${year}?`);
  await says.getByRole('button', { name: `11/02/${year}` }).click();
  await expect(day).toHaveValue(`11/02/${year}`);
  await expect(says).toBeEmpty();
  await day.fill('01/01/1900');
  await day.blur();
  await expect(says).toContainText('Thời gian này cách nay rất lâu. Xem lại năm.');
  // A question beside the field is no card above the form yet.
  await expect(page.locator('#warnings')).toHaveCount(0);
  await day.fill(`27/11/${year + 4}`);
  await day.blur();
  await expect(says).toContainText('Ngày này chưa đến. Xem lại ngày, tháng, năm.');
  await day.fill('31/02/26');
  await day.blur();
  await expect(says).toContainText('Không có ngày này trong lịch.');
  await day.fill('01/01/1900');
  await day.blur();
  await page.getByRole('button', { name: 'Lưu trên máy' }).click();
  await expect(page.locator('#warnings')).toContainText('Từ ngày: Thời gian này cách nay rất lâu. Xem lại năm.');
  // With the other warnings, in one list; a second press saves.
  await expect(page.locator('#warnings li')).toHaveCount(2);
  await page.getByRole('button', { name: 'Vẫn lưu' }).click();
  await expect(page.getByRole('heading', { name: 'Lịch sử' })).toBeVisible();
});

test('what was typed and not chosen is said as that', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await goTo(page, 'Ghi');
  await page.getByRole('link', { name: /^Hoạt động dân vận/ }).click();
  await page.getByLabel(/Loại hoạt động/).selectOption('doi_thoai');
  await page.getByLabel(/Tên hoạt động/).fill('Họp bản');
  await page.getByLabel(/Nội dung chính/).fill('Nội dung buổi họp.');
  await step(page, 'Nơi, đơn vị');
  const body = page.getByRole('group', { name: /Cơ quan chủ trì/ });
  const change = body.getByRole('button', { name: /Đổi/ });
  if (await change.count()) await change.click();
  const search = page.locator('#f-lead_org');
  await search.fill('UBND xã Bum');
  await page.getByRole('button', { name: 'Lưu trên máy' }).click();
  await expect(page.locator('#problems')).toContainText('“UBND xã Bum” mới gõ, chưa chọn. Bấm một dòng trong danh sách, hoặc “Dùng tên “UBND xã Bum””.');
  await expect(page.locator('#f-lead_org-says')).not.toContainText('Chưa nhập mục này.');
});

test('a figure that nobody touches stays as it came, also where the form cannot type it', async ({ page, office }) => {
  const code = codeFor(office, /Bum Nưa/);
  const [body] = activities(1);
  const figures = [
    { indicator: 'CS08', numerator: '39', denominator: '40' },
    { indicator: 'HT01', value: '2.5', qualifier: 'hon', of_a_later_version: 'giữ lại' },
  ];
  await sendActivities(office.url, code, 1, () => ({ ...body, title: 'Vận động nộp quỹ', indicator_values: figures }));
  await enrol(page, office.url, code);
  await goTo(page, 'Sổ');
  await page.locator('.book a.row', { hasText: 'Vận động nộp quỹ' }).click();
  await page.getByRole('link', { name: 'Sửa', exact: true }).click();
  await page.getByLabel(/Tên hoạt động/).fill('Vận động nộp quỹ bản');
  await save(page);
  await expect(page.getByText(/: 39\/40/)).toBeVisible();
  const written = await askStore(page, 'entries', 'getAll');
  expect(written.map(String).join()).toContain('Vận động nộp quỹ bản');
  expect(written.map(String).join(), 'the figures are not among what was changed').not.toContain('indicator_values');
});
