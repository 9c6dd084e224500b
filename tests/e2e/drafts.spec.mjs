// Drafts: a draft never stands before a record that exists, and what is said of it is true.

import { expect } from '@playwright/test';
import { codeFor } from './helpers/desk.mjs';
import { askStore } from './helpers/device-store.mjs';
import { KEPT, atCorrection, atWork, content, correcting, halfTyped, press, title, withdraw } from './helpers/drafts.mjs';
import { fillTable, holdTable } from './helpers/held-store.mjs';
import { enrol, goTo, readyForOffline, rows, save, step, writeActivity } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

const NOT_KEPT = /^Chưa giữ được nháp/;
const CHANGED_SINCE = /^Từ lúc gõ nháp này, hồ sơ đã thay đổi trên máy/;
const TYPED_ELSEWHERE = /^Nháp này cũng được gõ ở một cửa sổ khác/;

/** Tabs that do not hear of each other, as in a browser without the means. */
const deaf = (context) => context.addInitScript(() => delete globalThis.BroadcastChannel);

/** Loads the page anew; the browser's question whether to is answered with no. */
async function stays(page) {
  const asked = page.waitForEvent('dialog');
  await page.evaluate(() => void setTimeout(() => location.reload()));
  const question = await asked;
  expect(question.type()).toBe('beforeunload');
  await question.dismiss();
}

/** Nothing is left unfinished, now and after a new start; the book has the record once, so often changed. */
async function settled(page, named, changes) {
  await expect(page.locator('.trail').getByText(/^Sửa/)).toHaveCount(changes);
  await goTo(page, 'Trang chủ');
  await expect(page.getByText('Nháp chưa lưu')).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Xã Bum Nưa' })).toBeVisible();
  await page.waitForTimeout(500);
  await expect(page.getByText('Nháp chưa lưu')).toHaveCount(0);
  await goTo(page, 'Sổ');
  await expect(rows(page, named)).toHaveCount(1);
}

test('a new draft in two tabs: what was typed in the second corrects what the first has saved', async ({ page, context, office }) => {
  await atWork(page, context, office, 'Họp bản ở hai thẻ');
  const other = await context.newPage();
  await other.goto(page.url().replace(/step=\d+/, ''));
  await expect(title(other)).toHaveValue('Họp bản ở hai thẻ');
  await title(page).fill('Họp bản, tên ở thẻ thứ nhất');
  await page.getByRole('button', { name: 'Lưu trên máy' }).click();
  // In the last moment: what is typed earlier the first tab takes in.
  const typing = await halfTyped(content(other), 'Viết ở thẻ thứ hai.');
  await save(page);
  await typing.done();

  await expect(correcting(other)).toBeVisible();
  await other.getByRole('button', { name: 'Lưu trên máy' }).click();
  await expect(other.getByRole('button', { name: 'Vẫn lưu' })).toBeVisible();
  // There was something to look at first: why the form is another one now still stands there.
  await expect(other.getByText(/đã được lưu ở một cửa sổ khác/)).toBeVisible();
  await expect(title(other)).toHaveValue('Họp bản, tên ở thẻ thứ nhất');
  await expect(content(other)).toHaveValue('Viết ở thẻ thứ hai.');
  await save(other);
  await expect(other.getByRole('heading', { name: 'Họp bản, tên ở thẻ thứ nhất' })).toBeVisible();
  await expect(other.getByRole('main')).toContainText('Viết ở thẻ thứ hai.');
  await settled(other, 'Họp bản, tên ở thẻ thứ nhất', 1);
  await goTo(page, 'Trang chủ');
  await expect(page.getByText('Nháp chưa lưu')).toHaveCount(0);
});

