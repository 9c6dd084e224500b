// Decisions at the console: one press decides once, waits ten seconds and can be taken back; what asks is closed by Escape
// and asks again; queues keep only what fits them.

import { expect } from '@playwright/test';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { activities, nomination } from './helpers/activities.mjs';
import { codeFor, decisionLeaves, openConsole, signIn } from './helpers/desk.mjs';
import { sendActivities } from './helpers/device-api.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(240_000);
test.use({ viewport: { width: 1366, height: 768 } });

const shots = process.env.DANVAN_SHOTS;
const UNIT = '03466@2025-07-01';

const see = async (page, name) => {
  if (!shots) return;
  await page.screenshot({ path: join(shots, `decisions-${name}-1366.png`) });
  await page.setViewportSize({ width: 360, height: 640 });
  await page.screenshot({ path: join(shots, `decisions-${name}-360.png`) });
  await page.setViewportSize({ width: 1366, height: 768 });
};

const headman = (n) =>
  nomination(UNIT, {
    nominee_kind: 'ca_nhan',
    person_name: `Lò Văn ${n + 1}`,
    person_position: 'Trưởng bản',
    proposed_on: '2026-11-01',
    dossier_items: ['to_trinh', 'bao_cao_thanh_tich', 'bien_ban'].map((item) => ({ item, status: 'co' })),
  });

/** Fills the office; opens the console's records, narrowed by `query`. */
async function atDesk(page, office, { nominations = 0, works = 0, username = 'chuyenvien', query = '' }) {
  const code = codeFor(office, /Bum Nưa/);
  if (nominations) await sendActivities(office.url, code, nominations, headman, null, 'nomination');
  if (works) {
    const bodies = activities(works);
    await sendActivities(office.url, nominations ? codeFor(office, /Bum Tở|Mường Tè/) : code, works, (n) => bodies[n]);
  }
  await openConsole(page, office, username);
  await page.getByRole('link', { name: /^Hồ sơ/ }).first().click();
  if (query) await page.goto(`${office.url}/console/records?${query}`);
}

const strip = (page) => page.locator('#waiting-decision');
const step = (page, name) => page.getByRole('group', { name: 'Xử lý', exact: true }).getByRole('button', { name, exact: true });

async function middle(locator) {
  const box = await locator.boundingBox();
  return [box.x + box.width / 2, box.y + box.height / 2];
}

