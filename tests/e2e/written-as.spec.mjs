// The name under a record is the one that the province knows; what an entry says stands beside it where it differs.

import { expect } from '@playwright/test';
import { activities } from './helpers/activities.mjs';
import { codeFor, openConsole } from './helpers/desk.mjs';
import { sendActivities } from './helpers/device-api.mjs';
import { enrol, goTo, rows, sendNow } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(120_000);

const LEADER = 'Bí thư Tỉnh uỷ';

test('an entry under the name of another shows who wrote it, and as whom', async ({ browser, page, office }) => {
  const [body] = activities(1);
  const author = await sendActivities(office.url, codeFor(office, /Bum Nưa/), 1, () => body, LEADER);
  expect(author.name).not.toBe(LEADER);
  const shown = `${author.name} (ghi là “${LEADER}”)`;

  const desk = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'vi-VN' });
  await openConsole(desk, office, 'chuyenvien');
  await desk.getByRole('link', { name: /^Hồ sơ/ }).first().click();
  await desk.getByRole('link', { name: body.title }).click();
  await expect(desk.locator('.trail')).toContainText(shown);
  const shots = process.env.DANVAN_SHOTS;
  if (shots) await desk.screenshot({ path: `${shots}/written-as-desk.png` });
  await desk.close();

  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await sendNow(page);
  await goTo(page, 'Sổ');
  await rows(page, body.title).first().click();
  await expect(page.locator('.trail')).toContainText(shown);
  if (shots) await page.screenshot({ path: `${shots}/written-as-phone.png`, fullPage: true });
});
