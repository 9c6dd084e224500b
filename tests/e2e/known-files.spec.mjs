// What a file is, is told by its bytes: galleries and chats hand them over without a type, programs write documents in
// another order.

import { expect } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeFor } from './helpers/desk.mjs';
import { filesAtOffice } from './helpers/photos.mjs';
import { enrol, goTo, save, step, writeActivity } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

const FILES = join(import.meta.dirname, '../../crates/office/tests/files');

test.use({ viewport: { width: 360, height: 640 } });
test.setTimeout(120_000);

test('photos and papers without a type or an ending are known by their bytes', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  const jpeg = await page.screenshot({ type: 'jpeg' });
  const png = await page.screenshot({ type: 'png' });
  const docx = readFileSync(join(FILES, 'properties-first.docx'));
  const xlsx = readFileSync(join(FILES, 'sheet.xlsx'));
  const unknown = 'application/octet-stream';
  await writeActivity(page, { title: 'Đối thoại có ảnh' });
  await step(page, 'Kết quả');
  const group = page.getByRole('group', { name: /Ảnh và tệp/ });
  const removals = group.getByRole('button', { name: /^Bỏ / });
  const input = group.locator('input[type=file][multiple]');
  const add = async (files, number) => {
    await input.setInputFiles(files.map(([name, buffer, mimeType]) => ({ name, buffer, mimeType })));
    await expect(removals).toHaveCount(number, { timeout: 60_000 });
  };
  await add([['image:22', jpeg, ''], ['1000023456', png, unknown]], 2);
  await expect(group.locator('img')).toHaveCount(2);
  await add([['bien-ban.docx', docx, ''], ['1000023457', xlsx, unknown]], 4);
  await expect(group.getByText('bien-ban.docx', { exact: true })).toBeVisible();
  await expect(group.getByText('1000023457.xlsx', { exact: true })).toBeVisible();
  // A photo that calls itself a paper is a photo, and a paper that calls itself a photo a paper.
  const other = await page.screenshot({ type: 'jpeg', quality: 40 });
  await add([['to-trinh.pdf', other, 'application/pdf']], 5);
  await expect(group.locator('img')).toHaveCount(3);
  await add([['anh.jpg', Buffer.from('%PDF-1.4\n%%EOF\n'), 'image/jpeg']], 6);
  await expect(group.getByText('anh.jpg.pdf', { exact: true })).toBeVisible();
  // What is cut off on its way, what carries macros, and what is nothing of all this, is refused before it is kept.
  const macros = Buffer.from(docx.toString('latin1').replaceAll('customXml/item1.xml', 'word/vbaProject.bin'), 'latin1');
  expect(macros.includes('word/vbaProject.bin')).toBe(true);
  const others = [['dut.docx', docx.subarray(0, 1500)], ['macro.docx', macros], ['kich-ban.jpg', Buffer.from('#!/bin/sh\n')]];
  for (const [name, buffer] of others) {
    await input.setInputFiles({ name, buffer, mimeType: unknown });
    await expect(group.getByText(`${name}: chỉ nhận ảnh, PDF, Word (docx) và Excel (xlsx).`)).toBeVisible();
  }
  await expect(removals).toHaveCount(6);
  await save(page);
  // The office takes what the phone has kept: both look by the same lines.
  await goTo(page, 'Gửi, nhận');
  await page.getByRole('button', { name: /Gửi ngay|Đang gửi/ }).click();
  const arrived = async () => {
    const [record] = await filesAtOffice(office, 'Đối thoại có ảnh');
    return record?.files.filter(({ bytes }) => bytes).length;
  };
  await expect.poll(arrived, { timeout: 60_000 }).toBe(6);
});
