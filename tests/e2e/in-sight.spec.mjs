// Large text, a low screen, an open keyboard: the bars let go, and what has the focus is in sight (WCAG 2.2: 1.4.4, 1.4.10,
// 2.4.11).

import { expect } from '@playwright/test';
import { problemsOf } from './helpers/axe.mjs';
import { codeFor } from './helpers/desk.mjs';
import { choose, enrol, goTo, save, step, writeActivity } from './helpers/phone.mjs';
import { NOTHING, enlargeText, outOfSight, roomLeft } from './helpers/sight.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(120_000);

const STEPS = ['Nội dung', 'Nơi, đơn vị', 'Số liệu', 'Kết quả'];
const shots = process.env.DANVAN_SHOTS;
const shot = (page, name) => (shots ? page.screenshot({ path: `${shots}/${name}.png` }) : null);
const drawn = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** Walks through the page by Tab, and back, and says where the focus could not be seen. */
async function walk(page, name) {
  const lost = [];
  for (const [key, most] of [['Tab', 50], ['Shift+Tab', 20]]) {
    for (let presses = 0; presses < most; presses += 1) {
      await page.keyboard.press(key);
      await drawn(page);
      const wrong = await outOfSight(page);
      if (wrong === NOTHING) break;
      if (wrong) lost.push(`${name}, ${key}: ${wrong}`);
    }
  }
  return lost;
}

const SIZES = [
  { name: 'phone', width: 360, height: 640, text: 100, least: 430 },
  { name: 'phone, text 200 %', width: 360, height: 640, text: 200, least: 600 },
  { name: 'landscape', width: 640, height: 360, text: 100, least: 350 },
  { name: 'landscape, keyboard', width: 640, height: 180, text: 100, least: 175 },
  { name: 'landscape, keyboard, text 200 %', width: 640, height: 180, text: 200, least: 175 },
  { name: 'zoom 400 % of 1280x1024', width: 320, height: 256, text: 100, least: 250 },
];

for (const { name, width, height, text, least } of SIZES) {
  for (const colorScheme of ['light', 'dark']) {
    test(`${name}, ${colorScheme}: room for the fields, and the focus in sight`, async ({ browser, office }) => {
      const context = await browser.newContext({ viewport: { width: 360, height: 640 }, colorScheme, locale: 'vi-VN' });
      const page = await context.newPage();
      await enrol(page, office.url, codeFor(office, /Bum Nưa/));
      await writeActivity(page, { title: 'Họp bản, chữ to' });
      await step(page, 'Nội dung');
      await page.setViewportSize({ width, height });
      await enlargeText(page, text);
      const lost = [];
      for (const one of STEPS) {
        await step(page, one);
        await drawn(page);
        expect(await roomLeft(page), one).toBeGreaterThan(least);
        // Colours move nothing: the focus is followed once.
        if (colorScheme === 'light') lost.push(...(await walk(page, one)));
      }
      expect(lost).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await step(page, 'Nội dung');
      await page.getByLabel(/Nội dung chính/).click();
      await drawn(page);
      const file = `${name.replaceAll(/[^a-z0-9]+/g, '-')}-${colorScheme}`;
      await shot(page, file);
      expect(await outOfSight(page)).toBe(null);
      await page.evaluate(() => document.activeElement.blur());
      for (const [part, to] of [['top', 0], ['end', 100_000]]) {
        await page.evaluate((to) => scrollTo(0, to), to);
        await drawn(page);
        await shot(page, `${file}-${part}`);
      }
      expect(await problemsOf(page)).toEqual([]);
      await context.close();
    });
  }
}

test('the keyboard comes: the field that is typed in stays in sight with its label, and the bars let go', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await writeActivity(page, { title: 'Họp bản, gõ phím' });
  const place = page.getByLabel('Địa điểm cụ thể');
  await place.click();
  for (const size of [{ width: 360, height: 300 }, { width: 640, height: 180 }]) {
    await page.setViewportSize(size);
    await drawn(page);
    await drawn(page);
    expect(await outOfSight(page)).toBe(null);
    expect(await roomLeft(page)).toBeGreaterThanOrEqual(size.height - 1);
    const label = await page.evaluate(() => document.querySelector(`label[for="${document.activeElement.id}"]`).getBoundingClientRect().top);
    expect(label).toBeGreaterThanOrEqual(0);
  }
  await page.setViewportSize({ width: 360, height: 640 });
  await drawn(page);
  await place.blur();
  await drawn(page);
  expect(await page.locator('.actions').evaluate((bar) => getComputedStyle(bar).position)).toBe('sticky');
});