test('the same where no tab hears of the other', async ({ page, context, office }) => {
  await deaf(context);
  await atWork(page, context, office, 'Họp bản, không nghe nhau');
  const other = await context.newPage();
  await other.goto(page.url().replace(/step=\d+/, ''));
  await content(other).fill('Viết ở thẻ thứ hai.');
  await save(page);
  await press(other);
  await expect(other.getByText(/đã được lưu ở một cửa sổ khác/)).toBeVisible();
  await expect(content(other)).toHaveValue('Viết ở thẻ thứ hai.');
  await save(other);
  await expect(other.getByRole('main')).toContainText('Viết ở thẻ thứ hai.');
  await settled(other, 'Họp bản, không nghe nhau', 1);
});

test('what a second tab wrote into the draft and left is no new activity', async ({ page, context, office }) => {
  await deaf(context);
  await atWork(page, context, office, 'Họp bản, thẻ hai bỏ đi');
  const other = await context.newPage();
  await other.goto(page.url().replace(/step=\d+/, ''));
  await content(other).fill('Viết rồi bỏ đi.');
  await expect(other.getByText(KEPT)).toBeVisible();
  await other.close();
  await save(page);
  await page.goto(office.url);
  await page.getByRole('link', { name: /Họp bản, thẻ hai bỏ đi/ }).filter({ hasText: 'Nháp' }).click();
  await expect(correcting(page)).toBeVisible();
  await expect(content(page)).toHaveValue('Viết rồi bỏ đi.');
  await save(page);
  await expect(page.getByRole('main')).toContainText('Viết rồi bỏ đi.');
  await settled(page, 'Họp bản, thẻ hai bỏ đi', 1);
});

test('two tabs in one draft take in what the other types, and say so', async ({ page, context, office }) => {
  await atWork(page, context, office, 'Nháp ở hai thẻ');
  const other = await context.newPage();
  await other.goto(page.url().replace(/step=\d+/, ''));
  await expect(title(other)).toHaveValue('Nháp ở hai thẻ');
  await content(page).fill('Một đoạn dài của thẻ một.');
  await expect(content(other)).toHaveValue('Một đoạn dài của thẻ một.');
  await expect(other.getByText(TYPED_ELSEWHERE)).toBeVisible();
  await title(other).fill('Nháp ở hai thẻ, tên của thẻ hai');
  await expect(title(page)).toHaveValue('Nháp ở hai thẻ, tên của thẻ hai');
  await expect(page.getByText(TYPED_ELSEWHERE)).toBeVisible();
  await page.reload();
  await expect(title(page)).toHaveValue('Nháp ở hai thẻ, tên của thẻ hai');
  await expect(content(page)).toHaveValue('Một đoạn dài của thẻ một.');

  // In one field the later text stands, and neither tab keeps silent about it.
  await expect(page.getByText(TYPED_ELSEWHERE)).toHaveCount(0);
  await content(page).fill('Cùng một ô, thẻ một.');
  await content(other).fill('Cùng một ô, thẻ hai.');
  await expect(content(page)).toHaveValue('Cùng một ô, thẻ hai.');
  await expect(content(other)).toHaveValue('Cùng một ô, thẻ hai.');
  await expect(page.getByText(TYPED_ELSEWHERE)).toBeVisible();
  await save(page);
  await expect(correcting(other)).toBeVisible();
  await other.close();
  await settled(page, 'Nháp ở hai thẻ, tên của thẻ hai', 0);
});