test('a press decides once, waits, can be taken back, and the next step never lies where it was', async ({ page, office }) => {
  await atDesk(page, office, { nominations: 1 });
  const api = await signIn(office, 'chuyenvien');
  const [{ id }] = await api.records();
  const record = () => api.get(`/api/v1/records/${id}`);
  await page.getByRole('link', { name: 'Lò Văn 1' }).click();
  const receive = step(page, 'Tiếp nhận');
  const place = await middle(receive);
  await page.mouse.click(...place);
  await expect(strip(page)).toContainText('Tiếp nhận: Lò Văn 1');
  await expect(strip(page)).toBeFocused();
  // The second press of a double click, also where it comes after the page has moved the keyboard.
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.up({ clickCount: 2 });
  await expect(strip(page)).toBeFocused();
  await see(page, 'waits');
  // Nothing looks decided, and nothing was sent.
  await expect(page.getByRole('row').filter({ hasText: 'Lò Văn 1' })).toContainText('Đã gửi');
  await expect(page.getByText('Chờ lưu: Tiếp nhận').first()).toBeVisible();
  expect((await record()).state).toBe('submitted');
  await page.keyboard.press('Tab');
  await expect(strip(page).getByRole('button', { name: 'Hoàn tác' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(strip(page)).toHaveCount(0);
  await expect(page.getByText(/^Đã hoàn tác/)).toBeVisible();
  await pause(11_000);
  expect((await record()).trail.map(({ did }) => did)).toEqual(['create']);

  await receive.click();
  await expect(strip(page)).toBeVisible();
  for (let press = 0; press < 3; press += 1) await page.mouse.click(...place);
  await decisionLeaves(page);
  await expect(page.getByText('Tiếp nhận: xong 1 hồ sơ')).toBeVisible();
  expect((await record()).state).toBe('received');
  // Whoever goes on pressing there decides nothing.
  await page.mouse.dblclick(...place);
  await pause(1_000);
  await page.mouse.click(...place);
  await page.mouse.click(...place);
  await expect(strip(page)).toHaveCount(0);
  await page.keyboard.press('Escape');
  const next = page.getByRole('button', { name: 'Bước tiếp theo' });
  await expect(next).toBeVisible();
  if ((await next.getAttribute('aria-expanded')) === 'false') await next.click();
  await expect(step(page, 'Đưa ra xét')).toBeVisible();
  const box = await page.getByRole('group', { name: 'Xử lý', exact: true }).boundingBox();
  expect(place[1] < box.y || place[1] > box.y + box.height).toBe(true);
  await see(page, 'next');
  await pause(11_000);
  expect((await record()).trail.map(({ did }) => did)).toEqual(['create', 'receive']);
  await api.close();
});

test('a bulk decision is one, is one undo, and leaves the queue when the office has answered', async ({ page, office }) => {
  await atDesk(page, office, { works: 12, username: 'lanhdao', query: 'kind=activity&state=submitted' });
  const api = await signIn(office, 'lanhdao');
  const approved = async () => (await api.records('state=approved')).length;
  const rows = page.locator('.rows-table tbody tr');
  await expect(rows).toHaveCount(12);
  const all = page.getByRole('checkbox', { name: 'Chọn tất cả hồ sơ đang hiện' });
  await all.check();
  const bar = page.getByRole('region', { name: 'Xử lý hồ sơ đã chọn' });
  // What denies is behind a menu and in no colour of the next thing to do.
  await expect(bar.getByRole('button', { name: /^Hu[ỷỵ]|^Hủy/ })).toBeHidden();
  await bar.getByRole('button', { name: 'Bước khác' }).click();
  await see(page, 'menu');
  await expect(bar.getByRole('button', { name: /12 hồ sơ$/ }).last()).toHaveClass(/danger/);
  await page.keyboard.press('Escape');
  const approve = bar.getByRole('button', { name: 'Duyệt: 12 hồ sơ' });
  const place = await middle(approve);
  await approve.click();
  const dialog = page.getByRole('dialog');
  const list = page.url();
  await dialog.getByRole('button', { name: 'Duyệt' }).dblclick();
  await expect(strip(page)).toContainText('Duyệt: 12 hồ sơ');
  // The second press opens nothing that lay beneath.
  await expect(page.locator('.pane')).toHaveCount(0);
  expect(page.url()).toBe(list);
  await expect(bar).toHaveCount(0);
  await page.mouse.click(...place);
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.goBack().catch(() => {});
  await page.goForward().catch(() => {});
  await expect(rows.filter({ hasText: 'Đã gửi' })).toHaveCount(12);
  await strip(page).getByRole('button', { name: 'Hoàn tác' }).click();
  await expect(strip(page)).toHaveCount(0);
  await expect(bar.getByText('Đã chọn 12')).toBeVisible();
  expect(await approved()).toBe(0);

  await bar.getByRole('button', { name: 'Duyệt: 12 hồ sơ' }).click();
  await dialog.getByRole('button', { name: 'Duyệt' }).click();
  await see(page, 'bulk');
  await decisionLeaves(page);
  await expect(page.getByText('Duyệt: xong 12 hồ sơ')).toBeVisible();
  expect(await approved()).toBe(12);
  await expect(rows).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Không còn hồ sơ nào ở trạng thái “Đã gửi”' })).toBeVisible();
  await expect(page.getByText(/ít chữ hơn/)).toHaveCount(0);
  await see(page, 'queue-done');
  await api.close();
});

test('a bulk decision that is taken back at another search chooses nothing that the list does not show', async ({ page, office }) => {
  await atDesk(page, office, { works: 3, username: 'lanhdao', query: 'kind=activity&state=submitted' });
  const rows = page.locator('.rows-table tbody tr');
  await page.getByRole('checkbox', { name: 'Chọn tất cả hồ sơ đang hiện' }).check();
  const bar = page.getByRole('region', { name: 'Xử lý hồ sơ đã chọn' });
  await bar.getByRole('button', { name: 'Duyệt: 3 hồ sơ' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Duyệt' }).click();
  await expect(strip(page)).toBeVisible();
  await page.getByRole('searchbox').fill('không có chữ này');
  await expect(rows).toHaveCount(0);
  await strip(page).getByRole('button', { name: 'Hoàn tác' }).click();
  await expect(page.getByText(/^Đã hoàn tác/)).toBeVisible();
  await expect(bar).toHaveCount(0);
});

test('the overview counts anew when a decision that was sent by going there has ended', async ({ page, office }) => {
  await atDesk(page, office, { works: 3, query: 'kind=activity&state=submitted' });
  await page.locator('.rows-table tbody .main a').first().click();
  await step(page, 'Duyệt').click();
  await expect(strip(page)).toBeVisible();
  await page.getByRole('link', { name: /^Tổng quan/ }).first().click();
  const queue = page.locator('.card.queue').filter({ hasText: 'hoạt động chờ duyệt' });
  await expect(queue.locator('.num')).toHaveText('2');
});

test('leaving sends what waits: another decision, another room, signing out, reloading, another page', async ({ page, office }) => {
  await atDesk(page, office, { works: 5, query: 'kind=activity&state=submitted' });
  const api = await signIn(office, 'chuyenvien');
  const approved = () => api.records('state=approved').then((found) => found.length);
  const decide = async () => {
    await page.locator('.rows-table tbody .main a').first().click();
    await step(page, 'Duyệt').click();
    await expect(strip(page)).toBeVisible();
  };
  const soon = (many) => expect.poll(approved, { timeout: 5_000 }).toBe(many);
  await decide();
  // It waits on while others are looked at.
  await page.getByRole('link', { name: 'Hồ sơ sau' }).click();
  await expect(strip(page)).toBeVisible();
  expect(await approved()).toBe(0);
  await step(page, 'Duyệt').click();
  await soon(1);
  await page.getByRole('link', { name: /^Tổng quan/ }).first().click();
  await soon(2);
  await page.goto(`${office.url}/console/records?kind=activity&state=submitted`);
  await decide();
  await page.reload();
  await soon(3);
  await page.goto(`${office.url}/console/records?kind=activity&state=submitted`);
  await decide();
  await page.goto('about:blank');
  await soon(4);
  await page.goto(`${office.url}/console/records?kind=activity&state=submitted`);
  await decide();
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await expect(page.getByLabel('Tên đăng nhập')).toBeVisible();
  expect(await approved()).toBe(5);
  await api.close();
});

test('somebody was faster, and a session that has ended: told beside nothing green, sent again on a word', async ({ page, office }) => {
  await atDesk(page, office, { works: 2, query: 'kind=activity&state=submitted' });
  const api = await signIn(office, 'lanhdao');
  const [one] = await api.records('state=submitted');
  await page.locator(`a[href*="${one.id}"]`).click();
  await step(page, 'Duyệt').click();
  await api.move(one, 'return', 'Thiếu ảnh buổi làm việc');
  const failed = page.getByRole('region', { name: /^Chưa lưu được/ });
  await expect(failed).toContainText('Vàng A Páo đã xử lý trước', { timeout: 15_000 });
  await expect(failed.getByRole('button', { name: 'Thử lại' })).toHaveCount(0);
  await expect(page.getByText(/xong 1 hồ sơ/)).toHaveCount(0);
  await see(page, 'faster');
  await failed.getByRole('button', { name: 'Đóng' }).click();
  await expect(failed).toHaveCount(0);
  await expect(page.locator('.rows-table tbody tr')).toHaveCount(1);

  await page.goto(`${office.url}/console/records?kind=activity&state=submitted`);
  await page.locator('.rows-table tbody .main a').first().click();
  await step(page, 'Duyệt').click();
  await page.context().clearCookies();
  const again = page.getByRole('dialog');
  await expect(again.getByLabel('Mật khẩu')).toBeVisible({ timeout: 15_000 });
  // No Escape leads past it.
  for (let press = 0; press < 3; press += 1) await page.keyboard.press('Escape');
  await expect(again.getByLabel('Mật khẩu')).toBeVisible();
  await again.getByLabel('Mật khẩu').fill(office.users.find((user) => user.username === 'chuyenvien').password);
  await again.getByRole('button', { name: 'Đăng nhập' }).click();
  await expect(again).toBeHidden();
  expect(await api.records('state=approved')).toHaveLength(0);
  await failed.getByRole('button', { name: 'Thử lại' }).click();
  await expect(page.getByText('Duyệt: xong 1 hồ sơ')).toBeVisible();
  expect(await api.records('state=approved')).toHaveLength(1);
  await api.close();
});

test('Escape closes the question and it asks again, with its words; a chip is no reason', async ({ page, office }) => {
  await atDesk(page, office, { works: 1 });
  await page.locator('.rows-table tbody .main a').first().click();
  const dialog = page.getByRole('dialog');
  const reason = dialog.getByLabel(/Lý do/);
  const give = step(page, 'Trả lại');
  await give.click();
  // The chip leads to the field and writes nothing.
  await dialog.getByRole('button', { name: 'Lý do khác' }).click();
  await expect(reason).toBeFocused();
  await expect(reason).toHaveValue('');
  await dialog.getByRole('button', { name: 'Trả lại' }).click();
  await expect(dialog.getByText(/Lý do cần ít nhất 10 ký tự/)).toBeVisible();
  await see(page, 'reason');
  // Neither dots nor the chip's own words are a reason.
  for (const nothing of ['. . . . . . . . . .', '..............', 'Lý do khác', 'ly do khac...']) {
    await reason.fill(nothing);
    await dialog.getByRole('button', { name: 'Trả lại' }).click();
    await expect(dialog.getByText(/Lý do cần ít nhất 10 ký tự/)).toBeVisible();
  }
  // What answers is in sight, however long the question is.
  for (const [width, height] of [[360, 640], [640, 360], [1366, 768]]) {
    await page.setViewportSize({ width, height });
    for (const name of ['Đóng', 'Trả lại']) {
      await expect(dialog.getByRole('button', { name })).toBeInViewport({ ratio: 1 });
    }
  }
  await reason.fill('Thiếu ảnh buổi làm việc');
  for (let time = 0; time < 3; time += 1) {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await give.click();
    await expect(reason).toHaveValue('Thiếu ảnh buổi làm việc');
  }
  await dialog.getByRole('button', { name: 'Trả lại' }).click();
  await decisionLeaves(page);
  const api = await signIn(office, 'chuyenvien');
  const [record] = await api.records('state=returned');
  expect((await api.get(`/api/v1/records/${record.id}`)).trail.at(-1).reason).toBe('Thiếu ảnh buổi làm việc');
  await api.close();
});

test('the way back takes a question away with the page that asked it, and its words wait there', async ({ page, office }) => {
  await atDesk(page, office, { works: 1, query: 'kind=activity&state=submitted' });
  const reason = page.getByRole('dialog').getByLabel(/Lý do/);
  for (const typed of ['', 'Thiếu ảnh buổi làm việc']) {
    await page.locator('.rows-table tbody .main a').first().click();
    await step(page, 'Trả lại').click();
    await expect(reason).toHaveValue(typed);
    await reason.fill('Thiếu ảnh buổi làm việc');
    await page.goBack();
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(page.locator('#pane-title')).toHaveCount(0);
  }
});

test('other questions are closed by Escape and ask again', async ({ page, office }) => {
  await atDesk(page, office, { works: 1, username: 'quantri' });
  await page.getByRole('link', { name: /^Máy/ }).first().click();
  const dialog = page.getByRole('dialog');
  const device = page.locator('tbody.one').filter({ hasText: 'Máy nạp dữ liệu' });
  for (let time = 0; time < 3; time += 1) {
    await device.getByRole('button', { name: /Thu hồi máy/ }).click();
    await expect(dialog.getByLabel(/Lý do/)).toBeVisible();
    if (time === 0) await dialog.getByLabel(/Lý do/).fill('Máy bị mất ở chợ');
    await expect(dialog.getByLabel(/Lý do/)).toHaveValue('Máy bị mất ở chợ');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  }
  // Among the devices in use, one that is revoked is none any more.
  await page.getByLabel('Trạng thái').selectOption({ label: 'Đang dùng' });
  await page.waitForLoadState('networkidle');
  await expect(device).toHaveCount(1);
  await device.getByRole('button', { name: /Thu hồi máy/ }).click();
  await dialog.getByRole('button', { name: 'Thu hồi máy' }).click();
  await expect(dialog).toBeHidden();
  await expect(device).toHaveCount(0);
});

test('the bar of the chosen says which of them wait, and a search without hits can keep its filters', async ({ page, office }) => {
  await atDesk(page, office, { works: 3, query: 'kind=activity&state=submitted' });
  await page.locator('.rows-table tbody .main a').first().click();
  await step(page, 'Duyệt').click();
  await expect(strip(page)).toBeVisible();
  await page.getByRole('checkbox', { name: 'Chọn tất cả hồ sơ đang hiện' }).check();
  const bar = page.getByRole('region', { name: 'Xử lý hồ sơ đã chọn' });
  await expect(bar.getByRole('status')).toHaveText(/^Đã chọn 3 · 1 hồ sơ trong đó đang chờ lưu$/);
  await expect(bar.getByRole('button', { name: 'Duyệt: 2 hồ sơ' })).toBeVisible();
  await strip(page).getByRole('button', { name: 'Hoàn tác' }).click();
  await expect(bar.getByRole('status')).toHaveText('Đã chọn 3');

  await page.goto(`${office.url}/console/records?kind=activity&state=submitted&q=kh%C3%B4ng+c%C3%B3+ch%E1%BB%AF+n%C3%A0y`);
  await page.getByRole('link', { name: 'Bỏ chữ đang tìm, giữ điều kiện lọc' }).click();
  await expect(page.locator('.rows-table tbody tr')).toHaveCount(3);
  await expect(page.getByRole('searchbox')).toHaveValue('');
  expect(new URL(page.url()).searchParams.get('state')).toBe('submitted');
});

test('with text twice as large a record is read in a column of its own, and the account is behind a menu', async ({ page, office }) => {
  await atDesk(page, office, { works: 1 });
  await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
  await page.locator('.rows-table tbody .main a').first().click();
  const pane = page.locator('.pane');
  await expect(pane).toBeVisible();
  expect((await pane.boundingBox()).width).toBeGreaterThan(1_000);
  const out = page.getByRole('button', { name: 'Đăng xuất' });
  await expect(out).toBeHidden();
  await page.getByRole('button', { name: 'Tài khoản', exact: true }).click();
  await expect(out).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(out).toBeHidden();
  for (const days of ['from=2026-11-01&to=2026-11-30', 'from=2026-01-03&to=2026-12-30']) {
    await page.setViewportSize({ width: 360, height: 640 });
    await page.goto(`${office.url}/console/figures?${days}`);
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    await expect(page.locator('.period')).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  }
});
