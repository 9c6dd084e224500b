// The main job, the same in every engine: recorded with a photo where there is no signal, the browser killed, sent when
// there is a signal, returned by the office, corrected without a signal, sent, received.

import { expect } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeFor, signIn } from '../helpers/desk.mjs';
import { filesAtOffice, isWhole } from '../helpers/photos.mjs';
import { cameraPhoto, hasExif, sizeOf } from '../helpers/pictures.mjs';
import { lacks } from './lacks.mjs';
import { person } from './person.mjs';
import * as words from './words.mjs';

const TITLE = 'Sửa đường bản Phí Chi B';
const CORRECTED = 'Sửa đường bản Phí Chi B, đoạn qua suối';
const REASON = 'Chưa ghi rõ đoạn đường đã sửa';
const ROUND_MS = 60_000;

/**
 * Plays it with a driver, a module of this folder: `network` is a proxy before `office`, `folder` is empty, `stage` is
 * told what begins. `started` gets every browser that was started, the last one being the one that runs.
 *
 * Returns the `engine` with its version, and what it `lacks` of what the app would use.
 */
export async function mainJourney({ driver, office, network, folder, stage, started }) {
  const profile = join(folder, 'profile');
  const begin = async () => {
    const browser = await driver.start(profile);
    started.push(browser);
    return { browser, who: person(browser) };
  };

  stage('enrolled');
  let { browser, who } = await begin();
  await browser.goto(network.url);
  await who.fill(words.CODE, codeFor(office, /Bum Nưa/));
  await who.fill(words.DEVICE, `Máy ${driver.NAME}`);
  await who.tick(words.UNDERSTOOD);
  await who.press(words.JOIN);
  await who.sees(words.MENU, ROUND_MS);
  await readyForOffline(who);
  const lacking = await browser.run(lacks);

  stage('recorded with a photo, no network');
  const photo = join(folder, 'anh-may-anh.jpg');
  writeFileSync(photo, await cameraPhoto({ evaluate: browser.run }, { width: 1600, height: 1200 }));
  network.cut();
  await browser.goto(network.url);
  await who.sees(words.MENU);
  await who.press(words.WRITE);
  await who.press(words.NEW_ACTIVITY);
  await who.choose(words.TYPE, 'doi_thoai');
  await who.fill(words.TITLE, TITLE);
  await who.fill(words.CONTENT, 'Bà con hai bên suối góp 42 ngày công.');
  await who.press(words.WHERE);
  await nameTheLead(who);
  await who.press(words.RESULTS);
  await who.chooseFiles(words.CHOOSE_FILES, [photo]);
  await who.sees(words.REMOVE_FILE, ROUND_MS);
  await who.sees(words.FILE_KEPT);
  await save(who);

  stage('killed and started again, no network');
  await browser.kill();
  ({ browser, who } = await begin());
  await browser.goto(network.url);
  await who.press(words.BOOK);
  await who.sees(words.row(TITLE));
  expect(await who.count(words.row(TITLE))).toBe(1);
  await who.press(words.row(TITLE));
  await who.seesPicture({ role: 'picture', within: { role: 'main' } });
  await who.press(words.SYNC);
  await who.sees(words.WAITING);
  expect(await filesAtOffice(office, TITLE)).toEqual([]);

  stage('sent');
  network.pass();
  await who.press(words.SEND);
  await who.sees(words.receivedTo(1), ROUND_MS);
  await expect.poll(() => wholePhotos(office), { timeout: ROUND_MS }).toEqual([true]);
  const [{ files }] = await filesAtOffice(office, TITLE);
  // What the engine drew: upright, small, and nothing left of what the camera wrote.
  expect(sizeOf(files[0].bytes)).toEqual({ width: 960, height: 1280 });
  expect(hasExif(files[0].bytes)).toBe(false);

  stage('returned by the office');
  const desk = await signIn(office, 'chuyenvien');
  try {
    const [line] = await desk.records('kind=activity&state=submitted');
    const returned = await desk.move(await desk.get(`/api/v1/records/${line.id}`), 'return', REASON);
    expect(returned.state).toBe('returned');
    await who.press(words.SEND);
    await who.press(words.HOME);
    await who.sees(words.said(REASON), ROUND_MS);

    stage('corrected, no network');
    network.cut();
    await who.press(words.BOOK);
    await who.press(words.row(TITLE));
    await who.sees(words.said(REASON));
    await who.press(words.CORRECT);
    await who.press(words.WHAT);
    await who.fill(words.TITLE, CORRECTED);
    await save(who);

    stage('sent again and received');
    network.pass();
    await who.press(words.SYNC);
    await who.press(words.SEND);
    await who.sees(words.receivedTo(2), ROUND_MS);
    const record = await desk.get(`/api/v1/records/${line.id}`);
    expect(record.body.title).toBe(CORRECTED);
    expect(record.body.attachments).toHaveLength(1);
    expect(record.trail.map(({ did }) => did)).toEqual(['create', 'return', 'resubmit']);
    expect(await desk.records('kind=activity')).toHaveLength(1);
    await who.press(words.BOOK);
    await who.sees(words.row(/đoạn qua suối.*Tỉnh đã nhận/), ROUND_MS);
  } finally {
    await desk.close();
  }
  await browser.close();
  return { engine: browser.engine, lacks: lacking };
}

/** The app opens without a network from here on: its worker is in control, and the catalogue is on the device. */
function readyForOffline(who) {
  return who.waitsFor('the service worker and the catalogue', async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    if (!registration?.active || !navigator.serviceWorker.controller) return false;
    const done = (asked) =>
      new Promise((good, bad) => {
        asked.onsuccess = () => good(asked.result);
        asked.onerror = () => bad(asked.error);
      });
    const database = await done(indexedDB.open('danvan'));
    const kept = await done(database.transaction('meta').objectStore('meta').count('catalogue'));
    database.close();
    return kept === 1;
  });
}

/** The body in the lead: proposed already where somebody's own is known, else looked for. */
async function nameTheLead(who) {
  await who.sees(words.LEAD);
  if (await who.count(words.CHANGE_LEAD)) return;
  await who.fill(undefined, 'uỷ ban nhân dân xã', words.LEAD);
  await who.press(words.OUR_COMMITTEE);
  await who.sees(words.CHANGE_LEAD);
}

/** Saves, and confirms what is only questioned. */
async function save(who) {
  await who.press(words.SAVE);
  await who.waitsFor('the record or a question', () =>
    [...document.querySelectorAll('button, h2, h3')].some((each) => /^(Vẫn lưu|Lịch sử)$/.test(each.textContent.trim())),
  );
  if (await who.count(words.SAVE_ANYWAY)) await who.press(words.SAVE_ANYWAY);
  await who.sees(words.HISTORY);
  await who.sees(words.SAVED);
}

/** Of every photo at the office, whether it is whole. */
async function wholePhotos(office) {
  const records = await filesAtOffice(office, TITLE);
  return records.flatMap(({ files }) => files.map(isWhole));
}
