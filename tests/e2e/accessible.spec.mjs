// Every page stands up to axe, keeps to the office's Content-Security-Policy and widens no phone.

import { expect } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemsOf } from './helpers/axe.mjs';
import { codeFor, openConsole } from './helpers/desk.mjs';
import { enrol, goTo, save, step, writeActivity } from './helpers/phone.mjs';
import { addFiles, drawPhotos } from './helpers/photos.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(180_000);
test.use({ officeArgs: ['--demonstration', '--sample'] });

/** Looks at the page as it stands and returns what is wrong with it. */
async function look(page, name) {
  await page.waitForFunction(() => !document.querySelector('.skeleton'));
  const found = await problemsOf(page);
  return found.map((problem) => `${name}: ${problem}`);
}

for (const size of [
  { width: 360, height: 640 },
  { width: 1366, height: 768 },
]) {
  for (const colorScheme of ['light', 'dark']) {
    test(`pages at ${size.width}x${size.height}, ${colorScheme}`, async ({ browser, office, folder }) => {
      const context = await browser.newContext({ viewport: size, colorScheme, locale: 'vi-VN' });
      const page = await context.newPage();
      const refused = [];
      page.on('console', (message) => /Content.Security.Policy/i.test(message.text()) && refused.push(message.text()));
      const problems = [];
      const see = async (name) => problems.push(...(await look(page, name)));

      await page.goto(office.url);
      await page.getByRole('button', { name: 'Kích hoạt' }).click();
      await see('enrol with an error');
      await enrol(page, office.url, codeFor(office, /Bum Nưa/));
      await see('home');
      await goTo(page, 'Ghi');
      await see('write');
      await writeActivity(page, { title: 'Xem từng trang' });
      for (const name of ['Nội dung', 'Nơi, đơn vị', 'Số liệu', 'Kết quả']) {
        await step(page, name);
        await see(`form, ${name}`);
      }
      const strange = join(folder, 'ghi-chu.txt');
      writeFileSync(strange, 'không phải giấy tờ');
      const group = await addFiles(page, await drawPhotos(context, folder, 2, { width: 800, height: 600 }));
      await group.locator('input[type=file][multiple]').setInputFiles(strange);
      await expect(group.getByText(/chỉ nhận ảnh/)).toBeVisible();
      await expect(group.locator('img')).toHaveCount(2);
      await see('form with photos and an error');
      await step(page, 'Nội dung');
      await page.getByLabel(/Tên hoạt động/).fill('');
      await page.getByRole('button', { name: 'Lưu trên máy' }).click();
      await see('form with an error');
      await page.getByLabel(/Tên hoạt động/).fill('Xem từng trang');
      await context.setOffline(true);
      await save(page);
      await expect(page.getByRole('main').locator('img')).toHaveCount(2);
      await see('record with photos');
      await goTo(page, 'Gửi, nhận');
      await expect(page.getByText('Ảnh và tệp chờ gửi')).toBeVisible();
      await see('sync with photos that wait');
      await context.setOffline(false);
      await goTo(page, 'Sổ');
      await see('book');
      await goTo(page, 'Gửi, nhận');
      await see('sync');
      await page.goto(`${office.url}/settings`);
      await expect(page.getByRole('heading', { name: 'Cài đặt' })).toBeVisible();
      await see('settings');

      await page.goto(`${office.url}/console`);
      await expect(page.getByLabel('Tên đăng nhập')).toBeVisible();
      await see('sign-in');
      await openConsole(page, office, 'lanhdao');
      await expect(page.getByRole('heading', { name: 'Tổng quan' })).toBeVisible();
      await see('overview');
      for (const [path, heading] of [['records', 'Hồ sơ'], ['figures', 'Số liệu']]) {
        await page.goto(`${office.url}/console/${path}`);
        await expect(page.getByRole('heading', { name: heading }).first()).toBeVisible();
        await see(path);
      }
      expect(problems).toEqual([]);
      expect(refused).toEqual([]);
      await context.close();
    });
  }
}
