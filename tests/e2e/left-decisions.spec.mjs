// Decisions whose page, session or answer went away: signed by nobody else, told at the next start, never said to be what
// they are not.

import { expect } from '@playwright/test';
import { setTimeout as pause } from 'node:timers/promises';
import { activities, nomination } from './helpers/activities.mjs';
import { codeFor, openConsole, signIn, signInHere } from './helpers/desk.mjs';
import { sendActivities } from './helpers/device-api.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(180_000);
test.use({ viewport: { width: 1366, height: 768 } });

const QUEUE = '/console/records?kind=activity&state=submitted';
const failed = (page) => page.locator('.strip.bad');
const waiting = (page) => page.locator('#waiting-decision');
const step = (page, name) => page.getByRole('group', { name: 'Xử lý', exact: true }).getByRole('button', { name, exact: true });

/** The leader's queue of some activities, seen through the network. */
async function atQueue(page, office, network, works) {
  const bodies = activities(works);
  await sendActivities(office.url, codeFor(office, /Bum Nưa/), works, (n) => bodies[n]);
  await openConsole(page, { ...office, url: network.url }, 'lanhdao');
  await page.getByRole('link', { name: /^Hồ sơ/ }).first().waitFor();
  await page.goto(network.url + QUEUE);
  await page.locator('.rows-table tbody .main a').first().click();
  await expect(step(page, 'Duyệt')).toBeVisible();
}

/** The page after one that went without a network, while its decision waited. */
async function afterOneThatWent(page, office, network) {
  await atQueue(page, office, network, 1);
  await step(page, 'Duyệt').click();
  await expect(waiting(page)).toBeVisible();
  network.cut();
  await page.close();
  await pause(500);
  network.pass();
  const next = await page.context().newPage();
  await next.goto(network.url + QUEUE);
  return next;
}

/** Of each decision that is kept, whether a page holds it. */
const held = (page) =>
  page.evaluate(() => {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith('danvan.console.left'));
    return keys.flatMap((key) => JSON.parse(localStorage.getItem(key))).map(({ taken_ms }) => taken_ms > 0);
  });

/** Ends a page without a word, as if that had been longer ago than a page that lives is silent. */
async function crashLongAgo(page) {
  await page.evaluate(() => {
    for (const key of Object.keys(localStorage).filter((key) => key.startsWith('danvan.console.left'))) {
      const all = JSON.parse(localStorage.getItem(key)).map((one) => ({ ...one, taken_ms: one.taken_ms - 121_000 }));
      localStorage.setItem(key, JSON.stringify(all));
    }
  });
  const crashing = await page.context().newCDPSession(page);
  await Promise.race([crashing.send('Page.crash').catch(() => {}), pause(2_000)]);
}

/** What was done with each record, and by whom, behind its creation. */
async function trails(office) {
  const api = await signIn(office, 'lanhdao');
  const all = [];
  for (const { id } of await api.records()) {
    const { trail } = await api.get(`/api/v1/records/${id}`);
    all.push(...trail.slice(1).map(({ did, author }) => `${did}: ${author.name}`));
  }
  await api.close();
  return all;
}

test('what waits while another account signs in at another window is signed by neither', async ({ page, office, network }) => {
  await atQueue(page, office, network, 1);
  await step(page, 'Duyệt').click();
  await expect(waiting(page)).toBeVisible();
  const other = await page.context().newPage();
  await other.goto(`${network.url}/console`);
  await other.getByRole('button', { name: 'Đăng xuất' }).click();
  await openConsole(other, { ...office, url: network.url }, 'chuyenvien');
  await expect(other.getByText('Lò Thị Mai').first()).toBeVisible();
  await page.bringToFront();
  // The first page asks who sits there, and says what was not done.
  await expect(page.getByRole('dialog').getByLabel('Mật khẩu')).toBeVisible({ timeout: 20_000 });
  await expect(failed(page)).toContainText('Chưa lưu được 1 hồ sơ');
  expect(await trails(office)).toEqual([]);
  await page.getByRole('dialog').getByLabel('Tên đăng nhập').fill('lanhdao');
  const { password } = office.users.find((user) => user.username === 'lanhdao');
  await page.getByRole('dialog').getByLabel('Mật khẩu').fill(password);
  await page.getByRole('dialog').getByRole('button', { name: 'Đăng nhập' }).click();
  await failed(page).getByRole('button', { name: 'Thử lại' }).click();
  await expect.poll(() => trails(office)).toEqual(['approve: Vàng A Páo']);
});

test('a decision whose answer was lost is not said to be undone, nor somebody else’s', async ({ page, office, network }) => {
  await atQueue(page, office, network, 1);
  network.swallowAnswers();
  await step(page, 'Duyệt').click();
  await expect(failed(page)).toContainText('Chưa rõ tỉnh đã nhận hay chưa', { timeout: 30_000 });
  await expect(failed(page)).not.toContainText('chưa thay đổi');
  network.pass();
  await expect.poll(() => trails(office)).toEqual(['approve: Vàng A Páo']);
  await failed(page).getByRole('button', { name: 'Thử lại' }).click();
  await expect(page.getByText('Duyệt: xong 1 hồ sơ')).toBeVisible();
  await expect(failed(page)).toHaveCount(0);
  expect(await trails(office)).toEqual(['approve: Vàng A Páo']);
});

