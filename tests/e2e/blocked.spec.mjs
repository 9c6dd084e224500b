// Networks that stand in between: one that lets no PATCH through, one that asks for a week, one that lets no photo through
// at all. What can pass passes, what cannot is said, and nothing is asked without end.

import { expect } from '@playwright/test';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openProfile } from './helpers/chromium.mjs';
import { codeFor } from './helpers/desk.mjs';
import { addFiles, drawPhotos, filesAtOffice, isWhole } from './helpers/photos.mjs';
import { enrol, goTo, readyForOffline, save, sendNow, writeActivity } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(180_000);

const UPLOAD = /\/api\/v1\/uploads\/[^/]+$/;
const press = (page) => page.getByRole('button', { name: /Gửi ngay|Đang gửi/ }).click();

/** A phone with a saved activity and its photo, behind what `between` lets through; the page. */
async function withPhoto(office, folder, between) {
  const phone = await openProfile(join(folder, 'profile'));
  const [photo] = await drawPhotos(phone, folder, 1);
  const page = await phone.newPage();
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await readyForOffline(page);
  await page.route(UPLOAD, between);
  await writeActivity(page, { title: 'Có ảnh kèm theo' });
  await addFiles(page, [photo]);
  await save(page);
  return { phone, page };
}

/** How many photos the office has whole. */
const arrived = async (office) => (await filesAtOffice(office, 'Có ảnh')).flatMap(({ files }) => files).filter(isWhole).length;

/** As a proxy answers in the office's place. */
const refused = (route, status) => route.fulfill({ status, contentType: 'text/html', body: '<h1>Method Not Allowed</h1>' });

test('a photo gets through a network that lets no PATCH through', async ({ office, folder }) => {
  const methods = [];
  const { phone, page } = await withPhoto(office, folder, (route) => {
    const method = route.request().method();
    methods.push(method);
    return method === 'POST' ? route.continue() : refused(route, 405);
  });
  await expect.poll(() => arrived(office), { timeout: 30_000 }).toBe(1);
  expect(methods.filter((method) => method === 'PATCH').length, 'asked once, and not for each piece').toBe(1);
  await goTo(page, 'Gửi, nhận');
  await expect(page.getByText('Ảnh và tệp chờ gửi')).toBeHidden();
  await phone.close();
});

test('a network that lets no photo through is named, and not asked without end', async ({ office, folder }) => {
  let tried = 0;
  const { phone, page } = await withPhoto(office, folder, (route) => {
    tried += 1;
    return refused(route, 502);
  });
  await goTo(page, 'Gửi, nhận');
  await expect(page.getByText('Mạng này không cho gửi ảnh và tệp')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(/Tự thử lại lúc \d\d:\d\d/)).toBeVisible();
  if (process.env.DANVAN_SHOTS) await page.screenshot({ path: `${process.env.DANVAN_SHOTS}/blocked.png`, fullPage: true });
  await pause(45_000);
  expect(tried, 'in 45 s and more; 46 before').toBeLessThanOrEqual(10);
  await page.unroute(UPLOAD);
  await press(page);
  await expect.poll(() => arrived(office), { timeout: 30_000 }).toBe(1);
  await phone.close();
});

test('what a gateway says in JSON of a photo is not the province\'s word', async ({ office, folder }) => {
  const body = JSON.stringify({ message: 'Unprocessable', request_id: 'abc' });
  const { phone, page } = await withPhoto(office, folder, (route) => route.fulfill({ status: 422, contentType: 'application/json', body }));
  await goTo(page, 'Gửi, nhận');
  await expect(page.getByText('Mạng này không cho gửi ảnh và tệp')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('Tỉnh không nhận')).toHaveCount(0);
  await page.unroute(UPLOAD);
  await press(page);
  await expect.poll(() => arrived(office), { timeout: 30_000 }).toBe(1);
  await phone.close();
});

test('a gateway that lets nothing compressed through gets a long entry as it is', async ({ office, folder }) => {
  const phone = await openProfile(join(folder, 'profile'));
  const page = await phone.newPage();
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await readyForOffline(page);
  const packed = [];
  await page.route('**/api/v1/logs/*/entries', (route) => {
    packed.push(Boolean(route.request().headers()['content-encoding']));
    return packed.at(-1) ? refused(route, 415) : route.continue();
  });
  for (const title of ['Dài một', 'Dài hai']) {
    const content = Array.from({ length: 120 }, (_, number) => `Việc thứ ${number * 7919}`).join('. ');
    await writeActivity(page, { title, content });
    await save(page);
    await sendNow(page);
  }
  expect(packed.filter(Boolean).length, 'asked once, and not for each entry').toBe(1);
  await phone.close();
});

test('who is told to come again in a week comes again at a press', async ({ office, folder }) => {
  const phone = await openProfile(join(folder, 'profile'));
  const page = await phone.newPage();
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await readyForOffline(page);
  const aWeek = (route) => route.fulfill({ status: 503, headers: { 'retry-after': '604800' }, contentType: 'text/html', body: 'busy' });
  await page.route('**/api/v1/logs/**', aWeek);
  await writeActivity(page, { title: 'Bị hẹn một tuần' });
  await save(page);
  await goTo(page, 'Gửi, nhận');
  await expect(page.getByText(/Tự thử lại lúc/)).toBeVisible();
  const at = await page.getByText(/Tự thử lại lúc/).textContent();
  const [, hours, minutes] = at.match(/lúc (\d\d):(\d\d)/);
  // The page tells Viet Nam's time.
  const now = new Date(Date.now() + 7 * 3_600_000);
  const wait = (Number(hours) * 60 + Number(minutes) - now.getUTCHours() * 60 - now.getUTCMinutes() + 24 * 60) % (24 * 60);
  expect(wait, 'minutes').toBeLessThanOrEqual(17);
  await page.unroute('**/api/v1/logs/**');
  await press(page);
  await expect(page.getByText('Chờ gửi về tỉnh')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Tỉnh đã nhận đủ' })).toBeVisible({ timeout: 15_000 });
  await phone.close();
});
