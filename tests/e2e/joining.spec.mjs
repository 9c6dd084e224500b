// The form that takes a code: a draft like any other, found by a slip's QR code, and plain about what is wrong with a code.

import { expect } from '@playwright/test';
import { setTimeout as pause } from 'node:timers/promises';
import { codeFor, freshCodeFor, signIn } from './helpers/desk.mjs';
import { askStore } from './helpers/device-store.mjs';
import { enrol, goTo, menu, readyForOffline, rows, save, step, writeActivity } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(180_000);

const HOLDER = 'Lý Văn Sơn';
const NEXT = 'Trực ban Đồn Pa Vệ Sủ';
const UNIT = '03466@2025-07-01';
const shots = process.env.DANVAN_SHOTS;

const code = (page) => page.getByLabel('Mã kích hoạt');
const device = (page) => page.getByLabel('Tên máy này');
/** What stands at the field of the code. */
const atCode = (page) => page.locator('#code-says');

/** Opens the address of a slip as a phone's camera does: nothing of an open page is left. */
async function scan(page, url, code) {
  await page.goto('about:blank');
  await page.goto(`${url}/#ma=${encodeURIComponent(code)}`);
  await expect.poll(() => page.evaluate(() => location.hash)).toBe('');
}

/** The page at the sizes that people have. */
async function see(page, name) {
  if (!shots) return;
  const large = (on) => page.evaluate((on) => (document.documentElement.style.fontSize = on ? '200%' : ''), on);
  for (const [width, height, big] of [[360, 640], [1366, 768], [640, 360], [360, 640, true]]) {
    await page.setViewportSize({ width, height });
    await large(big);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) console.log(`${name}: ${width} ${big ? '200 %' : ''} is ${wide} px too wide`);
    await page.screenshot({ path: `${shots}/${name}-${width}${big ? '-200' : ''}.png`, fullPage: !big });
  }
  await large(false);
  await page.setViewportSize({ width: 360, height: 640 });
}

/** The browser loses the key that the phone signs with. */
async function loseKey(page) {
  await askStore(page, 'secrets', 'clear');
  await page.goto('about:blank');
}

test('what is typed to join is a draft, and what is wrong is said once, at its field', async ({ page, office }) => {
  await page.goto(office.url);
  await expect(page.locator('#code-hint')).toContainText('BUM-239X-AYDQ');
  await code(page).fill('BUM-0000-0000');
  await device(page).fill('Điện thoại chị Mai');
  await page.getByLabel(/Tôi đã rõ/).check();
  await page.reload();
  await expect(code(page)).toHaveValue('BUM-0000-0000');
  await expect(device(page)).toHaveValue('Điện thoại chị Mai');
  await expect(page.getByLabel(/Tôi đã rõ/)).toBeChecked();

  await page.getByRole('button', { name: 'Kích hoạt' }).click();
  await expect(atCode(page)).toContainText('đã dùng, đã hết hạn hoặc đã thu hồi');
  await expect(code(page)).toBeFocused();
  await expect(code(page)).toHaveAttribute('aria-invalid', 'true');
  // Told once: no second sentence says the same in other words.
  expect((await atCode(page).textContent()).match(/không dùng được|chưa đúng/gi)).toHaveLength(1);
  expect((await atCode(page).textContent()).match(/xem lại/gi)).toHaveLength(1);
  expect((await atCode(page).textContent()).match(/xin mã mới/gi)).toHaveLength(1);
  await see(page, 'wrong-code');

  // A name that is too long is no fault of the code's.
  await expect(device(page)).toHaveAttribute('maxlength', '100');
  await code(page).fill(codeFor(office, /Bum Nưa/));
  await device(page).evaluate((field) => {
    field.value = 'x'.repeat(101);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await page.getByRole('button', { name: 'Kích hoạt' }).click();
  await expect(page.locator('#device-says')).toContainText('100 ký tự');
  await expect(device(page)).toBeFocused();
  await expect(atCode(page)).toBeEmpty();
  await expect(code(page)).not.toHaveAttribute('aria-invalid', 'true');
  await see(page, 'long-name');

  // The code of a slip is kept as well as one that was typed; once it is used, nothing of it is left.
  await scan(page, office.url, codeFor(office, /Bum Nưa/));
  await page.reload();
  await expect(code(page)).toHaveValue(codeFor(office, /Bum Nưa/));
  await device(page).fill('Điện thoại chị Mai');
  await page.getByRole('button', { name: 'Kích hoạt' }).click();
  await expect(menu(page)).toBeVisible();
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('joining')))).toEqual([]);

  // What the phone says of itself can be found in the office's list of devices.
  await page.getByRole('link', { name: 'Cài đặt' }).click();
  const desk = await signIn(office, 'quantri');
  const { devices } = await desk.get('/api/v1/devices');
  await desk.close();
  const own = devices.find((known) => known.name === 'Điện thoại chị Mai');
  await expect(page.getByRole('main')).toContainText(own.device);
  await expect(page.getByRole('main')).toContainText('Phiên bản 2');
  await see(page, 'settings');
});

