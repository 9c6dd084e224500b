// Photos and files: small and without their place before they are kept, never lost on the way, and shown as what they are.

import { expect } from '@playwright/test';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openProfile } from './helpers/chromium.mjs';
import { codeFor } from './helpers/desk.mjs';
import { askStore } from './helpers/device-store.mjs';
import { addFiles, drawPhotos, filesAtOffice, isWhole, photosOverBadLine, savesUnderKills } from './helpers/photos.mjs';
import { hasExif, sizeOf } from './helpers/pictures.mjs';
import { enrol, goTo, readyForOffline, rows, save, step, writeActivity } from './helpers/phone.mjs';
import { PROFILES } from './helpers/proxy.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(240_000);

const PDF = '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n';

/** A file in `folder` with that content. */
function laid(folder, name, content) {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** How many files the device holds. */
const filesOnDevice = (page) => askStore(page, 'files', 'count');

for (const way of ['in a worker', 'in the page']) {
  test(`a photo arrives small, upright and without its place, made ${way}`, async ({ office, network, folder }) => {
    const phone = await openProfile(join(folder, 'profile'));
    const [photo] = await drawPhotos(phone, folder, 1);
    expect(hasExif(readFileSync(photo))).toBe(true);
    expect(sizeOf(readFileSync(photo))).toEqual({ width: 2400, height: 1800 });
    // A browser without workers, and without a canvas outside the page.
    if (way === 'in the page') {
      await phone.addInitScript(() => {
        delete globalThis.Worker;
        delete globalThis.OffscreenCanvas;
      });
    }
    const page = await phone.newPage();
    await enrol(page, network.url, codeFor(office, /Bum Nưa/));
    await readyForOffline(page);
    // The form stands only once the province's catalogue has come.
    await writeActivity(page, { title: 'Đối thoại có ảnh' });
    network.cut();
    const group = await addFiles(page, [photo, laid(folder, 'bien-ban.pdf', PDF)]);
    await group.getByLabel(/Chú thích/).first().fill('Bà con dự họp');
    await expect(group.locator('img')).toBeVisible();
    await expect(page.getByText(/^Nháp \d\d:\d\d$/).first()).toBeVisible();
    expect(await filesOnDevice(page)).toBe(2);

    // It belongs to the draft: the page goes, the photo stays.
    await page.reload();
    await step(page, 'Kết quả');
    await expect(group.getByText('anh-1.jpg')).toBeVisible();
    await expect(group.locator('img')).toBeVisible();
    await save(page);
    const item = (name) => page.getByRole('listitem').filter({ hasText: name });
    await expect(item('Bà con dự họp').getByText('Trên máy')).toBeVisible();
    await expect(item('bien-ban.pdf').getByText('Trên máy')).toBeVisible();

    network.pass();
    await goTo(page, 'Gửi, nhận');
    await page.getByRole('button', { name: 'Gửi ngay' }).click();
    await expect(page.getByRole('heading', { name: 'Tỉnh đã nhận đủ' })).toBeVisible({ timeout: 60_000 });
    const [record] = await filesAtOffice(office, 'Đối thoại có ảnh');
    const [arrived, paper] = ['image/jpeg', 'application/pdf'].map((mime) => record.files.find(({ item: { mime: found } }) => found === mime));
    expect(isWhole(arrived)).toBe(true);
    expect(hasExif(arrived.bytes)).toBe(false);
    expect(sizeOf(arrived.bytes)).toEqual({ width: 960, height: 1280 });
    expect(arrived.bytes.length).toBeLessThanOrEqual(200 * 1024);
    expect(arrived.item.caption).toBe('Bà con dự họp');
    expect(paper.bytes.toString()).toBe(PDF);
    await goTo(page, 'Sổ');
    await rows(page, 'Đối thoại có ảnh').click();
    await expect(item('Bà con dự họp').getByText('Tỉnh đã nhận')).toBeVisible();
    await phone.close();
  });
}

test('what cannot be taken is said at the field, and nothing typed is lost', async ({ office, folder }) => {
  const phone = await openProfile(join(folder, 'profile'));
  const [photo] = await drawPhotos(phone, folder, 1, { width: 800, height: 600 });
  const page = await phone.newPage();
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await writeActivity(page, { title: 'Tệp lạ' });
  await step(page, 'Kết quả');
  const group = page.getByRole('group', { name: 'Ảnh và tệp' });
  const chooser = group.locator('input[type=file][multiple]');
  await chooser.setInputFiles([
    laid(folder, 'ghi-chu.txt', 'không phải giấy tờ'),
    laid(folder, 'hong.jpg', 'không phải ảnh'),
    laid(folder, 'rong.pdf', ''),
    laid(folder, 'to.pdf', Buffer.concat([Buffer.from(PDF), Buffer.alloc(11 * 1024 * 1024, 'x')])),
  ]);
  await expect(group.getByText(/ghi-chu\.txt: chỉ nhận ảnh/)).toBeVisible();
  await expect(group.getByText(/hong\.jpg: trình duyệt không đọc được ảnh này/)).toBeVisible();
  await expect(group.getByText(/rong\.pdf: tệp này rỗng/)).toBeVisible();
  await expect(group.getByText(/to\.pdf: .* quá lớn/)).toBeVisible();

  // The phone is full.
  const session = await phone.newCDPSession(page);
  const { origin } = new URL(office.url);
  // Chromium asks for the quota of a store that is in use only now and then, but always when it is opened anew.
  await expect(page.getByText(/^Nháp \d\d:\d\d$/).first()).toBeVisible();
  await page.goto('about:blank');
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  await pause(4_000);
  await page.goBack();
  await step(page, 'Kết quả');
  await chooser.setInputFiles(photo);
  await expect(group.getByText(/anh-1\.jpg: chưa giữ được/)).toBeVisible();
  expect(await filesOnDevice(page)).toBe(0);
  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await addFiles(page, [photo]);
  await step(page, 'Nội dung');
  await expect(page.getByLabel(/Tên hoạt động/)).toHaveValue('Tệp lạ');

  // A removed photo is gone, and a discarded draft takes its photos with it.
  await step(page, 'Kết quả');
  await group.getByRole('button', { name: 'Bỏ anh-1.jpg' }).click();
  await expect.poll(() => filesOnDevice(page)).toBe(0);
  await addFiles(page, [photo]);
  expect(await filesOnDevice(page)).toBe(1);
  await page.getByRole('button', { name: 'Bỏ nháp' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Bỏ nháp' }).click();
  await expect.poll(() => filesOnDevice(page)).toBe(0);
  await phone.close();
});

test('photos over EDGE that drops again and again: at most one chunk a drop goes twice', async ({ office, network, folder }) => {
  // A photo takes a minute on this line; the helper waits that long for each, and one more.
  test.setTimeout(420_000);
  const context = await openProfile(join(folder, 'profile'));
  const drops = { every: 7_000, during: 1_000 };
  const went = await photosOverBadLine({
    ...{ office, network, context, folder, drops },
    ...{ photos: 2, perRecord: 2, profile: PROFILES.edge },
  });
  console.log(`sent ${went.sent} bytes for ${went.photos} over ${went.drops} drops, largest chunk ${went.largest}, ${went.seconds} s`);
  expect(went.files.length).toBe(2);
  expect(went.files.every(isWhole)).toBe(true);
  expect(went.drops).toBeGreaterThan(2);
  expect(went.sent - went.photos).toBeLessThanOrEqual(went.drops * went.largest);
  await context.close();
});

test('a battery that is out at random moments loses nothing that was said to be saved', async ({ office, network, folder }) => {
  network.shape(PROFILES.slow4g);
  const saves = await savesUnderKills({ office, network, folder, kills: 3 });
  console.log(`${saves.acknowledged} saves with ${saves.photos} photos were acknowledged`);
  expect(saves.acknowledged).toBeGreaterThan(0);
  expect(saves.lost).toEqual([]);
});