test('a decision whose answer was lost stands in doubt again when a later one on its record is taken back', async ({ page, office, network }) => {
  await atQueue(page, office, network, 1);
  network.swallowAnswers();
  await step(page, 'Duyệt').click();
  await expect(failed(page)).toContainText('Chưa rõ tỉnh đã nhận hay chưa', { timeout: 30_000 });
  network.pass();
  await expect.poll(() => trails(office)).toEqual(['approve: Vàng A Páo']);
  await step(page, 'Duyệt').click();
  await expect(waiting(page)).toBeVisible();
  await expect(failed(page)).toHaveCount(0);
  await waiting(page).getByRole('button', { name: 'Hoàn tác' }).click();
  await expect(failed(page)).toContainText('Chưa rõ tỉnh đã nhận hay chưa');
  await expect(page.getByText(/^Đã hoàn tác/)).toHaveCount(0);
  // Sent, the later one has the office's word for both.
  await step(page, 'Duyệt').click();
  await expect(page.getByText('Duyệt: xong 1 hồ sơ')).toBeVisible({ timeout: 20_000 });
  await expect(failed(page)).toHaveCount(0);
  expect(await trails(office)).toEqual(['approve: Vàng A Páo']);
});

test('a decision that waits when the page goes without a network is told when its person comes again', async ({ page, office, network }) => {
  const next = await afterOneThatWent(page, office, network);
  await expect(failed(next)).toContainText('Trang đã đóng trước khi tỉnh trả lời', { timeout: 30_000 });
  // The request may still be on its way, on a slow line.
  await expect(failed(next)).toContainText('Chưa rõ tỉnh đã nhận hay chưa');
  expect(await trails(office)).toEqual([]);
  await failed(next).getByRole('button', { name: 'Thử lại' }).click();
  await expect(next.getByText('Duyệt: xong 1 hồ sơ')).toBeVisible();
  expect(await trails(office)).toEqual(['approve: Vàng A Páo']);
  // It is told once.
  await next.reload();
  await pause(10_000);
  await expect(failed(next)).toHaveCount(0);
});

test('a page that goes again before it has looked leaves what it was left to the next one', async ({ page, office, network }) => {
  const next = await afterOneThatWent(page, office, network);
  await next.locator('.rows-table').waitFor();
  await next.reload();
  await next.locator('.rows-table').waitFor();
  await next.reload();
  await expect(failed(next)).toContainText('Trang đã đóng trước khi tỉnh trả lời', { timeout: 30_000 });
  expect(await trails(office)).toEqual([]);
});

test('a page that crashes before it has looked leaves what it was left to a later one', async ({ page, office, network }) => {
  const next = await afterOneThatWent(page, office, network);
  await next.locator('.rows-table').waitFor();
  await expect.poll(() => held(next)).toEqual([true]);
  await crashLongAgo(next);
  const later = await next.context().newPage();
  await later.goto(network.url + QUEUE);
  await expect(failed(later)).toContainText('Trang đã đóng trước khi tỉnh trả lời', { timeout: 30_000 });
  await failed(later).getByRole('button', { name: 'Thử lại' }).click();
  await expect.poll(() => trails(office)).toEqual(['approve: Vàng A Páo']);
});

test('a page that crashes while a decision waits leaves it to a later one', async ({ page, office, network }) => {
  await atQueue(page, office, network, 1);
  await step(page, 'Duyệt').click();
  await expect(waiting(page)).toBeVisible();
  expect(await held(page)).toEqual([true]);
  await crashLongAgo(page);
  const later = await page.context().newPage();
  await later.goto(network.url + QUEUE);
  await expect(failed(later)).toContainText('Trang đã đóng trước khi tỉnh trả lời', { timeout: 30_000 });
  expect(await trails(office)).toEqual([]);
});

test('what a page holds while it lives is told by no other, and goes when it is answered or taken back', async ({ page, office, network }) => {
  await atQueue(page, office, network, 1);
  await step(page, 'Duyệt').click();
  expect(await held(page)).toEqual([true]);
  await waiting(page).getByRole('button', { name: 'Hoàn tác' }).click();
  await expect(waiting(page)).toHaveCount(0);
  expect(await held(page)).toEqual([]);
  await step(page, 'Duyệt').click();
  await expect(waiting(page)).toBeVisible();
  const other = await page.context().newPage();
  await other.goto(network.url + QUEUE);
  await other.locator('.rows-table').waitFor();
  await expect.poll(() => trails(office), { timeout: 20_000 }).toEqual(['approve: Vàng A Páo']);
  await expect.poll(() => held(page)).toEqual([]);
  await expect(failed(other)).toHaveCount(0);
});