test('what can be no code is said at its field and costs no try; too many tries are called that', async ({ page, office }) => {
  const asked = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/v1/enrolments')) asked.push(request.postDataJSON().code);
  });
  await page.goto(office.url);
  await page.getByLabel(/Tôi đã rõ/).check();
  await device(page).fill('Máy gõ nhầm');
  const press = page.getByRole('button', { name: 'Kích hoạt' });
  for (const [typed, says] of [
    ['BUM-6B43', 'mới có 7 chữ và số, cần từ 9 đến 11'],
    ['bum 6b43 apes x', 'có 12 chữ và số, nhiều nhất 11'],
    ['BM-6Â3-APES', 'chữ “Â”'],
  ]) {
    // Once the field is left, before anything is pressed.
    await code(page).fill(typed);
    await code(page).blur();
    await expect(atCode(page)).toContainText(says);
    await expect(code(page)).toHaveAttribute('aria-invalid', 'true');
    await code(page).pressSequentially('2');
    await expect(atCode(page)).toBeEmpty();
    await code(page).fill(typed);
    await press.click();
    await expect(atCode(page)).toContainText(says);
    await expect(code(page)).toBeFocused();
    await see(page, `no-code-${typed.length}`);
  }
  expect(asked).toEqual([]);
  for (let number = 0; number < 10; number += 1) {
    await code(page).fill(`BUM-2222-222${number}`);
    await press.click();
    await expect(atCode(page)).toContainText('Mã chưa đúng');
  }
  expect(asked).toHaveLength(10);
  for (const typed of ['BUM-2222-333A', 'BUM-2222-333B']) {
    await code(page).fill(typed);
    await press.click();
    await expect(atCode(page)).toContainText(/^\s*Thử quá nhiều lần\. Chờ \d+ giây rồi bấm lại\./);
    await expect(code(page)).toBeFocused();
    await expect(code(page)).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByText('đang bận')).toHaveCount(0);
  }
  await see(page, 'too-many-codes');
});

test('a busy office is asked again by the phone itself, and one press joins once', async ({ page, office }) => {
  await page.goto(office.url);
  let asked = 0;
  await page.route('**/api/v1/enrolments', async (route) => {
    asked += 1;
    if (asked > 2) return route.continue();
    return route.fulfill({
      status: 503,
      headers: { 'retry-after': '3', 'content-type': 'application/problem+json' },
      body: JSON.stringify({ type: '/problems/busy', title: 'Máy chủ của tỉnh đang bận, thử lại sau ít phút', status: 503 }),
    });
  });
  await code(page).fill(await freshCodeFor(office, HOLDER, UNIT));
  await page.getByLabel(/Tôi đã rõ/).check();
  await page.getByRole('button', { name: 'Kích hoạt' }).click();
  await expect(page.getByText('tự thử lại sau 3 giây')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Đang kích hoạt…' })).toHaveAttribute('aria-disabled', 'true');
  await see(page, 'busy-again');
  // Pressing meanwhile asks nobody anything.
  await page.getByRole('button', { name: 'Đang kích hoạt…' }).click({ force: true });
  await expect(menu(page)).toBeVisible({ timeout: 30_000 });
  expect(asked).toBe(3);
});

test('an office that says "at once", or nothing that is a time, is not hammered', async ({ page, office }) => {
  const typed = await freshCodeFor(office, HOLDER, UNIT);
  let [asked, says] = [0, null];
  await page.route('**/api/v1/enrolments', (route) => {
    asked += 1;
    return says ? route.fulfill({ ...says, contentType: 'text/html', body: 'busy' }) : route.continue();
  });
  const press = () => page.getByRole('button', { name: 'Kích hoạt' }).click();
  // No time at all: it is the person who presses again.
  for (const [status, wait] of [[429, '-5'], [503, '0.5'], [503, 'soon 5']]) {
    [asked, says] = [0, { status, headers: { 'retry-after': wait } }];
    await page.goto('about:blank');
    await page.goto(office.url);
    await code(page).fill(typed);
    await page.getByLabel(/Tôi đã rõ/).check();
    await press();
    await expect(page.getByText('Chờ một phút rồi bấm lại')).toBeVisible();
    expect(asked, wait).toBe(1);
  }
  // "At once", or a time that has passed: the phone tries by itself, and more seldom each time.
  for (const wait of ['0', 'Wed, 21 Oct 2015 07:28:00 GMT']) {
    [asked, says] = [0, { status: 503, headers: { 'retry-after': wait, date: new Date().toUTCString() } }];
    await page.goto('about:blank');
    await page.goto(office.url);
    await press();
    await expect(page.getByText(/tự thử lại sau [1-9]\d* giây/)).toBeVisible();
    await pause(8_000);
    expect(asked, `${wait}: in 8 s; some 300 before`).toBeLessThanOrEqual(8);
  }
  says = null;
  // It waits a minute at most.
  await expect(menu(page)).toBeVisible({ timeout: 90_000 });
});

test('the slip of this very phone is told apart, and nothing is said of it in the tab that followed', async ({ page, context, office }) => {
  const own = codeFor(office, /Bum Nưa/);
  const other = await context.newPage();
  for (const tab of [other, page]) await scan(tab, office.url, own);
  await page.getByLabel(/Tôi đã rõ/).check();
  await page.getByRole('button', { name: 'Kích hoạt' }).click();
  for (const tab of [page, other]) await expect(menu(tab)).toBeVisible();
  await expect(other.getByText('Máy này đang dùng rồi')).toHaveCount(0);
  // Its lists are there without a network, too.
  await expect(other.getByText('Phong trào gần đây nhất')).toBeVisible();
  await scan(page, office.url, own);
  await expect(page.getByText('Máy này đã kích hoạt bằng mã này rồi')).toBeVisible();
});

test('a slip that a phone in use scans says so, and nothing else happens', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await scan(page, office.url, 'BUM-1111-1111');
  const says = page.getByRole('status').filter({ hasText: 'Máy này đang dùng rồi' });
  await expect(says).toContainText(HOLDER);
  await goTo(page, 'Sổ');
  await expect(says).toBeVisible();
  await see(page, 'slip-in-use');
  await says.getByRole('button', { name: 'Đóng' }).click();
  await expect(says).toBeHidden();
  await page.reload();
  await expect(menu(page)).toBeVisible();
  await expect(says).toBeHidden();
});

