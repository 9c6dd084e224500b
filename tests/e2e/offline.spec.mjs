// The main job: recorded with no signal, at the province when there is one.

import { expect } from '@playwright/test';
import { join } from 'node:path';
import { openKillable, openProfile } from './helpers/chromium.mjs';
import { codeFor, signIn } from './helpers/desk.mjs';
import { sendActivities } from './helpers/device-api.mjs';
import { enrol, goTo, menu, readyForOffline, rows, save, step, writeActivity, writeFigure } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(180_000);

const CANALS = { find: 'kenh muong', name: /Kênh mương/ };

/** What the office holds under titles that begin like this. */
async function titlesAtOffice(office, beginning) {
  const desk = await signIn(office, 'chuyenvien');
  const records = await desk.records('kind=activity');
  await desk.close();
  return records.map((record) => record.body.title).filter((title) => title.startsWith(beginning)).sort();
}

test('what was saved without a signal survives a killed browser and arrives exactly once', async ({ office, network, folder }) => {
  const first = await openKillable(join(folder, 'profile'));
  const page = await first.context.newPage();
  await enrol(page, network.url, codeFor(office, /Bum Nưa/));
  await readyForOffline(page);
  network.cut();
  await page.reload();
  await expect(menu(page)).toBeVisible();

  await writeActivity(page, { title: 'Ngoài sóng 1' });
  await writeFigure(page, CANALS, '157,5');
  await save(page);
  await writeActivity(page, { title: 'Ngoài sóng 2' });
  await save(page);
  // A form half written, never saved.
  await writeActivity(page, { title: 'Còn dở tay' });
  await expect(page.getByText(/^Nháp \d\d:\d\d$/).first()).toBeVisible();
  await first.kill();

  const second = await openKillable(join(folder, 'profile'));
  const again = await second.context.newPage();
  await again.goto(network.url);
  await goTo(again, 'Sổ');
  await expect(rows(again, 'Ngoài sóng 1')).toHaveCount(1);
  await expect(rows(again, 'Ngoài sóng 2')).toHaveCount(1);
  await goTo(again, 'Ghi');
  await expect(again.getByText('Còn dở tay')).toBeVisible();
  await goTo(again, 'Gửi, nhận');
  await expect(again.getByText('Chờ gửi về tỉnh')).toBeVisible();
  expect(await titlesAtOffice(office, 'Ngoài sóng')).toEqual([]);

  // The office does its work, and the answer never comes back; the button is pressed ten times.
  network.swallowAnswers();
  const button = again.getByRole('button', { name: /Gửi ngay|Đang gửi/ });
  for (let press = 0; press < 10; press += 1) await button.click();
  await expect.poll(() => network.swallowed(), { timeout: 30_000 }).toBeGreaterThan(0);
  network.pass();
  for (let press = 0; press < 10; press += 1) await button.click();
  await expect(again.getByText(/Tỉnh đã nhận đến lần ghi 2/)).toBeVisible({ timeout: 60_000 });
  expect(await titlesAtOffice(office, 'Ngoài sóng')).toEqual(['Ngoài sóng 1', 'Ngoài sóng 2']);
  await goTo(again, 'Sổ');
  await expect(rows(again, 'Ngoài sóng 1')).toContainText('Tỉnh đã nhận');
  await second.close();
});

test('an answer that is lost after the commit doubles nothing', async ({ office, network, folder }) => {
  const phone = await openProfile(join(folder, 'profile'));
  const page = await phone.newPage();
  await enrol(page, network.url, codeFor(office, /Bum Nưa/));
  await goTo(page, 'Gửi, nhận');
  await expect(page.getByText('Gửi, nhận đủ gần nhất')).toBeVisible();
  // Only the answers to what carries entries are lost: the office has committed by then.
  let lost = 0;
  await page.route('**/entries', async (route) => {
    lost += 1;
    await route.fetch();
    await route.abort('connectionreset');
  });
  await writeActivity(page, { title: 'Mất trả lời' });
  await save(page);
  await goTo(page, 'Gửi, nhận');
  const button = page.getByRole('button', { name: /Gửi ngay|Đang gửi/ });
  const pressed = async () => {
    await button.click();
    return lost;
  };
  await expect.poll(pressed, { timeout: 60_000 }).toBeGreaterThan(0);
  expect(await titlesAtOffice(office, 'Mất trả lời')).toEqual(['Mất trả lời']);
  await page.unroute('**/entries');
  for (let press = 0; press < 10; press += 1) await button.click();
  await expect(page.getByText(/Tỉnh đã nhận đến lần ghi 1/)).toBeVisible({ timeout: 60_000 });
  expect(await titlesAtOffice(office, 'Mất trả lời')).toEqual(['Mất trả lời']);
  await phone.close();
});

test('ten presses of save make one record', async ({ office, folder }) => {
  const phone = await openProfile(join(folder, 'profile'));
  const page = await phone.newPage();
  await enrol(page, office.url, codeFor(office, /Thu Lũm/));
  await writeActivity(page, { title: 'Bấm mười lần' });
  await step(page, 'Kết quả');
  await page.evaluate(() => {
    const button = [...document.querySelectorAll('button')].find((each) => each.textContent.includes('Lưu trên máy'));
    for (let press = 0; press < 10; press += 1) button.click();
  });
  const anyway = page.getByRole('button', { name: 'Vẫn lưu' });
  await expect(anyway.or(page.getByRole('heading', { name: 'Lịch sử' }))).toBeVisible();
  if (await anyway.isVisible()) await anyway.click();
  await goTo(page, 'Sổ');
  await expect(rows(page, 'Bấm mười lần')).toHaveCount(1);
  await expect.poll(() => titlesAtOffice(office, 'Bấm mười lần'), { timeout: 30_000 }).toEqual(['Bấm mười lần']);
  await phone.close();
});

test('a saved record is not begun again at the address of its form, however long the book', async ({ page, office }) => {
  const code = codeFor(office, /Bum Nưa/);
  const newer = (n, { home }) => ({
    type_code: 'doi_thoai',
    title: `Việc mới hơn ${n}`,
    date_from: '2026-11-01',
    admin_unit: home,
    lead_org: `${home}:ubnd`,
    actor_group: 'chinh_quyen',
    content: 'Nội dung buổi làm việc với nhân dân.',
  });
  await sendActivities(office.url, code, 60, newer);
  await enrol(page, office.url, code);
  await writeActivity(page, { title: 'Việc cũ' });
  await page.getByLabel(/Từ ngày/).fill('01/02/2026');
  const form = page.url();
  await save(page);
  await goTo(page, 'Sổ');
  await expect(page.getByText(/61 hồ sơ/)).toBeVisible({ timeout: 30_000 });
  await page.goto(form);
  await expect(page.getByText('Không còn nháp này')).toBeVisible();
});
