// Bad input gets a clear word at its field, and nothing that was typed is lost.

import { expect } from '@playwright/test';
import { codeFor, openConsole } from './helpers/desk.mjs';
import { enrol, rows, goTo, save, step, writeActivity, writeFigure } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

test('a wrong code is said at its field, and stays to be mended', async ({ page, office }) => {
  await page.goto(office.url);
  const code = page.getByLabel('Mã kích hoạt');
  await code.fill('SAI-2345-6789');
  await page.getByLabel(/Tôi đã rõ/).check();
  await page.getByRole('button', { name: 'Kích hoạt' }).click();
  await expect(page.locator('#code-says')).toContainText('Mã chưa đúng, đã dùng, đã hết hạn hoặc đã thu hồi');
  await expect(code).toHaveAttribute('aria-invalid', 'true');
  await expect(code).toHaveValue('SAI-2345-6789');
  await code.fill(codeFor(office, /Bum Nưa/).toLowerCase());
  await page.getByRole('button', { name: 'Kích hoạt' }).click();
  await expect(page.getByRole('heading', { name: 'Xã Bum Nưa' })).toBeVisible();
});

test('each error stands at its field in Vietnamese; an unclear number is asked back', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await writeActivity(page, { title: 'Làm đường nội bản' });
  const figure = await writeFigure(page, { find: 'kenh muong', name: /Kênh mương/ }, '1.5');
  await expect(figure).toContainText('“1.5” là 1,5 hay 1.500?');

  await step(page, 'Nội dung');
  await page.getByLabel(/Tên hoạt động/).fill('');
  await step(page, 'Nơi, đơn vị');
  await page.getByLabel(/Từ ngày/).fill('31/02/2026');
  await page.getByRole('button', { name: 'Lưu trên máy' }).click();
  await expect(page.getByRole('heading', { name: 'Có 3 chỗ cần sửa' })).toBeVisible();
  const title = page.getByLabel(/Tên hoạt động/);
  await expect(title).toHaveAttribute('aria-invalid', 'true');
  await expect(title).toBeFocused();
  await expect(page.locator(`#${await title.getAttribute('aria-describedby')}`)).toContainText('Chưa nhập mục này');

  await title.fill('Làm đường nội bản Phí Chi A');
  await step(page, 'Nơi, đơn vị');
  const date = page.getByLabel(/Từ ngày/);
  await expect(date).toHaveValue('31/02/2026');
  await expect(page.getByText('Không có ngày này trong lịch.', { exact: true })).toBeVisible();
  await date.fill('8/10/2026');
  await step(page, 'Số liệu');
  await figure.getByText('1,5', { exact: true }).click();
  await save(page);
  await expect(page.getByText('08/10/2026').first()).toBeVisible();
  await expect(page.getByText(/1,5/).first()).toBeVisible();
});

test('the word of one save does not stand for the next', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await writeActivity(page, { title: 'Họp bản lần một' });
  await save(page);
  await goTo(page, 'Ghi');
  await page.getByRole('link', { name: /^Hoạt động dân vận/ }).click();
  const again = page.getByRole('button', { name: 'Lưu trên máy' });
  await expect(again).toBeVisible();
  await expect(page.getByText('Đã lưu trên máy')).toBeVisible();
  await again.click();
  await expect(page.getByRole('heading', { name: /^Có \d+ chỗ cần sửa/ })).toBeVisible();
  expect(await page.getByText('Đã lưu trên máy').count()).toBe(0);
});

test('an old place name finds today’s commune', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await writeActivity(page, { title: 'Họp bản' });
  await step(page, 'Nơi, đơn vị');
  const unit = page.getByRole('group', { name: /Xã, phường/ });
  await unit.getByRole('button', { name: /Đổi/ }).click();
  await unit.getByRole('combobox').fill('pa ve su');
  await unit.getByRole('option', { name: /Pa Vệ S.* \(cũ, nay Bum Nưa\)/ }).first().click();
  await expect(unit).toContainText('Bum Nưa');
  await save(page);
  await goTo(page, 'Sổ');
  await page.getByLabel(/Tìm trong sổ/).fill('hop ban');
  await expect(rows(page, 'Họp bản')).toHaveCount(1);
});

test('a sign-in that somebody else’s guesses keep waiting says so, and what was typed stays', async ({ page, office }) => {
  // Words and counts are the same for a name that nobody has; so no account of the demonstration is closed.
  const username = 'ai.do';
  for (let tries = 0; tries < 10; tries += 1) {
    const answer = await page.request.post(`${office.url}/api/v1/sessions`, {
      data: { username, password: 'đoán' },
      headers: { origin: office.url },
    });
    expect(answer.status()).toBe(401);
  }
  await page.goto(`${office.url}/console`);
  await page.getByLabel('Tên đăng nhập').fill(username);
  await page.getByLabel('Mật khẩu').fill('hoa ban nở trắng');
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  const says = page.getByRole('alert').filter({ hasText: 'Vừa có nhiều lần thử vào tài khoản này, có thể từ nơi khác.' });
  await expect(says).toContainText(/thử lại từ \d\d:\d\d\./);
  await expect(page.getByLabel('Mật khẩu')).toHaveValue('hoa ban nở trắng');
});

test('the console says that what was typed stays where something was typed, and only there', async ({ browser, office }) => {
  const desk = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'vi-VN' });
  const offline = desk.getByRole('alert').filter({ hasText: 'Không kết nối được với máy chủ của tỉnh' });
  await desk.goto(`${office.url}/console`);
  await desk.getByLabel('Tên đăng nhập').fill('chuyenvien');
  await desk.getByLabel('Mật khẩu').fill('hoa ban nở trắng');
  await desk.context().setOffline(true);
  await desk.getByRole('button', { name: 'Đăng nhập' }).click();
  await expect(offline).toContainText('những gì đã gõ vẫn còn trên trang');
  await expect(desk.getByLabel('Mật khẩu')).toHaveValue('hoa ban nở trắng');

  await desk.context().setOffline(false);
  await openConsole(desk, office, 'chuyenvien');
  await expect(desk.getByRole('heading', { name: 'Tổng quan' })).toBeVisible();
  await desk.context().setOffline(true);
  await desk.getByRole('link', { name: /^Số liệu/ }).first().click();
  await expect(offline).toBeVisible();
  await expect(offline).not.toContainText('đã gõ');
  await desk.close();
});