test('a lost key: the slip finds the form, a wrong code is told apart, nothing typed is lost', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/), 'Điện thoại chị Mai');
  await readyForOffline(page);
  await writeActivity(page, { title: 'Đã tới tỉnh' });
  await save(page);
  await goTo(page, 'Gửi, nhận');
  await page.getByRole('button', { name: /Gửi ngay|Đang gửi/ }).click();
  await expect(page.getByText(/Tỉnh đã nhận đến lần ghi 1 /)).toBeVisible({ timeout: 30_000 });
  await loseKey(page);

  await scan(page, office.url, codeFor(office, /Thu Lũm/));
  await expect(page.getByRole('heading', { name: 'Kích hoạt lại máy này' })).toBeVisible();
  await expect(code(page)).toBeFocused();
  const another = codeFor(office, /Thu Lũm/);
  await expect(code(page)).toHaveValue(another);
  await expect(page.getByText('Chỉ cần mạng lúc kích hoạt')).toHaveCount(0);
  await goTo(page, 'Sổ');
  await goTo(page, 'Gửi, nhận');
  await expect(code(page)).toHaveValue(another);
  await page.reload();
  await expect(code(page)).toHaveValue(another);
  await device(page).fill('Máy mới của chị Mai');

  for (const [wrong, says, name] of [
    [another, 'Mã này cấp cho người khác. Xin người quản trị của tỉnh', 'of-another'],
    [codeFor(office, /Bum Nưa/), 'Mã này đã dùng rồi. Xin người quản trị của tỉnh', 'used'],
    ['BUM-0000-0000', 'Mã chưa đúng, đã dùng, đã hết hạn hoặc đã thu hồi', 'unknown'],
  ]) {
    await code(page).fill(wrong);
    await page.getByRole('button', { name: 'Kích hoạt lại' }).click();
    await expect(atCode(page)).toContainText(says);
    await expect(atCode(page)).not.toContainText(/thiết bị|ghi danh|hãy|chứng minh/i);
    await expect(code(page)).toBeFocused();
    await expect(code(page)).toHaveAttribute('aria-invalid', 'true');
    await expect(code(page)).toHaveValue(wrong);
    await expect(device(page)).toHaveValue('Máy mới của chị Mai');
    await see(page, `lost-${name}`);
  }

  await writeActivity(page, { title: 'Ghi khi mất khóa' });
  await save(page);
  await expect(page.getByText('Có mạng, máy tự gửi')).toHaveCount(0);
  await expect(page.getByText('chưa gửi được về tỉnh')).toBeVisible();
  await see(page, 'lost-record');
  await scan(page, office.url, await freshCodeFor(office, HOLDER, UNIT));
  await page.getByRole('button', { name: 'Kích hoạt lại' }).click();
  // What had arrived under the lost key's log still counts.
  await expect(page.getByText(/Tỉnh đã nhận đến lần ghi 2 /)).toBeVisible({ timeout: 60_000 });
  await expect(code(page)).toHaveCount(0);
  await expect(page.getByText('Máy này đang dùng rồi')).toHaveCount(0);
});

