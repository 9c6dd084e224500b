// Texts near their bound and past it: how long they are and may be stands at the field while they are typed.

import { expect } from '@playwright/test';
import { codeFor } from './helpers/desk.mjs';
import { enrol, goTo, step } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

const shots = process.env.DANVAN_SHOTS;

test.use({ viewport: { width: 360, height: 640 } });

test('a text says how long it is and may be, at its field, while it is typed and after saving', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await goTo(page, 'Ghi');
  await page.getByRole('link', { name: /^Hoạt động dân vận/ }).click();
  const title = page.getByLabel(/Tên hoạt động/);
  const says = page.locator('#f-title-says');
  await title.fill('ạ'.repeat(269));
  await expect(says).toBeEmpty();
  await title.pressSequentially('ạ');
  await expect(says).toHaveText('270/300 ký tự');
  await title.fill('ạ'.repeat(299));
  await title.pressSequentially('ab');
  await expect(says).toContainText('Dài 301 ký tự, tối đa 300. Rút bớt 1 ký tự.');
  await expect(title).toBeFocused();
  await expect(title).toHaveValue(`${'ạ'.repeat(299)}ab`);
  const content = page.getByLabel(/Nội dung chính/);
  await content.fill('Nội dung '.repeat(500));
  await expect(page.locator('#f-content-says')).toContainText('Dài 4.499 ký tự, tối đa 4.000. Rút bớt 499 ký tự.');
  if (shots) {
    for (const [width, height] of [[360, 640], [1366, 768]]) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: `${shots}/long-texts-${width}.png`, fullPage: true });
    }
    await page.setViewportSize({ width: 360, height: 640 });
  }

  await step(page, 'Số liệu');
  await page.getByRole('button', { name: /^Lưu/ }).first().click();
  const problems = page.locator('#problems');
  await expect(problems).toContainText('Tên hoạt động: Dài 301 ký tự, tối đa 300. Rút bớt 1 ký tự.');
  await problems.getByRole('link', { name: /Tên hoạt động/ }).click();
  await expect(title).toBeFocused();
  // Said once: as an error now.
  await expect(says.locator('p')).toHaveCount(1);
  if (shots) await page.screenshot({ path: `${shots}/long-texts-saved.png`, fullPage: true });
  await title.press('End');
  await title.press('Backspace');
  await expect(says).toHaveText('300/300 ký tự');

  // The bound of files is one number everywhere.
  await expect(page.getByText('PDF, Word, Excel đến 10 MB')).toHaveCount(1);
});
