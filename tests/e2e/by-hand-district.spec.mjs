// Work goes from a phone to the district's hub, from there to the province, and the receipt all the way back, in files:
// no network between any two of the three.

import { expect } from '@playwright/test';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemsOf } from './helpers/axe.mjs';
import { openProfile } from './helpers/chromium.mjs';
import { codeFor, openConsole, signIn } from './helpers/desk.mjs';
import { freePort, startHub } from './helpers/office.mjs';
import { enrol, goTo, readyForOffline, rows, save, writeActivity } from './helpers/phone.mjs';
import { addFiles, drawPhotos, filesAtOffice, isWhole } from './helpers/photos.mjs';
import { startProxy } from './helpers/proxy.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(300_000);

test('phone, file, hub, stick, province, receipts, hub, receipt, phone: with no network between any two', async ({ browser, office, network, folder }) => {
  // Once each has met the province: the phone to enrol, the hub to hear whom it serves.
  const phone = await openProfile(join(folder, 'profile'));
  const page = await phone.newPage();
  const [photo] = await drawPhotos(phone, folder, 1);
  await enrol(page, network.url, codeFor(office, /Bum Nưa/));
  await readyForOffline(page);
  const line = await startProxy(office.url);
  const home = join(folder, 'hub');
  mkdirSync(home);
  const hub = await startHub({
    ...{ upstream: line.url, code: codeFor(office, /muong_te_may/), origin: network.url },
    ...{ port: await freePort(), folder: home },
  });
  const overview = async () => (await fetch(`${hub.url}/api/v1/hub/overview`)).json();
  await expect.poll(async () => (await overview()).units.some((unit) => unit.devices), { timeout: 30_000 }).toBe(true);

  // From here on no two of them have a network, and nothing passes either way.
  await phone.setOffline(true);
  network.cut();
  line.cut();
  const before = { phone: { ...network.bytes }, line: { ...line.bytes } };
  const clerk = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  const hubPage = await clerk.newPage();
  const elsewhere = [];
  hubPage.on('request', (request) => {
    if (!request.url().startsWith(hub.url) && !request.url().startsWith('blob:')) elsewhere.push(request.url());
  });

  await writeActivity(page, { title: 'Phát dọn đường bản Phí Chi' });
  await addFiles(page, [photo]);
  await save(page);
  const first = await pack(page, folder, 'goi-1');
  await writeActivity(page, { title: 'Tuyên truyền ở bản Nà Hừ' });
  await save(page);
  const both = await pack(page, folder, 'goi-2');

  // At the hub: many files at once, one damaged, one twice.
  await hubPage.goto(hub.url);
  const intake = hubPage.locator('#bundles-in');
  const damaged = join(folder, 'hong.danvan');
  const bytes = readFileSync(both[0]);
  bytes[bytes.length - 100] ^= 1;
  writeFileSync(damaged, bytes);
  await intake.getByLabel('Chọn tệp gói').setInputFiles([damaged, ...both, ...first, first[0]]);
  await expect(intake.getByRole('status')).toHaveText('Xong 6 tệp.', { timeout: 30_000 });
  const brought = (name) => intake.getByRole('row').filter({ hasText: name });
  await expect(brought('hong.danvan')).toContainText('Tệp không còn nguyên vẹn');
  await expect(brought('goi-2.danvan')).toContainText('Khu vực đã giữ');
  await expect(brought('goi-1.danvan').first()).toContainText('Khu vực đã giữ');
  await expect(brought('goi-1.danvan').last()).toContainText('Đã có ở đây từ trước');
  await expect(hubPage.getByRole('heading', { name: '4 gói chờ chuyển về tỉnh' })).toBeVisible();
  await look(hubPage, 'hub-taken-in');

  // Everything in one file, onto the stick.
  // The hub asks for its PIN first; what was begun goes on by itself.
  const pin = hubPage.getByLabel(/^Mã PIN/);
  await hubPage.getByRole('button', { name: /^Chép gói lên USB/ }).click();
  await expect(hubPage.getByText('Nhập mã PIN trước, rồi làm tiếp.')).toBeVisible();
  await expect(pin).toBeFocused();
  await look(hubPage, 'hub-pin-asked');
  await pin.fill('1234');
  await hubPage.getByRole('button', { name: 'Nhập mã PIN' }).click();
  await expect(hubPage.getByText(/^Mã PIN có từ 8 đến 16 chữ số, ví dụ/)).toBeVisible();
  await expect(pin).toHaveValue('1234');
  await pin.fill(hub.pin === '0000 0000' ? '11111111' : '00000000');
  await pin.press('Enter');
  await expect(hubPage.getByText(/^Mã PIN chưa đúng\./)).toBeVisible();
  await look(hubPage, 'hub-pin-wrong');
  const copying = hubPage.waitForEvent('download');
  await pin.fill(hub.pin);
  await pin.press('Enter');
  const stick = join(folder, 'usb.tar');
  await (await copying).saveAs(stick);
  expect(await (await copying).failure()).toBeNull();
  await expect(hubPage.getByRole('heading', { name: 'Đã nhập mã PIN' })).toBeVisible();
  await hubPage.reload();
  await expect(hubPage.getByText(/Đã chép \d\d\/\d\d\/\d{4} \d\d:\d\d/).first()).toBeVisible();

  // At the province: the stick goes in, one file with receipts comes out.
  const desk = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await openConsole(desk, office, 'chuyenvien');
  await desk.getByRole('link', { name: 'Nhận gói' }).click();
  await desk.getByLabel('Chọn tệp gói').setInputFiles([stick]);
  await expect(desk.getByText('Xong 1 tệp.')).toBeVisible({ timeout: 60_000 });
  const row = (words) => desk.locator('.bundle-rows').first().getByRole('row').filter({ hasText: words });
  await expect(row('Đã nhận 1 lần ghi mới')).toHaveCount(2);
  await expect(row('Đã nhận 1 ảnh, tệp mới')).toHaveCount(1);
  await desk.screenshot({ path: test.info().outputPath('desk.png'), fullPage: true });
  const saving = desk.waitForEvent('download');
  await desk.getByRole('button', { name: 'Một tệp biên nhận cho khu vực (1 máy)' }).click();
  const receipts = join(folder, 'bien-nhan-khu-vuc.tar');
  await (await saving).saveAs(receipts);

  // Back at the hub, in another hour: the PIN is asked for again, and the files wait meanwhile. Then its rows are answered, and
  // it hands out the phone's receipt.
  await hubPage.getByRole('button', { name: 'Khóa lại' }).click();
  await expect(pin).toBeVisible();
  const receiptsIn = hubPage.locator('#receipts-in');
  await receiptsIn.getByLabel('Chọn tệp biên nhận').setInputFiles([damaged, receipts]);
  await expect(receiptsIn.getByRole('status')).toHaveText('Cần mã PIN. Còn 2 tệp chưa nhận.');
  await pin.fill(hub.pin);
  await pin.press('Enter');
  await expect(receiptsIn.getByRole('row').filter({ hasText: 'hong.danvan' })).toContainText('Không phải tệp nhận được ở');
  await expect(receiptsIn.getByText('Biên nhận hợp lệ: tỉnh đã nhận 4 gói đang chờ')).toBeVisible({ timeout: 30_000 });
  await expect(hubPage.getByRole('heading', { name: 'Không có gói nào chờ chuyển về tỉnh' })).toBeVisible();
  await expect(hubPage.locator('#kept').getByText('Tỉnh đã nhận')).toHaveCount(4);
  await look(hubPage, 'hub-answered');
  const handing = hubPage.waitForEvent('download');
  await hubPage.getByRole('link', { name: /^Tải biên nhận: Xã Bum Nưa/ }).click();
  const receipt = join(folder, 'bien-nhan.danvan');
  await (await handing).saveAs(receipt);

  // The phone, still without a network.
  await goTo(page, 'Gửi, nhận');
  await page.getByLabel('Nhập biên nhận').setInputFiles(receipt);
  await expect(page.getByText('Biên nhận hợp lệ: tỉnh đã nhận thêm 2 lần ghi.')).toBeVisible();
  await goTo(page, 'Sổ');
  await expect(rows(page, 'Phát dọn đường bản Phí Chi').first()).toContainText('Tỉnh đã nhận');
  await expect(rows(page, 'Tuyên truyền ở bản Nà Hừ').first()).toContainText('Tỉnh đã nhận');

  // Nothing went over any network, and what arrived is whole.
  expect({ phone: { ...network.bytes }, line: { ...line.bytes } }).toEqual(before);
  expect(elsewhere).toEqual([]);
  const arrived = await filesAtOffice(office, 'Phát dọn đường');
  expect(arrived).toHaveLength(1);
  expect(arrived[0].files.map(isWhole)).toEqual([true]);
  const api = await signIn(office, 'chuyenvien');
  expect(await api.records()).toHaveLength(2);
  await api.close();
  await Promise.all([desk.close(), clerk.close(), phone.close()]);
  await hub.stop();
  await line.stop();
});