test('a revoked phone says each thing once, and that it has asked again', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/), 'Điện thoại chị Mai');
  await readyForOffline(page);
  const desk = await signIn(office, 'quantri');
  const { devices } = await desk.get('/api/v1/devices');
  const own = devices.find((known) => known.name === 'Điện thoại chị Mai');
  await desk.post(`/api/v1/devices/${own.device}/revocation`, { reason: 'Máy bị mất ở chợ phiên' });
  await desk.close();
  await writeActivity(page, { title: 'Việc ghi sau khi thu hồi' });
  await save(page);
  await goTo(page, 'Gửi, nhận');
  await page.getByRole('button', { name: /Gửi ngay/ }).click();
  const card = page.locator('section.card.bad').filter({ hasText: 'Máy này đã bị ngừng quyền' });
  await expect(card).toContainText('Lý do: Máy bị mất ở chợ phiên.');
  const words = await card.innerText();
  expect(words.match(/trên máy/g)).toHaveLength(1);
  expect(words.match(/người quản trị/g)).toHaveLength(1);
  expect(words).toContain('Khi tỉnh cho phép lại');
  expect(words).not.toMatch(/hãy|văn phòng/i);
  await expect(page.getByText(/Đã hỏi lại lúc \d\d:\d\d: tỉnh vẫn chưa nhận từ máy này/)).toBeVisible();
  await expect(page.getByText('tỉnh giữ riêng gói này')).toBeVisible();
  await see(page, 'revoked-sync');

  await scan(page, office.url, 'BUM-1111-1111');
  await page.goto(`${office.url}/sync`);
  await page.getByRole('button', { name: /Gửi ngay/ }).click();
  await expect(card).toBeVisible();
  // What it was given may be the code of whom it was handed to; this one is nobody's.
  await expect(code(page)).toHaveValue('BUM-1111-1111');
  await page.getByRole('button', { name: 'Kích hoạt lại' }).click();
  await expect(atCode(page)).toContainText('Mã chưa đúng, đã dùng, đã hết hạn hoặc đã thu hồi');
  await goTo(page, 'Sổ');
  await page.getByRole('link').filter({ hasText: 'Việc ghi sau khi thu hồi' }).first().click();
  await expect(page.getByText('chưa gửi được về tỉnh')).toBeVisible();
  await expect(page.getByText('Có mạng, máy tự gửi')).toHaveCount(0);
  await see(page, 'revoked-record');
});

/** Locks the holder of the device, and joins again there with the code of the next one. */
async function handOver(page, office) {
  const desk = await signIn(office, 'quantri');
  const { people } = await desk.get('/api/v1/people');
  const { id } = people.find(({ name }) => name === HOLDER);
  await desk.post(`/api/v1/people/${id}/actions`, { type: 'disable' });
  await desk.close();
  await goTo(page, 'Gửi, nhận');
  await page.getByRole('button', { name: /Gửi ngay/ }).click();
  await expect(page.getByText('Máy này đã bị ngừng quyền')).toBeVisible({ timeout: 30_000 });
  await scan(page, office.url, await freshCodeFor(office, NEXT, UNIT));
  await expect(code(page)).toBeFocused();
  await page.getByRole('button', { name: 'Kích hoạt lại' }).click();
  await expect(page.getByText(`Đã kích hoạt cho ${NEXT}`)).toBeVisible({ timeout: 30_000 });
}

/** The first press of save in a form that somebody else's hand is in asks, the next one saves. */
async function asksBeforeItSaves(page) {
  await page.getByRole('button', { name: 'Lưu trên máy' }).click();
  const anyway = page.getByRole('button', { name: 'Vẫn lưu' });
  const asked = page.getByText(`Chưa lưu: máy này nay mang tên ${NEXT}`);
  await expect(anyway.or(asked).first()).toBeVisible();
  if (!(await asked.isVisible())) await anyway.click();
  await expect(asked).toBeVisible();
  await save(page);
  await expect(page.locator('.trail')).toContainText(NEXT);
}

