// The browser's store is damaged on the disk between two starts: it is noticed, mended from the office, and what only
// this phone had is named.

import { expect } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openProfile } from './helpers/chromium.mjs';
import { codeFor, freshCodeFor, signIn } from './helpers/desk.mjs';
import { askStore } from './helpers/device-store.mjs';
import { OFFICE, startOffice } from './helpers/office.mjs';
import { enrol, enrolAgainWhereAsked, goTo, menu, readyForOffline, rows, save, writeActivity } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(240_000);

const AT_OFFICE = ['Đã tới tỉnh 1', 'Đã tới tỉnh 2'];
const ONLY_HERE = ['Chỉ máy này 1', 'Chỉ máy này 2', 'Chỉ máy này 3'];

/** The folder that Chromium keeps IndexedDB of all sites in. */
const stores = (profile) => join(profile, 'Default', 'IndexedDB');

/** The largest log file of the store, where the last writes are. */
function logFile(profile) {
  const files = readdirSync(stores(profile), { recursive: true })
    .map((name) => join(stores(profile), name))
    .filter((path) => path.endsWith('.log'));
  return files.sort((a, b) => statSync(b).size - statSync(a).size)[0];
}

const DAMAGES = {
  'the whole folder is gone': (profile) => rmSync(stores(profile), { recursive: true }),
  'the log is cut in half': (profile) => {
    const bytes = readFileSync(logFile(profile));
    writeFileSync(logFile(profile), bytes.subarray(0, Math.floor(bytes.length / 2)));
  },
  'the last tenth of the log is cut off': (profile) => {
    const bytes = readFileSync(logFile(profile));
    writeFileSync(logFile(profile), bytes.subarray(0, Math.floor(bytes.length * 0.9)));
  },
  'bytes in the middle of the log are overwritten': (profile) => {
    const bytes = readFileSync(logFile(profile));
    const middle = Math.floor(bytes.length / 2);
    bytes.fill(0xa5, middle, middle + 64);
    writeFileSync(logFile(profile), bytes);
  },
};

async function titlesAtOffice(office) {
  const desk = await signIn(office, 'chuyenvien');
  const records = await desk.records('kind=activity');
  await desk.close();
  return records.map((record) => record.body.title);
}

async function record(page, title) {
  await writeActivity(page, { title });
  await save(page);
}

for (const [name, damage] of Object.entries(DAMAGES)) {
  test(`${name}: nothing is missing without a word`, async ({ office, network, folder }) => {
    const profile = join(folder, 'profile');
    let phone = await openProfile(profile);
    let page = await phone.newPage();
    await enrol(page, network.url, codeFor(office, /Bum Nưa/));
    await readyForOffline(page);
    for (const title of AT_OFFICE) await record(page, title);
    await goTo(page, 'Gửi, nhận');
    await page.getByRole('button', { name: /Gửi ngay|Đang gửi/ }).click();
    await expect(page.getByText(/Tỉnh đã nhận đến lần ghi 2/)).toBeVisible({ timeout: 60_000 });
    network.cut();
    for (const title of ONLY_HERE) await record(page, title);
    await phone.close();

    expect(existsSync(stores(profile))).toBe(true);
    damage(profile);

    phone = await openProfile(profile);
    page = await phone.newPage();
    await page.goto(network.url);
    await expect(menu(page)).toBeVisible();
    await goTo(page, 'Sổ');
    const banner = page.getByRole('alert').filter({ hasText: 'Một phần sổ trên máy này đã bị xóa' });
    const left = [];
    for (const title of ONLY_HERE) if (await rows(page, title).count()) left.push(title);
    const whole = left.length === ONLY_HERE.length && (await rows(page, AT_OFFICE[0]).count()) > 0;
    if (!whole) await expect(banner).toBeVisible();
    expect(await titlesAtOffice(office)).toEqual(expect.arrayContaining(AT_OFFICE));

    network.pass();
    // With the store the browser may have lost the key that the phone signs with.
    await enrolAgainWhereAsked(page, await freshCodeFor(office, 'Lý Văn Sơn', '03466@2025-07-01'));
    await page.getByRole('button', { name: /Gửi ngay|Đang gửi/ }).click();
    await expect(page.getByRole('heading', { name: 'Tỉnh đã nhận đủ' })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText('Xong. Tỉnh đã nhận đủ.')).toBeVisible({ timeout: 60_000 });
    // What is written from now on must not take a number twice. The forms' lists may have to come first.
    await expect(async () => {
      await record(page, 'Ghi sau khi hỏng');
    }).toPass({ timeout: 60_000 });
    await goTo(page, 'Gửi, nhận');
    await page.getByRole('button', { name: /Gửi ngay|Đang gửi/ }).click();
    await expect(page.getByRole('heading', { name: 'Tỉnh đã nhận đủ' })).toBeVisible({ timeout: 60_000 });
    await expect.poll(() => titlesAtOffice(office), { timeout: 60_000 }).toContain('Ghi sau khi hỏng');
    const arrived = await titlesAtOffice(office);
    expect(arrived).toEqual(expect.arrayContaining([...AT_OFFICE, ...left, 'Ghi sau khi hỏng']));
    expect(new Set(arrived).size, 'nothing arrived twice').toBe(arrived.length);

    // What is neither here nor at the office is named, and nothing else is.
    const gone = ONLY_HERE.filter((title) => !arrived.includes(title));
    if (gone.length > 0) {
      await expect(banner).toContainText(`${gone.length} lần ghi chưa kịp gửi về tỉnh`);
      for (const title of gone) await expect(banner).toContainText(title);
      for (const title of left) await expect(banner).not.toContainText(title);
    } else if (!whole) {
      await expect(banner).toContainText('không mất gì');
    }
    await goTo(page, 'Sổ');
    for (const title of arrived.filter((title) => AT_OFFICE.includes(title) || left.includes(title))) {
      await expect(rows(page, title)).toHaveCount(1);
    }
    await phone.close();
  });
}

