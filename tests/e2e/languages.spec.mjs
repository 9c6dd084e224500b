// The page asks browsers not to translate it, and speaks English of its own to those who would.

import { expect } from '@playwright/test';
import { codeFor } from './helpers/desk.mjs';
import { enrol, goTo } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

const asks = (page) => page.locator('.banner').getByRole('button', { name: 'English' });

test('no page is translated by the browser', async ({ page, office }) => {
  for (const path of ['/', '/console']) {
    await page.goto(`${office.url}${path}`);
    await expect(page.locator('html')).toHaveAttribute('translate', 'no');
    await expect(page.locator('meta[name="google"]')).toHaveAttribute('content', 'notranslate');
  }
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await expect(page.locator('html')).toHaveAttribute('lang', 'vi');
  await expect(asks(page)).toHaveCount(0);
});

test('a browser that asks for another language is offered the book’s own English, once', async ({ browser, office }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, locale: 'en-US' });
  const page = await context.newPage();
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await asks(page).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(page.getByRole('navigation', { name: 'Main pages' }).getByRole('link', { name: 'Home' })).toBeVisible();
  await expect(asks(page)).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('navigation', { name: 'Main pages' })).toBeVisible();
  // Words of states follow the state, in English too.
  await page.getByRole('link', { name: 'Sync' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sync' })).toBeVisible();
  await context.close();
});

test('who stays with Vietnamese is not asked again', async ({ browser, office }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(office.url);
  await page.locator('.banner').getByRole('button', { name: 'Tiếng Việt' }).click();
  await expect(asks(page)).toHaveCount(0);
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await goTo(page, 'Ghi');
  await expect(asks(page)).toHaveCount(0);
  await context.close();
});