test('a device whose holder was locked is handed to another: their code is taken, and nobody writes under their name unawares', async ({ page, context, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/), 'Máy của đồn');
  await readyForOffline(page);
  await writeActivity(page, { title: 'Việc đã ghi' });
  await save(page);
  const record = page.url();
  const [other, third] = [await context.newPage(), await context.newPage()];
  for (const tab of [other, third]) await tab.goto(office.url);
  await writeActivity(other, { title: 'Việc ghi dở của người trước' });
  await expect(other.getByText(/^Nháp \d\d:\d\d/)).toBeVisible();
  for (const written of [() => writeActivity(page, { title: 'Việc khác ghi dở' }), () => page.goto(`${record}/correct`)]) {
    await written();
    await step(page, 'Nội dung');
    await page.getByLabel(/Nội dung chính/).fill('Người trước gõ.');
    await expect(page.getByText(/^Nháp \d\d:\d\d/)).toBeVisible();
    await page.goto(office.url);
  }
  await handOver(page, office);
  await see(page, 'handed-over');

  await step(other, 'Nội dung');
  await asksBeforeItSaves(other);
  // The same for what is opened anew, in the same tab or in one that was open before.
  await goTo(page, 'Trang chủ');
  await page.getByRole('link', { name: /Việc khác ghi dở/ }).click();
  await step(page, 'Nội dung');
  await asksBeforeItSaves(page);
  await goTo(third, 'Sổ');
  await rows(third, 'Việc đã ghi').first().click();
  await third.getByRole('link', { name: 'Sửa', exact: true }).click();
  await expect(third.getByLabel(/Nội dung chính/)).toHaveValue('Người trước gõ.');
  await asksBeforeItSaves(third);
});

test('a tab that has not heard that the device was handed over asks before it saves', async ({ page, context, office }) => {
  await context.addInitScript(() => delete globalThis.BroadcastChannel);
  await enrol(page, office.url, codeFor(office, /Bum Nưa/), 'Máy của đồn');
  await readyForOffline(page);
  const other = await context.newPage();
  await other.goto(office.url);
  await expect(other.getByRole('heading', { name: 'Xã Bum Nưa' })).toBeVisible();
  await handOver(page, office);
  await writeActivity(other, { title: 'Việc người sau ghi' });
  await step(other, 'Nội dung');
  await asksBeforeItSaves(other);
});

for (const [how, hears] of [['hears of it', true], ['does not hear of it', false]]) {
  test(`where one tab joins, another that ${how} has joined too: nobody joins twice, or as somebody else`, async ({ page, context, office }) => {
    if (!hears) await context.addInitScript(() => delete globalThis.BroadcastChannel);
    const known = async () => {
      const api = await signIn(office, 'quantri');
      const { devices } = await api.get('/api/v1/devices');
      await api.close();
      return devices.length;
    };
    const before = await known();
    await page.goto(office.url);
    await expect(code(page)).toBeVisible();
    const other = await context.newPage();
    await enrol(other, office.url, codeFor(office, /Bum Nưa/));
    if (!hears) {
      await code(page).fill(codeFor(office, /Bum Tở|Mường Tè/));
      await page.getByLabel(/Tôi đã rõ/).check();
      await page.getByRole('button', { name: 'Kích hoạt' }).click();
    }
    await expect(page.getByRole('heading', { name: 'Xã Bum Nưa' })).toBeVisible();
    await expect(code(page)).toHaveCount(0);
    expect(await known()).toBe(before + 1);
  });
}

test('while one tab waits for a busy office, another joins nobody else', async ({ page, context, office, network }) => {
  const busy = { status: 503, headers: { 'retry-after': '6' }, body: '' };
  await page.route('**/api/v1/enrolments', (route) => route.fulfill(busy), { times: 1 });
  await page.goto(network.url);
  await code(page).fill(codeFor(office, /Bum Nưa/));
  await page.getByLabel(/Tôi đã rõ/).check();
  await page.getByRole('button', { name: 'Kích hoạt' }).click();
  await expect(page.getByText(/tự thử lại sau/)).toBeVisible();
  const other = await context.newPage();
  await other.goto(network.url);
  await code(other).fill(codeFor(office, /Bum Tở|Mường Tè/));
  await other.getByLabel(/Tôi đã rõ/).check();
  await other.getByRole('button', { name: 'Kích hoạt' }).click();
  await expect(other.getByText(/đang kích hoạt ở một cửa sổ khác/)).toBeVisible();
  for (const tab of [page, other]) await expect(tab.getByRole('heading', { name: 'Xã Bum Nưa' })).toBeVisible({ timeout: 20_000 });
});
