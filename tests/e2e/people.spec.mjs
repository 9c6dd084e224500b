// Devices, codes and people, managed by hand at the console.

import { expect } from '@playwright/test';
import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import { activities } from './helpers/activities.mjs';
import { problemsOf } from './helpers/axe.mjs';
import { codeFor, openConsole, signIn } from './helpers/desk.mjs';
import { sendActivities } from './helpers/device-api.mjs';
import { freePort, startHub } from './helpers/office.mjs';
import { goTo, menu, save, writeActivity } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(180_000);

const DESK = { viewport: { width: 1366, height: 768 }, locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh' };
const PERSON = 'Lò Văn Thử';

/** Goes to a room of the console by its name. */
async function enter(desk, room) {
  await desk.getByRole('navigation', { name: 'Các mục của tỉnh' }).getByRole('link', { name: room, exact: true }).click();
  await expect(desk.getByRole('heading', { name: room, level: 1 })).toBeVisible();
}

/** Issues a code to a person, whom typing the name finds or makes; the slip is on the page then. */
async function issue(desk, name, place = 'Xã Bum Nưa') {
  await enter(desk, 'Mã kích hoạt');
  await desk.getByLabel('Họ tên người dùng').fill(name);
  await desk.getByLabel('Xã, phường hoặc khu vực').selectOption({ label: place });
  await desk.getByRole('button', { name: 'Cấp mã' }).click();
}

/** What a camera reads off the slip. */
async function scan(desk) {
  const { data, width, height } = PNG.sync.read(await desk.locator('.slip .qr').screenshot());
  return jsQR(new Uint8ClampedArray(data), width, height)?.data;
}

/** Joins by the address of a slip: the code is filled in and gone from the address. */
async function joinBySlip(page, address, device) {
  await page.goto(address);
  await expect(page.getByLabel('Mã kích hoạt')).toHaveValue(decodeURIComponent(address.split('#ma=')[1]));
  await expect.poll(() => page.evaluate(() => location.hash)).toBe('');
  await page.getByLabel('Tên máy này').fill(device);
  await page.getByLabel(/Tôi đã rõ/).check();
  await page.getByRole('button', { name: 'Kích hoạt' }).click();
  await expect(menu(page)).toBeVisible();
}

/** A picture for people to look at, where they ask for some. */
async function shotOf(page, name) {
  const shots = process.env.DANVAN_SHOTS;
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` });
}

/** The device's part of the table. */
const machine = (desk, name) => desk.locator('tbody.one').filter({ hasText: name });

test('a slip enrols a phone; the phone is revoked with a reason, keeps everything, and is allowed again', async ({ browser, page, office }) => {
  const desk = await browser.newPage(DESK);
  await openConsole(desk, office, 'quantri');
  await issue(desk, PERSON);
  await expect(desk.getByText('Mã này chỉ hiện một lần.')).toBeVisible();
  const address = await scan(desk);
  const code = (await desk.locator('.slip .issued-code').textContent()).trim();
  expect(address).toBe(`${office.url}/#ma=${encodeURIComponent(code)}`);

  await desk.emulateMedia({ media: 'print' });
  await expect(desk.locator('.slip')).toBeVisible();
  await expect(desk.getByRole('heading', { name: 'Mã kích hoạt', level: 1 })).toBeHidden();
  await expect(desk.getByRole('button', { name: 'In phiếu' })).toBeHidden();
  await expect(desk.getByRole('navigation')).toBeHidden();
  const paper = (await desk.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(paper.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  // A6 in points: nothing else is printed on it.
  const [, width, height] = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/.exec(paper).map(Number);
  expect([Math.round(width), Math.round(height)]).toEqual([298, 420]);
  await desk.emulateMedia({ media: 'screen' });

  await joinBySlip(page, address, 'Máy của Thử');
  // The code reached no server but in the enrolment itself.
  expect(office.log()).not.toContain(code);
  await enter(desk, 'Máy');
  await expect(machine(desk, 'Máy của Thử')).toContainText(PERSON);
  await enter(desk, 'Mã kích hoạt');
  await desk.getByRole('link', { name: /^Đã dùng/ }).click();
  await expect(machine(desk, PERSON).getByRole('link', { name: /Máy của Thử/ })).toBeVisible();

  // A known person is found by a part of the name, and chosen; their open code can be revoked.
  await issue(desk, 'lo van');
  await expect(desk.getByText(/Chọn một người trong danh sách/)).toBeVisible();
  await desk.locator('.options').getByRole('button', { name: new RegExp(`^${PERSON}`) }).click();
  await desk.getByRole('button', { name: 'Cấp mã' }).click();
  await expect(desk.locator('.slip')).toContainText(PERSON);
  await desk.getByRole('link', { name: /^Còn dùng được/ }).click();
  await machine(desk, PERSON).getByRole('button', { name: /Thu hồi mã/ }).click();
  await desk.getByRole('dialog').getByRole('button', { name: 'Thu hồi mã' }).click();
  await expect(machine(desk, PERSON)).toHaveCount(0);
  // No slip of a dead code is left to be printed.
  await expect(desk.locator('.slip')).toHaveCount(0);

  // Too short a reason is said at its field; what was typed outlives an office that cannot be reached.
  await enter(desk, 'Máy');
  await machine(desk, 'Máy của Thử').getByRole('button', { name: /Thu hồi máy/ }).click();
  const question = desk.getByRole('dialog');
  await question.getByLabel(/Lý do/).fill('Mất');
  await question.getByRole('button', { name: 'Thu hồi máy' }).click();
  await expect(question.getByText(/ít nhất 10 ký tự/)).toBeVisible();
  await expect(question.getByLabel(/Lý do/)).toBeFocused();
  const reason = 'Máy bị mất ở chợ phiên';
  await question.getByLabel(/Lý do/).fill(reason);
  await desk.context().setOffline(true);
  await question.getByRole('button', { name: 'Thu hồi máy' }).click();
  await expect(question.getByText(/Không kết nối được/)).toBeVisible();
  await expect(question.getByLabel(/Lý do/)).toHaveValue(reason);
  await desk.context().setOffline(false);
  await question.getByRole('button', { name: 'Thu hồi máy' }).click();
  await expect(machine(desk, 'Máy của Thử')).toContainText(reason);
  await expect(machine(desk, 'Máy của Thử')).toBeFocused();

  await writeActivity(page, { title: 'Việc ghi sau khi thu hồi' });
  await save(page);
  await goTo(page, 'Gửi, nhận');
  await page.getByRole('button', { name: /Gửi ngay|Đang gửi/ }).click();
  const shutOut = page.getByText('Tỉnh đã ngừng quyền gửi và nhận của máy này').first();
  await expect(shutOut).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(`Lý do: ${reason}`).first()).toBeVisible();
  await expect(page.getByText('Lý do: Lý do')).toHaveCount(0);
  // Nothing green leads a page of it; what is true stands there instead.
  await expect(page.getByText('Chưa gửi được về tỉnh')).toBeVisible();
  await expect(page.getByText('1 hồ sơ chờ trên máy, không mất.')).toBeVisible();
  await expect(page.locator('.card.good')).toHaveCount(0);
  if (process.env.DANVAN_SHOTS) await page.screenshot({ path: `${process.env.DANVAN_SHOTS}/revoked-sync.png`, fullPage: true });
  await goTo(page, 'Trang chủ');
  await expect(page.getByText('Chưa gửi được về tỉnh')).toBeVisible();
  await expect(page.locator('.card.good')).toHaveCount(0);
  if (process.env.DANVAN_SHOTS) await page.screenshot({ path: `${process.env.DANVAN_SHOTS}/revoked-home.png`, fullPage: true });
  await goTo(page, 'Sổ');
  await expect(page.getByText('Việc ghi sau khi thu hồi')).toBeVisible();

  await machine(desk, 'Máy của Thử').getByRole('button', { name: /Cho phép lại/ }).click();
  await desk.getByRole('dialog').getByRole('button', { name: 'Cho phép lại' }).click();
  await expect(machine(desk, 'Máy của Thử')).toContainText('Đang dùng');
  await goTo(page, 'Gửi, nhận');
  await page.getByRole('button', { name: /Gửi ngay|Đang gửi/ }).click();
  await expect(page.getByText('Xong. Tỉnh đã nhận đủ.')).toBeVisible({ timeout: 30_000 });
  await desk.close();
});

test('a code for a district machine comes with the command that starts it, and starts it', async ({ browser, office, folder }) => {
  const desk = await browser.newPage(DESK);
  await openConsole(desk, office, 'quantri');
  await enter(desk, 'Mã kích hoạt');
  await desk.locator('.skip').focus();
  await desk.keyboard.press('Enter');
  await expect(desk.locator('#console-main')).toBeFocused();
  // A commune that was chosen before is none for a machine; nothing is asked for that a machine has not.
  await desk.getByLabel('Xã, phường hoặc khu vực').selectOption({ label: 'Xã Bum Nưa' });
  await desk.getByLabel('Vai trò').selectOption({ label: 'Máy khu vực' });
  await expect(desk.getByText(/không phải máy của người nào/)).toBeVisible();
  for (const label of ['Họ tên người dùng', 'Số máy được dùng', /Cơ quan, đồn/]) await expect(desk.getByLabel(label)).toHaveCount(0);
  await desk.getByRole('button', { name: 'Cấp mã' }).click();
  await expect(desk.getByText('Chọn khu vực của máy trong danh sách.')).toBeVisible();
  await expect(desk.getByLabel('Khu vực', { exact: true })).toBeFocused();
  await expect(desk.getByRole('option', { name: 'Xã Bum Nưa' })).toHaveCount(0);
  // What is shown is what is chosen, also where the list has changed under it.
  const shown = (label) => desk.getByLabel(label, { exact: true }).evaluate((select) => select.selectedOptions[0].textContent);
  expect(await shown('Khu vực')).toBe('Chọn…');
  await desk.getByLabel('Vai trò').selectOption({ label: 'Người theo dõi khu vực' });
  await desk.getByLabel('Xã, phường hoặc khu vực').selectOption({ label: 'Khu vực Than Uyên' });
  await desk.getByLabel('Vai trò').selectOption({ label: 'Máy khu vực' });
  expect(await shown('Khu vực')).toBe('Khu vực Than Uyên');
  await desk.getByLabel('Khu vực', { exact: true }).selectOption({ label: 'Khu vực Mường Tè' });
  if (process.env.DANVAN_SHOTS) await desk.screenshot({ path: `${process.env.DANVAN_SHOTS}/machine-form.png`, fullPage: true });
  await desk.getByRole('button', { name: 'Cấp mã' }).click();

  const slip = desk.locator('.slip');
  await expect(slip).toContainText('Máy khu vực Mường Tè');
  await expect(slip).toContainText('không kích hoạt được điện thoại');
  await expect(slip.locator('.qr')).toHaveCount(0);
  const code = (await slip.locator('.issued-code').textContent()).trim();
  const command = await slip.locator('.command').textContent();
  const [, upstream, given] = command.match(/^danvan-office serve \\\n  --upstream (\S+) \\\n  --hub-code (\S+) \\\n/);
  expect([upstream, given]).toEqual([office.url, code]);
  const shots = process.env.DANVAN_SHOTS;
  if (shots) await desk.screenshot({ path: `${shots}/machine-slip.png`, fullPage: true });
  if (shots) {
    await desk.setViewportSize({ width: 360, height: 640 });
    await desk.screenshot({ path: `${shots}/machine-slip-360.png`, fullPage: true });
    await desk.setViewportSize(DESK.viewport);
  }
  await desk.emulateMedia({ media: 'print' });
  const paper = (await desk.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(paper.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  // A6 in points: nothing else is printed on it.
  const [, width, height] = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/.exec(paper).map(Number);
  expect([Math.round(width), Math.round(height)]).toEqual([298, 420]);
  await desk.emulateMedia({ media: 'screen' });

  // What the command says, on a free port and without a certificate.
  const hub = await startHub({ upstream, code: given, origin: office.url, port: await freePort(), folder });
  await enter(desk, 'Máy');
  const line = machine(desk, 'Máy khu vực Mường Tè');
  await expect(line).toHaveCount(1);
  await expect(line).toContainText('Khu vực Mường Tè');
  await hub.stop();

  // The machine that follows it is the same one by name, not another of that name.
  await enter(desk, 'Mã kích hoạt');
  await desk.getByLabel('Vai trò').selectOption({ label: 'Máy khu vực' });
  await desk.getByLabel('Khu vực', { exact: true }).selectOption({ label: 'Khu vực Mường Tè' });
  await desk.getByRole('button', { name: 'Cấp mã' }).click();
  await expect(slip).toContainText('Máy khu vực Mường Tè');
  await enter(desk, 'Người dùng');
  await expect(desk.locator('tbody.one').filter({ hasText: 'Máy khu vực Mường Tè' })).toHaveCount(1);
  await desk.close();
});

test('an account is made, used, given another password by its owner, and disabled', async ({ browser, page, office }) => {
  await page.setViewportSize(DESK.viewport);
  await openConsole(page, office, 'quantri');
  await enter(page, 'Người dùng');
  await page.getByRole('button', { name: 'Thêm người' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Họ tên').fill(PERSON);
  await form.getByRole('button', { name: 'Thêm người' }).click();
  await expect(form.getByText(/Ghi tên đăng nhập/)).toBeVisible();
  await form.getByLabel('Tên đăng nhập').fill('lovanthu');
  await form.getByRole('button', { name: 'Thêm người' }).click();
  const shown = page.locator('#made-password');
  await expect(shown).toBeFocused();
  const password = (await shown.locator('.issued-code').textContent()).trim();
  await expect(machine(page, PERSON)).toContainText('lovanthu');

  const own = await browser.newPage(DESK);
  const user = { url: office.url, users: [{ username: 'lovanthu', password }] };
  await openConsole(own, user, 'lovanthu');
  // A specialist judges quarantine and sees nothing of devices, codes and people.
  await enter(own, 'Chờ xem xét');
  await expect(own.getByRole('link', { name: 'Người dùng' })).toHaveCount(0);
  await own.getByRole('link', { name: 'Đổi mật khẩu' }).click();
  const chosen = 'ba tu khong lien quan';
  const change = async (old, first, second) => {
    await own.getByLabel('Mật khẩu đang dùng').fill(old);
    await own.getByLabel('Mật khẩu mới', { exact: true }).fill(first);
    await own.getByLabel('Gõ lại mật khẩu mới').fill(second);
    await own.locator('#own-password').getByRole('button', { name: 'Đổi mật khẩu' }).click();
  };
  // Everything that is wrong is said at once.
  await change('', 'ngắn', 'khác');
  await expect(own.locator('#own-password [aria-invalid=true]')).toHaveCount(3);
  await change(password, 'ngắn', 'ngắn');
  await expect(own.getByText(/cần ít nhất 10 ký tự/)).toBeVisible();
  await change(password, chosen, `${chosen}.`);
  await expect(own.getByText(/chưa giống nhau/)).toBeVisible();
  await change('sai rồi nhé', chosen, chosen);
  await expect(own.getByText(/đang dùng chưa đúng/)).toBeVisible();
  await expect(own.getByLabel('Mật khẩu đang dùng')).toBeFocused();
  await change(password, chosen, chosen);
  await expect(own.getByText('Đã đổi mật khẩu')).toBeVisible();
  await own.getByRole('button', { name: 'Đăng xuất' }).click();
  user.users[0].password = chosen;
  await openConsole(own, user, 'lovanthu');
  await expect(own.getByRole('heading', { name: 'Tổng quan' })).toBeVisible();
  await own.getByRole('button', { name: 'Đăng xuất' }).click();

  await machine(page, PERSON).getByRole('button', { name: `Khóa ${PERSON}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Khóa người này' }).click();
  await expect(machine(page, PERSON)).toContainText('Đã khóa');
  await openConsole(own, user, 'lovanthu');
  await expect(own.getByRole('alert').filter({ hasText: /khóa/ })).toBeVisible();
  await own.close();
});

test('a long list comes in pages, found by words, with its place in the address', async ({ page, office }) => {
  const admin = await signIn(office, 'quantri');
  for (let n = 0; n < 120; n += 1) await admin.post('/api/v1/people', { name: `Người ${String(n).padStart(3, '0')}` });
  const { total } = await admin.get('/api/v1/people?limit=1');
  await page.setViewportSize(DESK.viewport);
  await openConsole(page, office, 'quantri');
  await enter(page, 'Người dùng');
  const [rows, ways] = [page.locator('tbody.one'), page.getByRole('navigation', { name: 'Các trang của danh sách' })];
  const says = page.getByRole('status').filter({ hasText: / người/ });
  const first = async () => rows.first().getByRole('rowheader').textContent();
  await expect(says).toHaveText(`${total} người · 1–50`);
  await expect(rows).toHaveCount(50);
  await expect(ways.getByRole('link', { name: 'Trang trước' })).toHaveCount(0);
  const beginning = await first();
  // By the keyboard alone.
  await ways.getByRole('link', { name: 'Trang sau' }).press('Enter');
  await expect(says).toHaveText(`${total} người · 51–100`);
  await expect(page.locator('#console-main')).toBeFocused();
  const middle = await first();
  expect(middle).not.toBe(beginning);
  await shotOf(page, 'pages-people');
  await ways.getByRole('link', { name: 'Trang sau' }).click();
  await expect(says).toHaveText(`${total} người · 101–${total}`);
  await expect(ways.getByRole('link', { name: 'Trang sau' })).toHaveCount(0);
  await page.goBack();
  await expect(says).toHaveText(`${total} người · 51–100`);
  expect(await first()).toBe(middle);
  await page.reload();
  await expect(says).toHaveText(`${total} người · 51–100`);
  await page.goForward();
  await expect(says).toHaveText(`${total} người · 101–${total}`);
  await ways.getByRole('link', { name: 'Trang trước' }).click();
  await expect(says).toHaveText(`${total} người · 51–100`);
  // A search looks through all of them, and begins at the first page.
  await page.getByLabel('Tìm người').fill('nguoi 119');
  await expect(rows).toHaveCount(1);
  await expect(says).toHaveText('1 người');
  await page.setViewportSize({ width: 360, height: 640 });
  await page.getByLabel('Tìm người').fill('nguoi');
  await expect(ways.getByRole('link', { name: 'Trang sau' })).toBeVisible();
  await ways.scrollIntoViewIfNeeded();
  await shotOf(page, 'pages-people-small');
  await admin.close();
});

test('what was done in a list stands, also where an answer of before that comes late', async ({ page, office }) => {
  const bodies = activities(1);
  await sendActivities(office.url, codeFor(office, /Bum Nưa/), 1, (n) => bodies[n]);
  await page.setViewportSize(DESK.viewport);
  await openConsole(page, office, 'quantri');
  await enter(page, 'Máy');
  const row = machine(page, 'Máy nạp dữ liệu');
  await expect(row).toBeVisible();
  const question = /\/api\/v1\/devices\?.*q=/;
  let release;
  const released = new Promise((resolve) => { release = resolve; });
  const asked = new Promise((resolve) => {
    page.route(question, async (route) => {
      const response = await route.fetch();
      resolve();
      await released;
      await route.fulfill({ response });
    }, { times: 1 });
  });
  await page.getByLabel('Tìm máy').fill('may nap');
  await asked;
  await row.getByRole('button', { name: /Thu hồi máy/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/Lý do/).fill('Máy bị mất ở chợ phiên');
  await dialog.getByRole('button', { name: 'Thu hồi máy' }).click();
  await expect(row).toContainText('Máy bị mất ở chợ phiên');
  const late = page.waitForResponse(question);
  release();
  await (await late).finished();
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  await expect(row).toContainText('Máy bị mất ở chợ phiên');
});

test('a wrong user name is said at its field; nothing made or said earlier stays beside something newer', async ({ page, office }) => {
  await page.setViewportSize(DESK.viewport);
  await openConsole(page, office, 'quantri');
  await enter(page, 'Người dùng');
  await page.getByRole('button', { name: 'Thêm người' }).click();
  const form = page.getByRole('dialog');
  const [name, username] = [form.getByLabel('Họ tên'), form.getByLabel('Tên đăng nhập')];
  const send = () => form.getByRole('button', { name: 'Thêm người' }).click();
  await send();
  await expect(name).toBeFocused();
  await name.fill(PERSON);
  for (const [wrong, said] of [['Lò Văn Thử', /chữ thường không dấu, chữ số/], ['xem', /Tên đăng nhập này đã có người dùng/]]) {
    await username.fill(wrong);
    await send();
    await expect(page.locator('#account-username-says')).toHaveText(said);
    await expect(username).toBeFocused();
    await expect(form.getByText('Nội dung không hợp lệ')).toHaveCount(0);
  }
  await username.fill('lovanthu');
  await expect(page.locator('#account-username-says')).toHaveText('');
  await send();
  const password = page.locator('#made-password .issued-code');
  await expect(password).toHaveText(/^[0-9a-f]{4}(-[0-9a-f]{4}){4}$/);

  // Somebody of an equal name is asked about, and told apart by what they have.
  await page.getByRole('button', { name: 'Thêm người' }).click();
  await name.fill('lo van thu');
  await form.getByLabel(/Cấp tài khoản/).uncheck();
  await send();
  await expect(form.getByText(/Chuyên viên.*lovanthu/)).toBeVisible();
  const other = form.getByLabel(/Đây là người khác/);
  await expect(other).toBeFocused();
  await other.check();
  await send();
  await expect(page.getByText('Đã thêm lo van thu')).toBeVisible();
  await expect(password).toHaveCount(0);

  // Questions name whom they are about by more than the name; a good sign goes when the next step fails.
  await page.locator('tbody.one').filter({ hasText: 'lovanthu' }).getByRole('button', { name: `Khóa ${PERSON}` }).click();
  await expect(form.getByText(/lovanthu/)).toBeVisible();
  await page.context().setOffline(true);
  await form.getByRole('button', { name: 'Khóa người này' }).click();
  await expect(form.getByText(/Không kết nối được/)).toBeVisible();
  await expect(page.getByText('Đã thêm lo van thu')).toHaveCount(0);
  await page.context().setOffline(false);
});

test('people are listed by given name, and a list that did not come makes nobody new', async ({ page, office }) => {
  await page.setViewportSize(DESK.viewport);
  const admin = await signIn(office, 'quantri');
  for (const name of ['Vàng A Tủa', 'Đỗ Thị Én', 'Bùi Văn Đức']) await admin.post('/api/v1/people', { name });
  await openConsole(page, office, 'quantri');
  await enter(page, 'Người dùng');
  const names = await page.locator('tbody.one th b').allTextContents();
  const wanted = ['Bùi Văn Đức', 'Đỗ Thị Én', 'Vàng A Tủa'];
  expect(names.filter((name) => wanted.includes(name))).toEqual(wanted);

  const list = /\/api\/v1\/people\?/;
  await page.route(list, (route) => route.abort());
  await enter(page, 'Mã kích hoạt');
  await page.getByLabel('Họ tên người dùng').fill('Do Thi En');
  await expect(page.getByText('Chưa tải được danh sách người dùng')).toBeVisible();
  await page.getByLabel('Xã, phường hoặc khu vực').selectOption({ label: 'Xã Bum Nưa' });
  await page.getByRole('button', { name: 'Cấp mã' }).click();
  await expect(page.locator('.slip')).toHaveCount(0);
  await page.unroute(list);
  await page.locator('#issue-form').getByRole('button', { name: 'Thử lại' }).click();
  await page.locator('.options').getByRole('button', { name: /^Đỗ Thị Én/ }).click();
  await page.getByRole('button', { name: 'Cấp mã' }).click();
  await expect(page.locator('.slip')).toContainText('Đỗ Thị Én');

  // The codes of somebody disabled are not shown as usable; a person's codes are one press away.
  await enter(page, 'Người dùng');
  await machine(page, 'Đỗ Thị Én').getByRole('link', { name: /1 mã còn dùng được/ }).click();
  await expect(page.locator('tbody.one')).toHaveCount(1);
  await expect(machine(page, 'Đỗ Thị Én')).toContainText('Còn dùng được');
  const { people } = await admin.get('/api/v1/people');
  const { id } = people.find((person) => person.name === 'Đỗ Thị Én');
  await admin.post(`/api/v1/people/${id}/actions`, { type: 'disable' });
  await page.reload();
  await expect(machine(page, 'Đỗ Thị Én')).toContainText('người dùng đã khóa');
  await expect(machine(page, 'Đỗ Thị Én')).not.toContainText('Còn dùng được');
  await admin.close();
});

test.describe('360x640, long words and large text', () => {
  test.use({ viewport: { width: 360, height: 640 }, officeArgs: ['--demonstration', '--sample'] });
  test('nothing is cut, lies over another or widens the page', async ({ page, office }) => {
    await openConsole(page, office, 'quantri');
    for (const room of ['Máy', 'Người dùng', 'Mã kích hoạt']) {
      await enter(page, room);
      await expect(page.locator('tbody.one').first()).toBeVisible();
      // The room that is open stands in sight among the others.
      await expect(page.locator('.rail a[aria-current]').first()).toBeInViewport();
      for (const size of ['100%', '200%']) {
        await page.evaluate((size) => (document.documentElement.style.fontSize = size), size);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(wide, `${room} ${size}`).toBeLessThanOrEqual(0);
        // A cell is as high as its label, which wraps.
        const over = await page.evaluate(() => {
          const probe = document.querySelector('.card-rows td[data-label]');
          const { label } = probe.dataset;
          const before = probe.getBoundingClientRect().height;
          probe.dataset.label = 'một nhãn rất dài '.repeat(8);
          const higher = probe.getBoundingClientRect().height - before;
          probe.dataset.label = label;
          return higher;
        });
        expect(over, `${room} ${size}`).toBeGreaterThan(20);
        const cut = await page.evaluate(() => {
          const pill = document.querySelector('.card-rows .pill');
          pill.textContent = 'đã thay khóa ký ngày 27/11/2026 và còn một đoạn dài';
          const { right } = pill.getBoundingClientRect();
          return right > pill.closest('td').getBoundingClientRect().right + 1;
        });
        expect(cut, `${room} ${size}`).toBe(false);
        if (size === '200%') await page.evaluate(() => (document.documentElement.style.fontSize = ''));
      }
    }
  });
});

for (const viewport of [{ width: 360, height: 640 }, DESK.viewport]) {
  for (const colorScheme of ['light', 'dark']) {
    test.describe(`${viewport.width}x${viewport.height}, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme, officeArgs: ['--demonstration', '--sample'] });
      test('the rooms stand up to axe and widen no window', async ({ page, office }) => {
        const refused = [];
        page.on('console', (message) => /Content.Security.Policy/i.test(message.text()) && refused.push(message.text()));
        const problems = [];
        const see = async (name) => {
          await page.waitForFunction(() => !document.querySelector('.skeleton'));
          const shots = process.env.DANVAN_SHOTS;
          if (shots) await page.screenshot({ path: `${shots}/${viewport.width}-${colorScheme}-${name}.png`, fullPage: true });
          problems.push(...(await problemsOf(page)).map((problem) => `${name}: ${problem}`));
        };
        await openConsole(page, office, 'quantri');
        await enter(page, 'Máy');
        await see('devices');
        await page.getByRole('button', { name: /^Thu hồi máy/ }).first().click();
        await page.getByRole('dialog').getByRole('button', { name: 'Thu hồi máy' }).click();
        await see('devices-question');
        await page.getByRole('dialog').getByLabel(/Lý do/).fill('Máy bị mất ở chợ phiên');
        await page.getByRole('dialog').getByRole('button', { name: 'Thu hồi máy' }).click();
        await page.locator('tbody.one details').first().locator('summary').click();
        await see('devices-revoked');
        await enter(page, 'Chờ xem xét');
        await see('quarantine');
        await issue(page, PERSON);
        await expect(page.locator('.slip')).toBeVisible();
        await see('codes');
        await enter(page, 'Người dùng');
        await see('people');
        await page.getByRole('button', { name: 'Thêm người' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Thêm người' }).click();
        await see('people-question');
        await page.getByRole('button', { name: 'Để nguyên' }).click();
        // On a phone the account is behind a menu.
        if (viewport.width < 800) await page.getByRole('button', { name: 'Tài khoản', exact: true }).click();
        await page.getByRole('link', { name: 'Đổi mật khẩu' }).click();
        await page.locator('#own-password').getByRole('button', { name: 'Đổi mật khẩu' }).click();
        await see('password');
        expect(refused).toEqual([]);
        expect(problems).toEqual([]);
      });
    });
  }
}