test('a long import at the hub stops, loses its hub, and goes on', async ({ browser, office, network, folder }) => {
  const port = await freePort();
  const started = { upstream: office.url, origin: network.url, port, folder };
  let hub = await startHub({ ...started, code: codeFor(office, /muong_te_may/) });
  const page = await browser.newPage({ viewport: { width: 360, height: 640 } });
  await page.goto(hub.url);
  const files = Array.from({ length: 40 }, (_, number) => ({
    name: `tep-${number + 1}.danvan`,
    mimeType: 'application/octet-stream',
    buffer: Buffer.alloc(200_000, number),
  }));
  const intake = page.locator('#bundles-in');
  const status = intake.getByRole('status');
  // The requests are slowed down so that a person has time to press.
  await page.route('**/api/v1/bundles?*', async (route) => {
    await new Promise((done) => setTimeout(done, 100));
    await route.continue();
  });
  await intake.getByLabel('Chọn tệp gói').setInputFiles(files);
  await expect(status).toHaveText(/Đang nhận 3\/40: tep-3\.danvan/);
  await intake.getByRole('button', { name: 'Dừng' }).click();
  await expect(status).toHaveText(/^Đã dừng\. Còn \d+ tệp chưa nhận\.$/);
  await look(page, 'hub-stopped');
  await hub.stop();
  await intake.getByRole('button', { name: 'Nhận tiếp' }).click();
  await expect(status).toHaveText(/^Mất liên lạc với máy khu vực\. Còn \d+ tệp chưa nhận\.$/);
  hub = await startHub(started);
  await intake.getByRole('button', { name: 'Nhận tiếp' }).click();
  await expect(status).toHaveText('Xong 40 tệp.', { timeout: 60_000 });
  await expect(intake.locator('tbody tr')).toHaveCount(40);
  await expect(intake.getByText('Không phải tệp nhận được ở')).toHaveCount(40);
  await page.close();
  await hub.stop();
});

/** Packs what waits and keeps the files, entries first, then photos; where they lie now. */
async function pack(page, folder, name) {
  await goTo(page, 'Gửi, nhận');
  await page.getByRole('button', { name: 'Xuất gói' }).click();
  const buttons = page.getByRole('button', { name: 'Lưu tệp' });
  await expect(buttons).toHaveCount(2);
  const paths = [];
  for (const button of await buttons.all()) {
    const download = page.waitForEvent('download');
    await button.click();
    const path = join(folder, `${name}${paths.length ? '-anh' : ''}.danvan`);
    await (await download).saveAs(path);
    paths.push(path);
  }
  return paths;
}

/** Pictures of a page, small and large, with nothing wrong. */
async function look(page, name) {
  const { width, height } = page.viewportSize();
  for (const size of [{ width: 360, height: 640 }, { width: 1366, height: 768 }]) {
    await page.setViewportSize(size);
    expect(await problemsOf(page), `${name} at ${size.width}`).toEqual([]);
    await page.screenshot({ path: test.info().outputPath(`${name}-${size.width}.png`), fullPage: true });
  }
  await page.setViewportSize({ width, height });
}