async function sent(page, number) {
  await goTo(page, 'Gửi, nhận');
  await page.getByRole('button', { name: /Gửi ngay|Đang gửi/ }).click();
  await expect(page.getByText(new RegExp(`Tỉnh đã nhận đến lần ghi ${number}`))).toBeVisible({ timeout: 60_000 });
}

test('a phone whose browser lost its key gets going again with its records', async ({ office, network, folder }) => {
  const phone = await openProfile(join(folder, 'profile'));
  const page = await phone.newPage();
  await enrol(page, network.url, codeFor(office, /Bum Nưa/), 'Điện thoại chị Mai');
  await readyForOffline(page);
  await record(page, 'Đã tới tỉnh');
  await sent(page, 1);
  network.cut();
  await record(page, 'Chưa kịp gửi');
  await askStore(page, 'secrets', 'clear');
  await page.goto('about:blank');
  await page.goto(network.url);

  // Said on every page, before anything is sent, and no obstacle to writing.
  const banner = page.getByRole('alert').filter({ hasText: 'Máy này không còn khóa ký' });
  await expect(banner).toContainText('vẫn ghi tiếp được');
  await record(page, 'Ghi khi mất khóa');
  network.pass();
  await banner.getByRole('link', { name: 'Xem cách làm' }).click();
  await page.getByRole('button', { name: /Gửi ngay/ }).click();
  await expect(page.getByText(/cấp mã kích hoạt mới cho đúng tên/)).toBeVisible();
  await expect(page.getByLabel('Tên máy này')).toHaveValue('Điện thoại chị Mai');
  expect(await titlesAtOffice(office)).toEqual(['Đã tới tỉnh']);

  await page.getByLabel('Mã kích hoạt').fill(await freshCodeFor(office, 'Lý Văn Sơn', '03466@2025-07-01'));
  await page.getByRole('button', { name: 'Kích hoạt lại' }).click();
  await expect(page.getByRole('heading', { name: 'Tỉnh đã nhận đủ' })).toBeVisible({ timeout: 60_000 });
  await expect(banner).toBeHidden();
  const titles = ['Chưa kịp gửi', 'Ghi khi mất khóa', 'Đã tới tỉnh'];
  await expect.poll(async () => (await titlesAtOffice(office)).sort(), { timeout: 60_000 }).toEqual(titles);
  await goTo(page, 'Sổ');
  for (const title of titles) await expect(rows(page, title)).toHaveCount(1);
  await phone.close();
});

test('an office put back from an old copy gets the missing stretch again, an empty one empties no phone', async ({ folder }) => {
  const home = join(folder, 'office');
  const copy = join(folder, 'copy');
  mkdirSync(home);
  let office = await startOffice({ folder: home });
  const { port } = office;
  const phone = await openProfile(join(folder, 'profile'));
  try {
    const page = await phone.newPage();
    await enrol(page, office.url, codeFor(office, /Bum Nưa/));
    await readyForOffline(page);
    await record(page, 'Trước bản sao');
    await sent(page, 1);
    await office.stop();
    cpSync(home, copy, { recursive: true });

    office = await startOffice({ folder: home, port });
    await record(page, 'Sau bản sao 1');
    await record(page, 'Sau bản sao 2');
    await sent(page, 3);
    await office.kill();

    // The disk is lost; yesterday's copy is put back, and the database is told so.
    rmSync(home, { recursive: true });
    cpSync(copy, home, { recursive: true });
    execFileSync(OFFICE, ['new-epoch', '--database', join(home, 'office.sqlite')]);
    office = await startOffice({ folder: home, port });
    expect(await titlesAtOffice(office)).toEqual(['Trước bản sao']);
    await record(page, 'Sau khi phục hồi');
    await sent(page, 4);
    expect((await titlesAtOffice(office)).sort()).toEqual(
      ['Trước bản sao', 'Sau bản sao 1', 'Sau bản sao 2', 'Sau khi phục hồi'].sort(),
    );
    await office.kill();

    // Another office altogether answers at the address: it knows neither the phone nor its records.
    office = await startOffice({ port });
    await page.getByRole('button', { name: /Gửi ngay|Đang gửi/ }).click();
    await expect(page.getByText(/Máy này hiện chưa được phép gửi về tỉnh/)).toBeVisible({ timeout: 60_000 });
    await goTo(page, 'Sổ');
    for (const title of ['Trước bản sao', 'Sau bản sao 1', 'Sau bản sao 2', 'Sau khi phục hồi']) {
      await expect(rows(page, title)).toHaveCount(1);
    }
    await record(page, 'Vẫn ghi được');
  } finally {
    await phone.close();
    await office.kill();
    office.remove();
  }
});
