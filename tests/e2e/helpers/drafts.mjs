// Drafts: a form that is being written, and the correction of a record.

import { expect } from '@playwright/test';
import { codeFor } from './desk.mjs';
import { enrol, readyForOffline, save, step, writeActivity } from './phone.mjs';

/** What a form says once its draft stands in the store. */
export const KEPT = /^Nháp \d\d:\d\d/;

/** A phone without a network, at the first step of an activity that could be saved. */
export async function atWork(page, context, office, title) {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await readyForOffline(page);
  await context.setOffline(true);
  await writeActivity(page, { title });
  await expect(page.getByText(KEPT)).toBeVisible();
  await step(page, 'Nội dung');
}

/** The same with the record saved, and its correction open. */
export async function atCorrection(page, context, office, title) {
  await atWork(page, context, office, title);
  await save(page);
  await page.getByRole('link', { name: 'Sửa', exact: true }).click();
}

/** Withdraws the record that is open. */
export async function withdraw(page) {
  await page.getByRole('button', { name: 'Rút hồ sơ' }).click();
  const question = page.getByRole('dialog');
  await question.getByLabel(/Lý do/).fill('Ghi nhầm ngày');
  await question.getByRole('button', { name: 'Rút hồ sơ' }).click();
  await expect(page.getByText('Đã rút', { exact: true })).toBeVisible();
}

export const title = (page) => page.getByLabel(/Tên hoạt động/);
export const content = (page) => page.getByLabel(/Nội dung chính/);
export const correcting = (page) => page.getByRole('heading', { level: 1, name: /^Sửa/ });

/** Presses save, and confirms what is only questioned. */
export async function press(page) {
  await page.getByRole('button', { name: 'Lưu trên máy' }).click();
  await page.getByRole('button', { name: 'Vẫn lưu' }).click();
}

/**
 * Types into a field, and is still at the last syllable, by an input method: nothing of it is kept, so that no other tab
 * takes it in, until `done`.
 */
export async function halfTyped(field, text) {
  await field.dispatchEvent('compositionstart');
  await field.fill(text);
  return { done: () => field.dispatchEvent('compositionend') };
}
