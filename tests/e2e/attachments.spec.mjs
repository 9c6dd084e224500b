// What the office shows of a record's photos and files: those that have arrived, and those that have not.

import { expect } from '@playwright/test';
import { createHash } from 'node:crypto';
import * as tus from 'tus-js-client';
import { codeFor, openConsole } from './helpers/desk.mjs';
import { sendActivities } from './helpers/device-api.mjs';
import { cameraPhoto } from './helpers/pictures.mjs';
import { test } from './helpers/world.mjs';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

function send(office, token, bytes) {
  return new Promise((onSuccess, onError) => {
    new tus.Upload(bytes, {
      endpoint: `${office.url}/api/v1/uploads`,
      chunkSize: 256 * 1024,
      headers: { authorization: `Bearer ${token}` },
      metadata: { sha256: sha256(bytes) },
      onSuccess,
      onError,
    }).start();
  });
}

test('a record at the office shows its photos, opens one in full, and says what has not arrived', async ({ browser, page, office }) => {
  const photos = await Promise.all([1, 2, 3].map((seed) => cameraPhoto(page, { seed, width: 1280, height: 960, quality: 0.6 })));
  const paper = Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n');
  const item = (key, kind, mime, bytes) => ({ key, kind, mime, name: `${key}.tệp`, bytes: bytes.length, sha256: sha256(bytes) });
  let token;
  await sendActivities(office.url, codeFor(office, /Bum Nưa/), 1, (_, enrolled) => {
    token = enrolled.token;
    return {
      type_code: 'tuyen_truyen_mieng',
      title: 'Đối thoại có ảnh',
      date_from: '2026-11-20',
      admin_unit: enrolled.home,
      lead_org: `${enrolled.home}:mttq`,
      actor_group: 'mttq_doan_the',
      content: 'Đối thoại',
      attachments: [
        ...photos.map((bytes, n) => item(`anh-${n}`, 'anh', 'image/jpeg', bytes)),
        item('bien-ban', 'van_ban', 'application/pdf', paper),
      ],
    };
  });
  await send(office, token, photos[0]);
  await send(office, token, paper);

  const desk = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await openConsole(desk, office, 'chuyenvien');
  await desk.getByRole('link', { name: /^Hồ sơ/ }).first().click();
  await desk.getByRole('link', { name: 'Đối thoại có ảnh' }).click();
  const missing = Math.floor((photos[1].length + photos[2].length) / 1000);
  await expect(desk.getByText(/^Tỉnh chưa nhận: 2 ảnh, \d+ KB$/)).toBeVisible();
  expect(await desk.getByText(/^Tỉnh chưa nhận: 2 ảnh/).textContent()).toContain(`${missing} KB`);
  const picture = desk.getByRole('img', { name: 'anh-0.tệp' });
  await picture.scrollIntoViewIfNeeded();
  // The camera lay on its side: the photo is 1280 x 960 and stands upright where it is shown.
  const upright = { width: 960, height: 1280 };
  const shown = (image) => ({ width: image.naturalWidth, height: image.naturalHeight });
  await expect.poll(() => picture.evaluate(shown)).toEqual(upright);
  await expect(desk.locator('.file img')).toHaveCount(1);

  const [opened] = await Promise.all([desk.waitForEvent('popup'), picture.click()]);
  await opened.waitForLoadState();
  // Asked for as the photo of this record: the right to it goes by the record that names it.
  const [photo, record] = opened.url().split('?record=');
  expect(photo).toBe(`${office.url}/api/v1/attachments/${sha256(photos[0])}`);
  expect(desk.url()).toContain(record);
  expect(await opened.locator('img').evaluate(shown)).toEqual(upright);
  await opened.close();

  const [saved] = await Promise.all([
    desk.waitForEvent('download'),
    desk.getByRole('link', { name: 'Mở tệp: bien-ban.tệp' }).click(),
  ]);
  expect(saved.suggestedFilename()).toBe(`danvan-${sha256(paper).slice(0, 16)}.pdf`);

  // The rest arrives.
  await send(office, token, photos[1]);
  await send(office, token, photos[2]);
  await desk.reload();
  await expect(desk.locator('.file img')).toHaveCount(3);
  await expect(desk.getByText(/Tỉnh chưa nhận/)).toHaveCount(0);
  await desk.close();
});
