// What only a later version knows reaches a phone and the console: it is shown so, and nothing else suffers.

import { expect } from '@playwright/test';
import { activities } from './helpers/activities.mjs';
import { codeFor, openConsole, signIn } from './helpers/desk.mjs';
import { sendActivities } from './helpers/device-api.mjs';
import { speakLater } from './helpers/later-province.mjs';
import { enrol, goTo, rows, save, sendNow, writeActivity } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(180_000);

const [PROFILE, AUDITED, KNOWN] = activities(3);
const DESK = { viewport: { width: 1366, height: 768 }, locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh' };

/** The first record is of a kind, and the second stands at a step, of another version. */
function ofAnotherVersion(record) {
  if (record.body?.title === PROFILE.title) {
    const { title, admin_unit } = record.body;
    Object.assign(record, { kind: 'village_profile', body: { title, admin_unit, households: { ha_nhi: 61 } }, seal: { key: 'k1' } });
    record.trail = [{ ...record.trail[0], did: 'census' }];
  }
  if (record.body?.title === AUDITED.title) {
    Object.assign(record, { state: 'under_audit' });
    record.trail.push({ ...record.trail[0], did: 'audit', revision: record.revision });
  }
}

function later(answer, path) {
  if (/^\/api\/v1\/(feed|records)/.test(path)) {
    for (const record of answer.records ?? [answer]) ofAnotherVersion(record);
  }
  if (!/^\/api\/v1\/(devices|people|enrolment-codes)$/.test(path)) return answer;
  return JSON.parse(JSON.stringify(answer), (key, value) => (key === 'role' ? 'village_head' : value));
}

async function shot(page, name) {
  const shots = process.env.DANVAN_SHOTS;
  if (shots) await page.screenshot({ path: `${shots}/newer-${name}.png`, fullPage: true });
}

test('a phone lists what it cannot open, and goes on recording, sending and reading', async ({ page, context, office }) => {
  const code = codeFor(office, /Bum Nưa/);
  await sendActivities(office.url, code, 3, (n) => [PROFILE, AUDITED, KNOWN][n]);
  await speakLater(context, later);
  await enrol(page, office.url, code);
  await sendNow(page);

  await goTo(page, 'Sổ');
  await expect(rows(page, PROFILE.title)).toContainText('Cần phiên bản mới để mở');
  await shot(page, 'book');
  await rows(page, PROFILE.title).click();
  await expect(page.getByText('Cần phiên bản mới để mở')).toBeVisible();
  await expect(page.getByText(/do phiên bản mới hơn của sổ ghi/)).toBeVisible();
  await expect(page.locator('.trail')).toContainText('Cần phiên bản mới');
  await expect(page.getByRole('link', { name: 'Sửa' })).toHaveCount(0);
  await shot(page, 'kind');

  await goTo(page, 'Sổ');
  await rows(page, AUDITED.title).click();
  await expect(page.getByText(AUDITED.content).first()).toBeVisible();
  await expect(page.locator('.trail')).toContainText('Cần phiên bản mới');
  await expect(page.getByText('Trạng thái: Cần phiên bản mới')).toBeVisible();
  // Nobody is sent to the province for a step that only this version does not know.
  await expect(page.getByText(/đề nghị tỉnh trả lại/)).toHaveCount(0);
  await expect(page.getByText(/phiên bản này chưa biết/)).toBeVisible();
  await shot(page, 'step');

  await goTo(page, 'Sổ');
  await rows(page, KNOWN.title).click();
  await expect(page.getByRole('link', { name: 'Sửa' })).toBeVisible();
  await writeActivity(page, { title: 'Việc ghi sau đó' });
  await save(page);
  await sendNow(page);
  await expect(page.getByText('Lần vừa rồi chưa xong')).toHaveCount(0);
  const desk = await signIn(office, 'chuyenvien');
  expect((await desk.records()).map((record) => record.body.title)).toContain('Việc ghi sau đó');
  await desk.close();

  // What was kept is still there, and still closed, after the app's next start.
  await page.reload();
  await goTo(page, 'Sổ');
  await expect(rows(page, PROFILE.title)).toContainText('Cần phiên bản mới để mở');
  await expect(rows(page, 'Việc ghi sau đó')).toBeVisible();
});

test('a phone whose role only a later version knows reads, and says why it does not record', async ({ page, context, office }) => {
  const code = codeFor(office, /Bum Nưa/);
  await sendActivities(office.url, code, 1, () => KNOWN);
  await context.route('**/api/v1/enrolments', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), role: 'village_head' } });
  });
  await enrol(page, office.url, code);
  await sendNow(page);
  await goTo(page, 'Sổ');
  await expect(rows(page, KNOWN.title)).toBeVisible();
  await page.goto(`${office.url}/write`);
  await expect(page.getByText(/vai trò mà phiên bản này chưa biết/)).toBeVisible();
  await shot(page, 'role-write');
  await goTo(page, 'Trang chủ');
  await page.getByRole('link', { name: 'Cài đặt' }).click();
  await shot(page, 'role-settings');
  await expect(page.getByText('Cần phiên bản mới').first()).toBeVisible();
});

test('the console lists and opens it, and judges the others', async ({ browser, office }) => {
  const code = codeFor(office, /Bum Nưa/);
  await sendActivities(office.url, code, 3, (n) => [PROFILE, AUDITED, KNOWN][n]);
  const context = await browser.newContext(DESK);
  await speakLater(context, later);
  const page = await context.newPage();
  const broken = [];
  page.on('pageerror', (error) => broken.push(error.message));
  await openConsole(page, office, 'quantri');
  const rooms = page.getByRole('navigation', { name: 'Các mục của tỉnh' });
  await rooms.getByRole('link', { name: /^Hồ sơ/ }).click();
  const row = (title) => page.getByRole('row').filter({ hasText: title });
  await expect(row(PROFILE.title)).toContainText('Cần phiên bản mới để mở');
  await expect(row(AUDITED.title)).toContainText('Cần phiên bản mới');
  await expect(row(KNOWN.title)).not.toContainText('Cần phiên bản mới');
  await shot(page, 'desk-list');
  await page.getByRole('link', { name: PROFILE.title }).click();
  await expect(page.locator('.pane-head')).toContainText('Cần phiên bản mới để mở');
  await expect(page.locator('.trail')).toContainText('Cần phiên bản mới');
  await shot(page, 'desk-kind');
  await page.getByRole('link', { name: AUDITED.title }).click();
  await expect(page.locator('.pane-head')).toContainText(AUDITED.title);
  await expect(page.locator('.trail')).toContainText('Cần phiên bản mới');
  await expect(page.locator('.trail')).toContainText('Ghi mới');
  await shot(page, 'desk-step');
  await page.getByRole('link', { name: KNOWN.title }).click();
  await expect(page.locator('.pane-head')).toContainText(KNOWN.title);

  for (const room of ['Máy', 'Mã kích hoạt', 'Người dùng']) {
    await rooms.getByRole('link', { name: room, exact: true }).click();
    await expect(page.getByRole('heading', { name: room, level: 1 })).toBeVisible();
    await expect(page.locator('tbody.one').filter({ hasText: 'Cần phiên bản mới' }).first()).toBeVisible();
    await shot(page, `desk-${room}`);
  }
  expect(broken).toEqual([]);
  await context.close();
});