test('a page that was only set aside takes back what it left, and nothing of another', async ({ page, office, network }) => {
  await atQueue(page, office, network, 1);
  const other = await page.context().newPage();
  await other.goto(`${network.url}/console`);
  await other.getByRole('link', { name: /^Hồ sơ/ }).first().waitFor();
  await step(page, 'Duyệt').click();
  await expect(waiting(page)).toBeVisible();
  network.cut();
  await page.close();
  await pause(500);
  // As the browser tells a page that it kept behind another one.
  await other.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  network.pass();
  const next = await other.context().newPage();
  await next.goto(network.url + QUEUE);
  await expect(failed(next)).toContainText('Trang đã đóng trước khi tỉnh trả lời', { timeout: 30_000 });
  expect(await trails(office)).toEqual([]);
});

test('what an account left is kept though another signs in at the page that took it over', async ({ page, office, network }) => {
  const next = await afterOneThatWent(page, office, network);
  await next.locator('.rows-table').waitFor();
  await next.getByRole('button', { name: 'Đăng xuất' }).click();
  await signInHere(next, office, 'chuyenvien');
  await expect(next.getByText('Lò Thị Mai').first()).toBeVisible();
  // As the browser tells a page that it kept behind another one.
  await next.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await next.getByRole('button', { name: 'Đăng xuất' }).click();
  await signInHere(next, office, 'lanhdao');
  await expect(failed(next)).toContainText('Trang đã đóng trước khi tỉnh trả lời', { timeout: 30_000 });
  expect(await trails(office)).toEqual([]);
});

test('who decides anew before the page has looked is not told of the decision before', async ({ page, office, network }) => {
  const next = await afterOneThatWent(page, office, network);
  await next.locator('.rows-table tbody .main a').first().click();
  await step(next, 'Duyệt').click();
  await expect(next.getByText('Duyệt: xong 1 hồ sơ')).toBeVisible({ timeout: 30_000 });
  await pause(8_000);
  await expect(failed(next)).toHaveCount(0);
  expect(await trails(office)).toEqual(['approve: Vàng A Páo']);
});

test('what the last moment of a page sent is not told as lost', async ({ page, office, network }) => {
  await atQueue(page, office, network, 1);
  await step(page, 'Duyệt').click();
  await expect(waiting(page)).toBeVisible();
  await page.reload();
  await expect.poll(() => trails(office)).toEqual(['approve: Vàng A Páo']);
  await pause(10_000);
  await expect(failed(page)).toHaveCount(0);
});

test('what was sent as its page went is not told as lost though somebody else has gone on with the record', async ({ page, office, network }) => {
  const headman = { nominee_kind: 'ca_nhan', person_name: 'Lò Văn 1', person_position: 'Trưởng bản' };
  const papers = ['to_trinh', 'bao_cao_thanh_tich', 'bien_ban'].map((item) => ({ item, status: 'co' }));
  const body = nomination('03466@2025-07-01', { ...headman, dossier_items: papers });
  await sendActivities(office.url, codeFor(office, /Bum Nưa/), 1, () => body, null, 'nomination');
  await openConsole(page, { ...office, url: network.url }, 'chuyenvien');
  await page.getByRole('link', { name: /^Hồ sơ/ }).first().click();
  await page.getByRole('link', { name: 'Lò Văn 1' }).click();
  await step(page, 'Tiếp nhận').click();
  await expect(waiting(page)).toBeVisible();
  await page.close();
  await expect.poll(() => trails(office)).toEqual(['receive: Lò Thị Mai']);
  const leader = await signIn(office, 'lanhdao');
  const [record] = await leader.records();
  await leader.move(record, 'review');
  await leader.close();
  const next = await page.context().newPage();
  await next.goto(`${network.url}/console/records`);
  await next.locator('.rows-table').waitFor();
  await pause(10_000);
  await expect(failed(next)).toHaveCount(0);
  expect(await trails(office)).toEqual(['receive: Lò Thị Mai', 'review: Vàng A Páo']);
});

test('the reason for one record does not stand in the question about the next', async ({ page, office, network }) => {
  await atQueue(page, office, network, 2);
  const reason = page.getByRole('dialog').getByLabel(/Lý do/);
  await step(page, 'Trả lại').click();
  await reason.fill('Thiếu ảnh của buổi thứ nhất');
  await page.keyboard.press('Escape');
  // The same record's question still has it.
  await step(page, 'Trả lại').click();
  await expect(reason).toHaveValue('Thiếu ảnh của buổi thứ nhất');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Hồ sơ sau' }).click();
  await pause(1_000);
  await step(page, 'Trả lại').click();
  await expect(reason).toHaveValue('');
  await page.keyboard.press('Escape');
  // Nor after the first one's decision was taken back there.
  await page.getByRole('link', { name: 'Hồ sơ trước' }).click();
  await pause(1_000);
  await step(page, 'Trả lại').click();
  await reason.fill('Thiếu ảnh của buổi thứ nhất');
  await page.getByRole('dialog').getByRole('button', { name: 'Trả lại' }).click();
  await expect(waiting(page)).toBeVisible();
  await page.getByRole('link', { name: 'Hồ sơ sau' }).click();
  await waiting(page).getByRole('button', { name: 'Hoàn tác' }).click();
  await pause(1_000);
  await step(page, 'Trả lại').click();
  await expect(reason).toHaveValue('');
});
