// The book is searched by all that its placeholder names and more: body, content, the nominee's place, days; without tone
// marks. Lines say which body it was and who wrote it, and in the book of several communes, which one.

import { expect } from '@playwright/test';
import { nomination } from './helpers/activities.mjs';
import { codeFor } from './helpers/desk.mjs';
import { sendActivities } from './helpers/device-api.mjs';
import { askStore } from './helpers/device-store.mjs';
import { enrol, goTo, rows, save, writeActivity } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

test.use({ viewport: { width: 360, height: 640 } });
test.setTimeout(180_000);

const shots = process.env.DANVAN_SHOTS;
const PA_THANG = 'Họp bản Pa Thắng';
const KENH = 'Ra quân làm kênh';
const HO = 'Lò Văn Pản';

const work = (home, title, day, lead, content) => ({
  type_code: 'doi_thoai',
  title,
  date_from: day,
  admin_unit: home,
  place_text: 'Nhà văn hóa bản',
  lead_org: `${home}:${lead}`,
  actor_group: 'chinh_quyen',
  content,
});

const household = (home) =>
  nomination(home, {
    nominee_kind: 'ho_gia_dinh',
    household_name: HO,
    household_place: 'Bản Nậm Cấu',
    achievement_summary: 'Gia đình gương mẫu hiến 500 m2 đất.',
  });

/** Two activities and a nomination of one commune; who wrote them. */
async function filled(office, place) {
  const code = codeFor(office, place);
  const works = (n, { home }) =>
    n === 0
      ? work(home, PA_THANG, '2026-11-20', 'ubnd', 'Bà con bàn việc nạo vét mương thủy lợi, 61 hộ góp công.')
      : work(home, KENH, '2026-09-05', 'mttq', 'Thanh niên cùng Nhân dân dọn cỏ.');
  await sendActivities(office.url, code, 2, works);
  return sendActivities(office.url, code, 1, (_, { home }) => household(home), null, 'nomination');
}

/** Opens the book once all of it is there. */
async function openBook(page, expected) {
  await goTo(page, 'Sổ');
  await expect(page.locator('.book a.row')).toHaveCount(expected, { timeout: 60_000 });
}

const field = (page) => page.getByRole('searchbox', { name: 'Tìm trong sổ' });

/** Searches, and expects these records and no other, once it has looked everywhere. */
async function finds(page, typed, titles) {
  await field(page).fill(typed);
  await expect(page.getByRole('status').filter({ hasText: `${titles.length} kết quả` })).toBeVisible();
  const found = page.locator('.book a.row');
  await expect(found).toHaveCount(titles.length);
  for (const title of titles) await expect(rows(page, title), `${typed}: ${title}`).toHaveCount(1);
}

test('the book is found by body, content, the nominee’s place and days, and its lines say who and which body', async ({ page, office }) => {
  const author = await filled(office, /Bum Nưa/);
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await openBook(page, 3);
  const line = rows(page, PA_THANG).first();
  await expect(line).toContainText(author.name);
  await expect(line).toContainText('UBND xã Bum Nưa');
  // It is the commune's own book: no line says its name once more.
  await expect(line.locator('.soft').first()).not.toContainText('Bum Nưa');

  // All of the placeholder can be read at this width.
  const cut = await field(page).evaluate((input) => {
    const ruler = document.createElement('canvas').getContext('2d');
    const { font, paddingLeft, paddingRight } = getComputedStyle(input);
    ruler.font = font;
    const room = input.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
    return ruler.measureText(input.placeholder).width - room;
  });
  expect(cut).toBeLessThan(0);

  await finds(page, 'mat tran', [KENH]);
  await finds(page, 'UBND xa hop', [PA_THANG]);
  await finds(page, 'thuy loi', [PA_THANG]);
  await finds(page, 'thủy lợi 61', [PA_THANG]);
  await finds(page, 'nam cau', [HO]);
  await finds(page, 'hien 500', [HO]);
  await finds(page, '20/11', [PA_THANG]);
  await finds(page, '20/11/2026', [PA_THANG]);
  await finds(page, 'tháng 11', [PA_THANG]);
  await finds(page, '9/2026', [KENH]);
  await finds(page, '5/10', [HO]);
  await finds(page, 'doi thoai thang 9', [KENH]);
  await finds(page, author.name, [PA_THANG, KENH, HO]);
  if (shots) await page.screenshot({ path: `${shots}/search-360.png` });
  await field(page).fill('tháng 2');
  await expect(page.getByRole('heading', { name: 'Không thấy hồ sơ nào' })).toBeVisible();
});

test('what is written without a network is found at once by its content, and a draft by what has been typed', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Thu Lũm/));
  await page.context().setOffline(true);
  await writeActivity(page, { title: 'Thăm hỏi hộ khó khăn', content: 'Tặng chăn ấm cho 12 hộ trước đợt rét.' });
  await save(page);
  await writeActivity(page, { title: 'Việc còn dở', content: 'Bàn chuyện chuồng trại tránh rét.' });
  await page.getByRole('link', { name: 'Quay lại' }).click();
  await goTo(page, 'Sổ');
  await field(page).fill('chan am');
  await expect(rows(page, 'Thăm hỏi hộ khó khăn')).toHaveCount(1);
  // Also by the code that it is called by until the office gives it one.
  await rows(page, 'Thăm hỏi hộ khó khăn').first().click();
  const called = await page.getByText(/^Mã tạm \S{4}$/).textContent();
  await page.getByRole('link', { name: 'Quay lại' }).click();
  await field(page).fill(called.split(' ').at(-1));
  await expect(rows(page, 'Thăm hỏi hộ khó khăn')).toHaveCount(1);
  await page.getByRole('group', { name: 'Lọc' }).getByRole('button', { name: /^Nháp/ }).click();
  await expect(page.getByRole('heading', { name: 'Không thấy hồ sơ nào' })).toBeVisible();
  await field(page).fill('chuong trai');
  await expect(rows(page, 'Việc còn dở')).toHaveCount(1);
});

test('the book of a district names each record’s commune', async ({ page, office }) => {
  await filled(office, /Bum Nưa/);
  await filled(office, /Thu Lũm/);
  await enrol(page, office.url, codeFor(office, /Pờ Thị Hoa/));
  await goTo(page, 'Sổ');
  await field(page).fill(PA_THANG);
  const found = rows(page, PA_THANG);
  await expect(found).toHaveCount(2, { timeout: 60_000 });
  await expect(found.filter({ hasText: /20\/11\/2026 · Bum Nưa/ })).toHaveCount(1);
  await expect(found.filter({ hasText: /20\/11\/2026 · Thu Lũm/ })).toHaveCount(1);
  if (shots) await page.screenshot({ path: `${shots}/search-district-360.png` });
  await finds(page, 'thuy loi thu lum', [PA_THANG]);
});

test('a book without its table is searched all the same, and the table is there again', async ({ page, office }) => {
  await filled(office, /Bum Nưa/);
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await openBook(page, 3);
  // As in a store that an earlier version left.
  await askStore(page, 'search', 'clear');
  await page.reload();
  await openBook(page, 3);
  await finds(page, 'thuy loi', [PA_THANG]);
  await expect.poll(() => askStore(page, 'search', 'count')).toBe(3);
});
