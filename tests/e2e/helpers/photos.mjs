// Photos on the phone and at the office: adding them to a form, and counting what has arrived.

import { expect } from '@playwright/test';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openKillable } from './chromium.mjs';
import { codeFor, signIn } from './desk.mjs';
import { cameraPhoto } from './pictures.mjs';
import { addFiles, enrol, goTo, readyForOffline, rows, save, writeActivity } from './phone.mjs';

export { addFiles };

/** Draws so many photos in a page of their own and lays them into `folder`; their paths. */
export async function drawPhotos(context, folder, count, { first = 1, ...options } = {}) {
  const page = await context.newPage();
  const paths = [];
  for (let number = first; number < first + count; number += 1) {
    const path = join(folder, `anh-${number}.jpg`);
    writeFileSync(path, await cameraPhoto(page, { seed: number, ...options }));
    paths.push(path);
  }
  await page.close();
  return paths;
}

/** What the office holds of activities under titles that begin like this, each with its files' bytes or `null`. */
export async function filesAtOffice(office, beginning) {
  const desk = await signIn(office, 'chuyenvien');
  const lines = (await desk.records('kind=activity')).filter(({ body }) => body.title.startsWith(beginning));
  const found = [];
  for (const { id } of lines) {
    const { body } = await desk.get(`/api/v1/records/${id}`);
    const files = [];
    for (const item of body.attachments ?? []) files.push({ item, bytes: await desk.bytes(`/api/v1/attachments/${item.sha256}`) });
    found.push({ title: body.title, files });
  }
  await desk.close();
  return found.sort((a, b) => a.title.localeCompare(b.title, 'vi'));
}

/** Whether bytes are those that an item names. */
export function isWhole({ item, bytes }) {
  return bytes !== null && createHash('sha256').update(bytes).digest('hex') === item.sha256;
}

/**
 * Photos over a shaped line that drops again and again. Returns what went over it: the `photos`' bytes, bytes `sent`
 * in chunks, the `largest` chunk, the `drops`, the `seconds`.
 */
export async function photosOverBadLine({ office, network, context, folder, photos, perRecord, profile, drops }) {
  const paths = await drawPhotos(context, folder, photos);
  const page = await context.newPage();
  await enrol(page, network.url, codeFor(office, /Bum Nưa/));
  await readyForOffline(page);
  network.cut();
  for (let first = 0; first < photos; first += perRecord) {
    await writeActivity(page, { title: `Có ảnh ${first / perRecord + 1}` });
    await addFiles(page, paths.slice(first, first + perRecord));
    await save(page);
  }
  await goTo(page, 'Gửi, nhận');
  await expect(page.getByText('Ảnh và tệp chờ gửi')).toBeVisible();
  network.shape(profile);
  network.pass();
  const begun = Date.now();
  const dropping = network.dropEvery(drops);
  await page.getByRole('button', { name: 'Gửi ngay' }).click();
  const patience = 60_000 + photos * 60_000;
  await expect(page.getByText('Ảnh và tệp chờ gửi')).toBeHidden({ timeout: patience });
  const seconds = (Date.now() - begun) / 1000;
  dropping.stop();
  network.shape(null);
  await goTo(page, 'Sổ');
  await expect(rows(page, 'Có ảnh 1').first()).toContainText('Tỉnh đã nhận');
  const arrived = await filesAtOffice(office, 'Có ảnh');
  const files = arrived.flatMap((record) => record.files);
  const { bytes: sent, largest } = network.uploads;
  return {
    files,
    photos: files.reduce((sum, { item }) => sum + item.bytes, 0),
    ...{ sent, largest, drops: dropping.drops(), seconds },
  };
}

/** The titles that the open book does not show once. It draws more of its rows the further down it is scrolled. */
async function notOnce(page, records) {
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  const drawn = await page.getByRole('main').getByRole('link').allTextContents();
  const shown = (title) => drawn.filter((row) => row.includes(title)).length;
  return records.map(({ title }) => title).filter((title) => shown(title) !== 1);
}

/**
 * Saves records with photos, one after the other, on a phone whose battery is out at random moments. Checks after each
 * start that everything is there that was said to be saved, and at the end that the office has all of it, once and
 * whole. Returns how much was acknowledged.
 */
export async function savesUnderKills({ office, network, folder, kills }) {
  const profile = join(folder, 'profile');
  let phone = await openKillable(profile);
  const pictures = await drawPhotos(phone.context, folder, 6, { width: 1600, height: 1200 });
  let page = await phone.context.newPage();
  await enrol(page, network.url, codeFor(office, /Bum Nưa/));
  await readyForOffline(page);
  const acknowledged = [];
  let written = 0;
  const saveOnAndOn = async () => {
    for (;;) {
      written += 1;
      const title = `Trước khi tắt ${String(written).padStart(3, '0')}`;
      await writeActivity(page, { title });
      const files = pictures.slice(0, 1 + (written % 2));
      await addFiles(page, files);
      await save(page);
      acknowledged.push({ title, files: files.length });
      pictures.push(pictures.shift());
    }
  };
  for (let kill = 0; kill < kills; kill += 1) {
    const working = saveOnAndOn().catch((stopped) => stopped);
    // It saves until the kill stops it; what stops it earlier is a failure of the journey.
    const failed = await Promise.race([working, pause(2_000 + Math.random() * 10_000)]);
    if (failed) throw failed;
    await phone.kill();
    await working;
    phone = await openKillable(profile);
    page = await phone.context.newPage();
    await page.goto(network.url);
    await goTo(page, 'Sổ');
    await expect.poll(() => notOnce(page, acknowledged), { timeout: 20_000 }).toEqual([]);
  }
  await goTo(page, 'Gửi, nhận');
  await page.getByRole('button', { name: 'Gửi ngay' }).click();
  await expect(page.getByRole('heading', { name: 'Tỉnh đã nhận đủ' })).toBeVisible({ timeout: 180_000 });
  const arrived = await filesAtOffice(office, 'Trước khi tắt');
  const lost = acknowledged.filter(({ title, files }) => {
    const found = arrived.filter((record) => record.title === title);
    return found.length !== 1 || found[0].files.length !== files || !found[0].files.every(isWhole);
  });
  await phone.close();
  return { acknowledged: acknowledged.length, photos: acknowledged.reduce((sum, { files }) => sum + files, 0), lost };
}