test('after a save that did not go through, the field is seen with its label and what is wrong with it', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await goTo(page, 'Ghi');
  await page.getByRole('link', { name: /^Hoạt động dân vận/ }).click();
  const body = page.getByRole('group', { name: /Cơ quan chủ trì/ });
  for (const size of [{ width: 360, height: 640 }, { width: 1366, height: 768 }, { width: 640, height: 300 }]) {
    await page.setViewportSize(size);
    await step(page, 'Nội dung');
    await page.getByLabel(/Loại hoạt động/).selectOption('doi_thoai');
    await page.getByLabel(/Tên hoạt động/).fill('');
    await page.getByLabel(/Nội dung chính/).fill('Nội dung buổi họp.');
    await page.getByRole('button', { name: 'Lưu trên máy' }).click();
    await expect(page.getByLabel(/Tên hoạt động/)).toBeFocused();
    await drawn(page);
    await inSight(page, page.locator('label', { hasText: 'Tên hoạt động' }));
    await inSight(page, page.locator('.field', { has: page.getByLabel(/Tên hoạt động/) }).getByText('Chưa nhập mục này'));

    await page.getByLabel(/Tên hoạt động/).fill('Họp bản');
    await step(page, 'Nơi, đơn vị');
    if (await body.getByRole('button', { name: /Đổi/ }).count()) await body.getByRole('button', { name: /Đổi/ }).click();
    // Nothing chosen, then something typed and not chosen.
    for (const [typed, says] of [['', 'Chưa nhập mục này'], ['UBND xã Bum', '“UBND xã Bum” mới gõ, chưa chọn']]) {
      await body.getByRole('combobox').fill(typed);
      await page.getByRole('button', { name: 'Lưu trên máy' }).click();
      await expect(body.getByRole('combobox')).toBeFocused();
      await drawn(page);
      await inSight(page, body.getByText(says));
      await inSight(page, body.getByRole('combobox'));
    }
    await body.getByRole('combobox').fill('');
  }
  await choose(page, /Cơ quan chủ trì/, 'uỷ ban nhân dân xã', /Ủy ban nhân dân|UBND/);
  await save(page);
});

/** All of an element lies in the window and nothing over it. */
async function inSight(page, locator) {
  const wrong = await locator.first().evaluate((element) => {
    const { top, bottom, left, right } = element.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) return `from ${top} to ${bottom} of ${innerHeight}`;
    const at = (y) => document.elementFromPoint(Math.min((left + right) / 2, innerWidth - 1), y);
    const covered = [top + 2, bottom - 2].map(at).find((above) => !element.contains(above) && !above.contains(element));
    return covered ? `covered by ${covered.className || covered.tagName}` : null;
  });
  expect(wrong).toBe(null);
}

test('a wrong code: its field is seen with its label; after joining the page begins at its top, with its title', async ({ page, office }) => {
  await page.goto(office.url);
  await page.getByLabel(/Tôi đã rõ/).check();
  await page.evaluate(() => scrollTo(0, 10_000));
  const code = page.getByLabel('Mã kích hoạt');
  await code.fill('SAI-2345-6789');
  await page.evaluate(() => scrollTo(0, 10_000));
  await page.getByRole('button', { name: 'Kích hoạt' }).click();
  await expect(page.locator('#code-says')).toContainText('Mã chưa đúng, đã dùng, đã hết hạn hoặc đã thu hồi');
  await expect(code).toBeFocused();
  await drawn(page);
  await inSight(page, page.locator('label[for="code"]'));
  await inSight(page, code);
  await inSight(page, page.locator('#code-says'));

  await code.fill(codeFor(office, /Bum Nưa/));
  await page.getByRole('button', { name: 'Kích hoạt' }).click();
  await expect(page.getByRole('heading', { name: 'Xã Bum Nưa' })).toBeFocused();
  await drawn(page);
  expect(await page.evaluate(() => scrollY)).toBe(0);
});