for (const [how, hears] of [['is gone in every tab', true], ['is gone also where no tab hears of another', false]]) {
  test(`a draft that was discarded ${how}`, async ({ page, context, office }) => {
    if (!hears) await deaf(context);
    await atWork(page, context, office, 'Nháp bỏ đi');
    const other = await context.newPage();
    await other.goto(office.url);
    await expect(other.getByText('Nháp bỏ đi')).toBeVisible();
    await page.getByRole('button', { name: 'Bỏ nháp' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Bỏ nháp' }).click();
    await expect(page.getByRole('dialog')).toBeHidden();
    if (hears) await expect(other.getByText('Nháp bỏ đi')).toHaveCount(0);
    // What the other tab keeps of its own brings nothing back.
    await writeActivity(other, { title: 'Việc khác' });
    await expect(other.getByText(KEPT)).toBeVisible();
    await goTo(other, 'Trang chủ').catch(() => other.goto(office.url));
    await other.reload();
    await expect(other.getByText('Việc khác')).toBeVisible();
    await expect(other.getByText('Nháp bỏ đi')).toHaveCount(0);
  });
}

test('who has a draft open that another tab discards is told, and goes on if they type', async ({ page, context, office }) => {
  await atWork(page, context, office, 'Nháp hai thẻ');
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(title(other)).toHaveValue('Nháp hai thẻ');
  await page.getByRole('button', { name: 'Bỏ nháp' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Bỏ nháp' }).click();
  await expect(other.getByText(/^Nháp này đã được bỏ ở một cửa sổ khác/)).toBeVisible();
  await content(other).fill('Viết tiếp');
  await expect(other.getByText(KEPT)).toBeVisible();
  await other.reload();
  await expect(title(other)).toHaveValue('Nháp hai thẻ');
});

test('a correction that another tab discards is told there too, and is begun anew in both', async ({ page, context, office }) => {
  await atCorrection(page, context, office, 'Việc đã lưu');
  await title(page).fill('Tên sẽ bỏ đi');
  await expect(page.getByText(KEPT)).toBeVisible();
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(title(other)).toHaveValue('Tên sẽ bỏ đi');
  await page.getByRole('button', { name: 'Bỏ nháp' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Bỏ nháp' }).click();
  await expect(other.getByText(/^Nháp này đã được bỏ ở một cửa sổ khác/)).toBeVisible();
  await expect(other.getByText(KEPT)).toHaveCount(0);
  // What is begun anew there is taken in here, and what was discarded is not back.
  await page.getByRole('link', { name: 'Sửa', exact: true }).click();
  await title(page).fill('Tên viết lại');
  await expect(title(other)).toHaveValue('Tên viết lại');
  await expect(other.getByText(TYPED_ELSEWHERE)).toBeVisible();
  await step(other, 'Nội dung');
  await content(other).fill('Viết ở thẻ thứ hai.');
  await step(page, 'Nội dung');
  await expect(content(page)).toHaveValue('Viết ở thẻ thứ hai.');
  await page.reload();
  await expect(content(page)).toHaveValue('Viết ở thẻ thứ hai.');
  await expect(title(page)).toHaveValue('Tên viết lại');
});

test('an unfinished correction stays though its record changes and another tab, in which nobody types, has it open', async ({ page, context, office }) => {
  await atCorrection(page, context, office, 'Việc đã lưu');
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(title(other)).toHaveValue('Việc đã lưu');
  await title(page).fill('Tên đang sửa dở');
  await expect(title(other)).toHaveValue('Tên đang sửa dở');
  await page.getByRole('link', { name: 'Quay lại' }).click();
  await withdraw(page);
  await expect(other.getByText(/đã được lưu ở một cửa sổ khác/)).toBeVisible();
  await expect(title(other)).toHaveValue('Tên đang sửa dở');
  await goTo(page, 'Trang chủ');
  await expect(page.getByText('Tên đang sửa dở').first()).toBeVisible();
});

test('an unfinished correction keeps what was typed, though its record changes on this device meanwhile', async ({ page, context, office }) => {
  await atCorrection(page, context, office, 'Việc đã lưu');
  await title(page).fill('Tên đang sửa dở');
  await expect(page.getByText(KEPT)).toBeVisible();
  await page.getByRole('link', { name: 'Quay lại' }).click();
  await withdraw(page);
  await goTo(page, 'Trang chủ');
  await page.getByText('Tên đang sửa dở').first().click();
  await expect(page.getByText(CHANGED_SINCE)).toBeVisible();
  await expect(title(page)).toHaveValue('Tên đang sửa dở');
  await page.reload();
  await expect(title(page)).toHaveValue('Tên đang sửa dở');
});

test('what is typed while a correction is being saved outlives the form that is left', async ({ page, context, office }) => {
  await atCorrection(page, context, office, 'Việc đã lưu');
  await title(page).fill('Tên mới');
  await page.getByRole('button', { name: 'Lưu trên máy' }).click();
  await expect(page.getByRole('button', { name: 'Vẫn lưu' })).toBeVisible();
  await step(page, 'Nội dung');
  const held = await holdTable(page, 'entries');
  await page.getByRole('button', { name: 'Vẫn lưu' }).click();
  await expect(page.getByRole('button', { name: 'Đang lưu…' })).toBeVisible();
  await content(page).fill('Gõ thêm trong lúc lưu.');
  await page.getByRole('link', { name: 'Quay lại' }).click();
  await held.release();
  await expect(page.getByText('Đã lưu trên máy').first()).toBeVisible();
  await goTo(page, 'Trang chủ');
  await page.getByText('Tên mới').first().click();
  // It goes on from what was saved, and nothing has changed since.
  await expect(correcting(page)).toBeVisible();
  await expect(page.getByText(CHANGED_SINCE)).toHaveCount(0);
  await step(page, 'Nội dung');
  await expect(content(page)).toHaveValue('Gõ thêm trong lúc lưu.');
  await expect(title(page)).toHaveValue('Tên mới');
});

test('they erase nothing of each other where neither hears, in a new draft and in a correction', async ({ page, context, office }) => {
  await deaf(context);
  await atWork(page, context, office, 'Nháp không nghe nhau');
  const both = async (words) => {
    const other = await context.newPage();
    await other.goto(page.url().replace(/step=\d+/, ''));
    await expect(title(other)).toHaveValue('Nháp không nghe nhau');
    await content(page).fill(words);
    await expect.poll(async () => (await askStore(page, 'drafts', 'getAll')).join()).toContain(words);
    await title(other).fill(`${words} Tên của thẻ hai`);
    await expect(content(other)).toHaveValue(words);
    await expect(other.getByText(TYPED_ELSEWHERE)).toBeVisible();
    await expect.poll(async () => (await askStore(page, 'drafts', 'getAll')).join()).toContain('Tên của thẻ hai');
    await page.reload();
    await expect(title(page)).toHaveValue(`${words} Tên của thẻ hai`);
    await expect(content(page)).toHaveValue(words);
    await other.close();
  };
  await both('Thẻ một viết nháp.');
  await title(page).fill('Nháp không nghe nhau');
  await save(page);
  await page.getByRole('link', { name: 'Sửa', exact: true }).click();
  await expect(correcting(page)).toBeVisible();
  await both('Thẻ một viết bản sửa.');
  await save(page);
  await settled(page, 'Tên của thẻ hai', 1);
});

test('typing while a save is under way goes on as a correction, in the same field', async ({ page, context, office }) => {
  await atWork(page, context, office, 'Họp bản, đang lưu');
  const slow = await holdTable(page, 'entries');
  await press(page);
  await expect(page.getByRole('button', { name: 'Đang lưu…' })).toBeVisible();
  await title(page).press('End');
  await page.keyboard.type(', gõ thêm');
  await page.waitForTimeout(1_200);
  // It waits behind the save.
  await stays(page);
  await slow.release();
  await expect(page.getByText(/gõ thêm trong lúc lưu/)).toBeVisible();
  await expect(correcting(page)).toBeVisible();
  await expect(title(page)).toHaveValue('Họp bản, đang lưu, gõ thêm');
  await expect(title(page)).toBeFocused();
  await page.reload();
  await expect(correcting(page)).toBeVisible();
  await expect(title(page)).toHaveValue('Họp bản, đang lưu, gõ thêm');
  await save(page);
  await settled(page, 'Họp bản, đang lưu, gõ thêm', 1);
});

test('the same for who leaves the form before the save has ended', async ({ page, context, office }) => {
  await atWork(page, context, office, 'Họp bản, rời đi');
  const slow = await holdTable(page, 'entries');
  await press(page);
  await title(page).fill('Họp bản, rời đi rồi');
  await page.getByRole('link', { name: 'Quay lại' }).click();
  await expect(page.getByRole('heading', { name: 'Ghi hồ sơ mới' })).toBeVisible();
  await slow.release();
  await expect(page.getByText('Đã lưu trên máy')).toBeVisible();
  await goTo(page, 'Trang chủ');
  await page.getByRole('link', { name: /Họp bản, rời đi rồi/ }).click();
  await expect(correcting(page)).toBeVisible();
  await save(page);
  await settled(page, 'Họp bản, rời đi rồi', 1);
});

test('typing while a correction is saved does not meet itself', async ({ page, context, office }) => {
  await atWork(page, context, office, 'Họp bản, sửa');
  await save(page);
  await page.getByRole('link', { name: 'Sửa', exact: true }).click();
  await title(page).fill('Họp bản, sửa một');
  const slow = await holdTable(page, 'entries');
  await press(page);
  await title(page).press('End');
  await page.keyboard.type(', hai');
  await page.waitForTimeout(1_200);
  await slow.release();
  await expect(page.getByText(/gõ thêm trong lúc lưu/)).toBeVisible();
  await save(page);
  await settled(page, 'Họp bản, sửa một, hai', 2);
});

test('a correction in two tabs: the second goes on from what the first has saved', async ({ page, context, office }) => {
  await atCorrection(page, context, office, 'Họp bản, hai lần sửa');
  await title(page).fill('Họp bản, sửa ở thẻ một');
  await expect(page.getByText(KEPT)).toBeVisible();
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(title(other)).toHaveValue('Họp bản, sửa ở thẻ một');
  await content(page).fill('Sửa ở thẻ một.');
  await page.getByRole('button', { name: 'Lưu trên máy' }).click();
  const typing = await halfTyped(title(other), 'Họp bản, sửa ở thẻ hai');
  await save(page);
  await typing.done();
  await expect(content(other)).toHaveValue('Sửa ở thẻ một.');
  await save(other);
  await expect(other.getByRole('main')).toContainText('Sửa ở thẻ một.');
  await settled(other, 'Họp bản, sửa ở thẻ hai', 2);
});

test('a draft that an earlier release left before a record corrects it', async ({ page, context, office }) => {
  await atWork(page, context, office, 'Họp bản, bản cũ');
  await save(page);
  const id = new URL(page.url()).pathname.split('/').pop();
  const draft = { id, kind: 'activity', base: 0, seen: {}, typed: { title: 'Họp bản, sửa ở bản cũ' }, updated_ms: Date.now() };
  await askStore(page, 'drafts', 'put', `1${JSON.stringify(draft)}`, id);
  await page.goto(office.url);
  const left = page.getByRole('link', { name: /Họp bản, sửa ở bản cũ/ });
  await expect(left).toContainText(/Sửa/);
  await left.click();
  await expect(correcting(page)).toBeVisible();
  await expect(content(page)).toHaveValue('Nội dung buổi làm việc với nhân dân.');
  await save(page);
  await settled(page, 'Họp bản, sửa ở bản cũ', 1);
});

test('“Nháp 14:05” is said once it stands in the store, and not before', async ({ page, context, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await readyForOffline(page);
  await goTo(page, 'Ghi');
  await page.getByRole('link', { name: /^Hoạt động dân vận/ }).click();
  const slow = await holdTable(page, 'drafts');
  await title(page).fill('Họp bản, máy chậm');
  await page.waitForTimeout(2_000);
  await expect(page.getByText(KEPT)).toHaveCount(0);
  await slow.release();
  await expect(page.getByText(KEPT)).toBeVisible();
});

test('what was read of a draft before it was written takes it from nobody', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await readyForOffline(page);
  await goTo(page, 'Ghi');
  await page.getByRole('link', { name: /^Hoạt động dân vận/ }).click();
  await expect(title(page)).toBeVisible();
  await expect(page.getByText('Tự giữ nháp khi gõ')).toBeVisible();
  const drafts = await holdTable(page, 'drafts');
  // Comes back to the page, which looks for what another tab has typed, and finds nothing.
  await page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  await title(page).fill('Họp bản, đọc chậm');
  await page.waitForTimeout(1_500);
  const meta = await holdTable(page, 'meta');
  await drafts.release();
  await expect(page.getByText(KEPT)).toBeVisible();
  await meta.release();
  await page.waitForTimeout(500);
  await expect(page.getByText(KEPT)).toBeVisible();
  await expect(page.getByText(/đã được bỏ ở một cửa sổ khác/)).toHaveCount(0);
});

test('a draft that cannot be written is said on every page until it stands', async ({ page, context, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await readyForOffline(page);
  await goTo(page, 'Ghi');
  await page.getByRole('link', { name: /^Hoạt động dân vận/ }).click();
  const full = await fillTable(page, 'drafts');
  await title(page).fill('Họp bản, máy đầy');
  await expect(page.getByText(NOT_KEPT)).toBeVisible();
  await expect(page.getByText(KEPT)).toHaveCount(0);
  // Also while somebody types, with the keyboard over the lower half, and on a low screen.
  for (const [width, height] of [[360, 640], [360, 300], [640, 360]]) {
    await page.setViewportSize({ width, height });
    await content(page).click();
    await content(page).pressSequentially('Bàn việc');
    await expect(page.getByText(NOT_KEPT)).toBeInViewport();
    await expect(content(page)).toBeInViewport();
  }
  await page.setViewportSize({ width: 360, height: 640 });
  await page.getByRole('link', { name: 'Quay lại' }).click();
  await expect(page.getByText(NOT_KEPT)).toBeVisible();
  await page.waitForTimeout(4_000);
  await expect(page.getByText(NOT_KEPT)).toBeVisible();
  await full.release();
  await expect(page.getByText(NOT_KEPT)).toHaveCount(0, { timeout: 10_000 });
  await page.reload();
  await page.getByRole('link', { name: /Họp bản, máy đầy/ }).click();
  await expect(title(page)).toHaveValue('Họp bản, máy đầy');
});

test('a page whose draft cannot be written asks before it goes', async ({ page, office }) => {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await readyForOffline(page);
  await goTo(page, 'Ghi');
  await page.getByRole('link', { name: /^Hoạt động dân vận/ }).click();
  const full = await fillTable(page, 'drafts');
  await title(page).click();
  await page.keyboard.type('Họp bản, máy đầy');
  await expect(page.getByText(NOT_KEPT)).toBeVisible();
  await stays(page);
  await expect(title(page)).toHaveValue('Họp bản, máy đầy');
  await full.release();
  await expect(page.getByText(NOT_KEPT)).toHaveCount(0, { timeout: 10_000 });
  // Nothing is asked any more.
  await page.reload();
  await expect(title(page)).toHaveValue('Họp bản, máy đầy');
});

test('“Nháp vẫn được giữ” is said only where it is kept', async ({ page, context, office }) => {
  await atWork(page, context, office, 'Họp bản, kho bị xóa');
  await page.evaluate(
    () =>
      new Promise((gone, bad) => {
        const asked = indexedDB.deleteDatabase('danvan');
        asked.onsuccess = gone;
        asked.onerror = bad;
      }),
  );
  const full = await fillTable(page, 'drafts');
  await press(page);
  const why = page.getByText('Máy chưa kích hoạt nên chưa lưu được.');
  await expect(why).toBeVisible();
  await expect(why).not.toContainText('Nháp');
  await full.release();
  await press(page);
  await expect(why).toContainText('Nháp vẫn được giữ.');
  expect((await askStore(page, 'drafts', 'getAll')).join()).toContain('Họp bản, kho bị xóa');
});
