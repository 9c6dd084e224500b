// What is played while a release is recorded: a phone that has met everything, another phone that contradicts it, and a
// desk. By the screens of the release that is frozen.

import { expect } from '@playwright/test';
import { join } from 'node:path';
import { packAll } from '../helpers/bundles.mjs';
import { openProfile } from '../helpers/chromium.mjs';
import { codeFor, decisionLeaves, openConsole } from '../helpers/desk.mjs';
import { drawPhotos } from '../helpers/photos.mjs';
import { addFiles, draftKept, enrol, goTo, readyForOffline, rows, save, sendNow, writeActivity } from '../helpers/phone.mjs';
import { dumpStore, makeKeysReadable } from './store.mjs';

/** The records by what has become of each: tests find them by these titles. */
export const TITLES = {
  received: 'Đối thoại với nhân dân bản Phí Chi A',
  returned: 'Phát dọn đường bản Nậm Ngà',
  disputed: 'Họp bản Hà Xi',
  disputed_here: 'Họp bản Hà Xi, có 42 hộ dự',
  disputed_there: 'Họp bản Hà Xi, có 57 hộ dự',
  photo_by_patch: 'Làm đường ở bản Chà Dì, có ảnh',
  photo_by_post: 'Làm kênh ở bản Xà Hồ, có ảnh',
  corrected: 'Đối thoại với nhân dân bản Phí Chi A và Phí Chi B',
  waiting: 'Tuyên truyền ở bản Nà Hừ, có ảnh',
  draft: 'Việc còn ghi dở ở bản Pa Thắng',
};
const REASON = 'Chưa ghi rõ số hộ đã góp ngày công';
const LONG = 'Bà con trong bản họp bàn từng nhà, góp ngày công và dọn sạch rãnh thoát nước hai bên đường. '.repeat(8);
const PHOTO = { width: 120, height: 90 };

/** Plays it over `tap` before `office`; what the first phone keeps at the end. */
export async function play({ office, tap, folder }) {
  const open = async (name, options) => {
    const context = await openProfile(join(folder, name), options);
    await context.addInitScript(makeKeysReadable);
    return { context, page: await context.newPage() };
  };
  const phone = await open('phone');
  const other = await open('other');
  const desk = await open('desk', { viewport: { width: 1366, height: 768 } });
  try {
    const photos = await drawPhotos(phone.context, folder, 4, PHOTO);
    await sendThree(phone.page, tap, codeFor(office, /Lý Văn Sơn/));
    await returnOne(desk.page, { url: tap.url, users: office.users });
    await sendNow(phone.page);
    await contradict(phone, other, tap, codeFor(office, /Pa Vệ Sủ/));
    await sendPhotos(phone.page, tap, photos);
    const bundles = await leaveUnsent(phone, photos, folder);
    const kept = await dumpStore(phone.page);
    await bring(desk.page, bundles);
    return kept;
  } finally {
    for (const { context } of [phone, other, desk]) await context.close();
  }
}

async function record(page, title, files = [], content = LONG) {
  await writeActivity(page, { title, content });
  if (files.length > 0) await addFiles(page, files);
  await save(page);
}

async function retitle(page, title, next) {
  await goTo(page, 'Sổ');
  await rows(page, title).first().click();
  await page.getByRole('link', { name: 'Sửa', exact: true }).click();
  await page.getByLabel(/Tên hoạt động/).fill(next);
  await save(page);
}

async function sendThree(page, tap, code) {
  await enrol(page, tap.url, code, 'Máy của xã');
  await readyForOffline(page);
  for (const title of [TITLES.received, TITLES.returned, TITLES.disputed]) await record(page, title);
  await sendNow(page);
}

async function returnOne(page, office) {
  await openConsole(page, office, 'chuyenvien');
  await page.getByRole('link', { name: /^Hồ sơ/ }).first().click();
  await page.getByRole('link', { name: TITLES.returned }).first().click();
  await page.getByRole('button', { name: 'Trả lại' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/Lý do/).fill(REASON);
  await dialog.getByRole('button', { name: /Trả lại/ }).click();
  await decisionLeaves(page);
}

/** Both change one title, neither having seen the other's: the first phone's waits for a choice. */
async function contradict(phone, other, tap, code) {
  await enrol(other.page, tap.url, code, 'Máy của đồn');
  await sendNow(other.page);
  await phone.context.setOffline(true);
  await retitle(phone.page, TITLES.disputed, TITLES.disputed_here);
  await retitle(other.page, TITLES.disputed, TITLES.disputed_there);
  await sendNow(other.page);
  await phone.context.setOffline(false);
  await sendNow(phone.page);
}

/** One photo as ever, one over a network that lets no `PATCH` through. */
async function sendPhotos(page, tap, [first, second]) {
  await record(page, TITLES.photo_by_patch, [first]);
  await sendNow(page);
  tap.refuses = ({ method }) => method === 'PATCH';
  await record(page, TITLES.photo_by_post, [second]);
  await sendNow(page);
  tap.refuses = null;
}

/** A correction, a record with a photo and a draft with one of which nothing has left the phone but packed files. */
async function leaveUnsent({ context, page }, [, , third, fourth], folder) {
  await context.setOffline(true);
  await retitle(page, TITLES.received, TITLES.corrected);
  await record(page, TITLES.waiting, [third]);
  const bundles = await packAll(page, folder);
  await writeActivity(page, { title: TITLES.draft });
  await addFiles(page, [fourth]);
  await draftKept(page);
  return bundles;
}

async function bring(page, bundles) {
  await page.getByRole('link', { name: 'Nhận gói' }).click();
  await page.getByLabel('Chọn tệp gói').setInputFiles(bundles);
  await expect(page.getByText(`Xong ${bundles.length} tệp.`)).toBeVisible({ timeout: 30_000 });
  await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /Tải biên nhận/ }).click()]);
}
