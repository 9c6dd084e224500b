// Pickers are comboboxes as the ARIA Authoring Practices describe them: by keyboard alone, and by a press.

import { expect } from '@playwright/test';
import { problemsOf } from './helpers/axe.mjs';
import { codeFor } from './helpers/desk.mjs';
import { enrol, save, writeActivity } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

test('a list is gone through by arrow keys, Home, End, Enter and Escape', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await writeActivity(page, { title: 'Họp bản, chọn bằng phím' });
  const group = page.getByRole('group', { name: /Xã, phường/ });
  await group.getByRole('button', { name: /Đổi/ }).press('Enter');
  const field = group.getByRole('combobox');
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.type('nam');
  const options = group.getByRole('option');
  await expect(options.nth(2)).toBeVisible();
  const count = await options.count();
  expect(count).toBeGreaterThan(3);
  await expect(group.getByRole('listbox')).toHaveAttribute('id', await field.getAttribute('aria-controls'));
  await expect(group.getByRole('option', { selected: true })).toHaveCount(0);

  /** The line that the keys have come to is named by the field, marked, and in sight. */
  const at = async (number) => {
    const line = options.nth(number);
    await expect(line).toHaveAttribute('aria-selected', 'true');
    await expect(group.getByRole('option', { selected: true })).toHaveCount(1);
    await expect(field).toHaveAttribute('aria-activedescendant', await line.getAttribute('id'));
    await expect(field).toBeFocused();
    await expect
      .poll(() =>
        line.evaluate((line) => {
          const { top, bottom, left } = line.getBoundingClientRect();
          return [top + 3, bottom - 3].every((y) => document.elementFromPoint(left + 8, y) === line);
        }),
      )
      .toBe(true);
  };
  const keys = [['ArrowDown', 0], ['ArrowDown', 1], ['ArrowUp', 0], ['ArrowUp', count - 1], ['ArrowDown', 0], ['End', count - 1], ['Home', 0]];
  for (const [key, number] of keys) {
    await page.keyboard.press(key);
    await at(number);
  }
  expect(await problemsOf(page)).toEqual([]);
  const shots = process.env.DANVAN_SHOTS;
  if (shots) await page.screenshot({ path: `${shots}/picker.png` });
  await page.keyboard.press('Escape');
  await expect(group.getByRole('listbox')).toHaveCount(0);
  await expect(field).toHaveAttribute('aria-expanded', 'false');
  await expect(field).not.toHaveAttribute('aria-activedescendant');
  await expect(field).toHaveValue('nam');
  await page.keyboard.press('Escape');
  await expect(field).toHaveValue('nam');
  // With no line chosen, Home and End are the text's.
  await page.keyboard.press('Home');
  await page.keyboard.type('pa ');
  await expect(field).toHaveValue('pa nam');
  await field.fill('nam');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowUp');
  await at(count - 1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const chosen = await options.nth(1).textContent();
  await page.keyboard.press('Enter');
  await expect(group).toContainText(chosen);
  await expect(group.getByRole('button', { name: /Đổi/ })).toBeFocused();
});

test('Tab leaves the list, a press on a line chooses it, and what is chosen has the focus', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await writeActivity(page, { title: 'Họp bản, chọn bằng tay' });
  const group = page.getByRole('group', { name: /Xã, phường/ });
  await group.getByRole('button', { name: /Đổi/ }).click();
  const field = group.getByRole('combobox');
  await expect(group.getByRole('listbox')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(group.getByRole('listbox')).toHaveCount(0);
  await field.click();
  await expect(group.getByRole('listbox')).toBeVisible();
  await field.fill('bum');
  const line = group.getByRole('option').nth(1);
  const name = await line.textContent();
  await line.click();
  await expect(group.locator('.chosen')).toContainText(name);
  await expect(group.getByRole('button', { name: /Đổi/ })).toBeFocused();
  await save(page);
  await expect(page.getByRole('main')).toContainText(name);
});

test('an input method at work keeps its keys', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await writeActivity(page, { title: 'Họp bản, bộ gõ' });
  const group = page.getByRole('group', { name: /Xã, phường/ });
  await group.getByRole('button', { name: /Đổi/ }).click();
  const field = group.getByRole('combobox');
  await field.fill('nam');
  await field.evaluate((field) => {
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true, isComposing: true }));
  });
  await expect(group.getByRole('option', { selected: true })).toHaveCount(0);
});
