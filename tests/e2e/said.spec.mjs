// What a page says: a word about something done covers nothing and stays on its page; an empty place says why it is empty.

import { expect } from '@playwright/test';
import { codeFor } from './helpers/desk.mjs';
import { enrol, goTo, save, writeActivity } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(120_000);

/** The buttons and links of the page that lie under something else where they are wholly in sight. */
const covered = (page) =>
  page.evaluate(() => {
    const foot = document.querySelector('.said').getBoundingClientRect().top;
    window.scrollTo(0, document.documentElement.scrollHeight);
    const all = [...document.querySelectorAll('main button, main a, nav a')].filter((one) => one.checkVisibility());
    return all
      .filter((one) => {
        one.scrollIntoView({ block: 'center' });
        const box = one.getBoundingClientRect();
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return !(top && (one.contains(top) || top.contains(one)));
      })
      .map((one) => `${one.textContent.trim()} (foot ${foot})`);
  });

for (const viewport of [
  { width: 360, height: 640 },
  { width: 1366, height: 768 },
]) {
  test(`what was done is said on its page, and covers nothing, at ${viewport.width}`, async ({ page, office }) => {
    await page.setViewportSize(viewport);
    await enrol(page, office.url, codeFor(office, /Bum Nưa/));
    await writeActivity(page, { title: 'Họp bản về đường mới' });
    await save(page);
    const said = page.locator('.toast');
    await expect(said).toContainText('Đã lưu trên máy');
    expect(await covered(page)).toEqual([]);
    await page.waitForTimeout(1_200);
    await expect(said).toBeVisible();
    if (process.env.DANVAN_SHOTS) await page.screenshot({ path: `${process.env.DANVAN_SHOTS}/said-${viewport.width}.png` });
    await goTo(page, 'Sổ');
    await expect(said).toHaveCount(0);
  });
}

test('an empty filter says why it is empty, and advises fewer words only where there are words', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await writeActivity(page, { title: 'Họp bản về đường mới' });
  await save(page);
  await goTo(page, 'Sổ');
  const chip = (name) => page.getByRole('group', { name: 'Lọc' }).getByRole('button', { name });
  await chip('Cần sửa').click();
  await expect(page.getByRole('heading', { name: 'Không có hồ sơ nào cần sửa' })).toBeVisible();
  await expect(page.getByText(/ít chữ/)).toHaveCount(0);
  if (process.env.DANVAN_SHOTS) await page.screenshot({ path: `${process.env.DANVAN_SHOTS}/empty-360.png` });
  await chip('Đề nghị khen thưởng').click();
  await expect(page.getByRole('heading', { name: 'Chưa có đề nghị khen thưởng nào' })).toBeVisible();
  await chip('Nháp').click();
  await expect(page.getByRole('heading', { name: 'Không có nháp nào' })).toBeVisible();
  await chip('Tất cả').click();
  await page.getByRole('searchbox', { name: 'Tìm trong sổ' }).fill('zzzz');
  await expect(page.getByText(/ít chữ hơn/)).toBeVisible();
});
