// The release before, as it went out (`cargo xtask freeze`), with phones that have it when the office gets the release of
// today: they take the new one with everything on them, or go on with the old one, and nothing is lost or doubled.

import { expect, test as base } from '@playwright/test';
import { join } from 'node:path';
import { openProfile, temporaryFolder } from './helpers/chromium.mjs';
import { codeFor, signIn } from './helpers/desk.mjs';
import { unpackApp } from './helpers/frozen.mjs';
import { startOffice } from './helpers/office.mjs';
import * as today from './helpers/phone.mjs';
import { drawPhotos, filesAtOffice, isWhole } from './helpers/photos.mjs';
import { startProxy } from './helpers/proxy.mjs';
import { DIST, makeLaterRelease, readRelease, sheetOf } from './helpers/release.mjs';
import * as before from './releases/r3/phone.mjs';

const RELEASE = 3;
const [SENT, WAITING, DRAFT, LATER] = ['đã gửi', 'chờ gửi', 'còn ghi dở', 'ghi sau khi tỉnh đổi bản'].map((what) => `Việc ${what}`);

/** An office that gives out the release before, a network, a phone of that release; `exchange()` brings the office up to today. */
const test = base.extend({
  world: async ({}, use) => {
    const folder = temporaryFolder('before');
    const frozen = unpackApp(RELEASE, join(folder.path, 'frozen'));
    let office = await startOffice({ appDir: frozen });
    const network = await startProxy(office.url);
    const phone = await openProfile(join(folder.path, 'profile'));
    const world = { frozen, network, phone, folder: folder.path, office: () => office };
    world.exchange = async () => {
      const next = appOfToday(frozen, folder.path);
      await office.stop();
      const { folder: kept, port, remove } = office;
      office = await startOffice({ folder: kept, port, appDir: next, args: ['--demonstration', '--past-app-dir', frozen] });
      office.remove = remove;
      return next;
    };
    await use(world);
    await phone.close();
    await network.stop();
    await office.stop();
    office.remove();
    folder.remove();
  },
});

test.setTimeout(240_000);

/** While nothing has changed both are one program, which no browser takes for another: a later build of it then. */
function appOfToday(frozen, folder) {
  if (readRelease(DIST).build !== readRelease(frozen).build) return DIST;
  const later = join(folder, 'today');
  makeLaterRelease(DIST, later, 'Sổ Dân vận');
  return later;
}

/** Whether the page is of the release in that folder. */
async function expectRelease(page, folder) {
  const sheet = sheetOf(readRelease(folder).files);
  await expect(page.locator(`link[rel=stylesheet][href="${sheet}"]`)).toHaveCount(1);
}

async function record(person, page, title, files = []) {
  await person.writeActivity(page, { title });
  if (files.length > 0) await person.addFiles(page, files);
  await person.save(page);
}

/** A phone that has joined and sent one record. */
async function joined({ network, phone, office, frozen }) {
  const page = await phone.newPage();
  await before.enrol(page, network.url, codeFor(office(), /Bum Nưa/));
  await before.readyForOffline(page);
  await expectRelease(page, frozen);
  await record(before, page, SENT);
  await before.sendNow(page);
  return page;
}

/** Every title is at the office once, with so many whole files. */
async function expectAtOffice(office, files) {
  const arrived = await filesAtOffice(office, 'Việc');
  expect(Object.fromEntries(arrived.map((found) => [found.title, found.files.filter(isWhole).length]))).toEqual(files);
  expect(arrived).toHaveLength(Object.keys(files).length);
}

test('takes today’s with all that is on it, and everything arrives once', async ({ world }) => {
  const { network, phone, folder } = world;
  const [first, second] = await drawPhotos(phone, folder, 2, { width: 640, height: 480 });
  const page = await joined(world);
  network.cut();
  await record(before, page, WAITING, [first]);
  await before.writeActivity(page, { title: DRAFT });
  await before.addFiles(page, [second]);
  await before.draftKept(page);

  const next = await world.exchange();
  // The old page must not be quicker than the new one.
  await phone.route('**/api/v1/**', (route) => route.abort());
  network.pass();
  await page.reload();
  await before.takeNewVersion(page);
  await expectRelease(page, next);

  // The form stands where it stood; the menu is elsewhere.
  await page.goto(network.url);
  await today.goTo(page, 'Sổ');
  for (const title of [SENT, WAITING]) await expect(today.rows(page, title)).toHaveCount(1);
  await today.rows(page, WAITING).click();
  await expect(page.getByRole('main').locator('img').first()).toBeVisible();
  await today.goTo(page, 'Trang chủ');
  await today.rows(page, DRAFT).first().click();
  await expect(page.getByLabel(/Tên hoạt động/)).toHaveValue(DRAFT);
  await today.step(page, 'Kết quả');
  await expect(page.getByRole('main').locator('img').first()).toBeVisible();
  await today.save(page);
  await expectAtOffice(world.office(), { [SENT]: 0 });

  await phone.unroute('**/api/v1/**');
  await today.sendNow(page);
  await expectAtOffice(world.office(), { [SENT]: 0, [WAITING]: 1, [DRAFT]: 1 });
  await page.reload();
  await expectRelease(page, next);
  await today.goTo(page, 'Sổ');
  for (const title of [SENT, WAITING, DRAFT]) await expect(today.rows(page, title)).toHaveCount(1);
});

test('goes on as it is before the office of today', async ({ world }) => {
  const { network, phone, folder, frozen } = world;
  const [photo] = await drawPhotos(phone, folder, 1, { width: 640, height: 480 });
  const page = await joined(world);
  await world.exchange();
  await record(before, page, LATER, [photo]);
  await before.sendNow(page);
  await expectAtOffice(world.office(), { [SENT]: 0, [LATER]: 1 });

  const desk = await signIn(world.office(), 'chuyenvien');
  const [line] = (await desk.records()).filter(({ body }) => body.title === SENT);
  await desk.move(line, 'return', 'Chưa ghi rõ số hộ đã góp ngày công');
  await desk.close();
  await before.sendNow(page);
  await before.goTo(page, 'Sổ');
  await before.rows(page, SENT).click();
  await expect(page.getByText('Chưa ghi rõ số hộ đã góp ngày công').first()).toBeVisible();

  // Nobody has taken the new version: the old one opens, with a network and without.
  await page.reload();
  await expectRelease(page, frozen);
  network.cut();
  await page.reload();
  await expectRelease(page, frozen);
  await before.goTo(page, 'Sổ');
  for (const title of [SENT, LATER]) await expect(before.rows(page, title)).toHaveCount(1);
});
