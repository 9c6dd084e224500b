// A phone that carries 10,000 records, and one with 20: starting without a network, searching, saving, with its processor
// slowed, by the page's own clock alone. They take turns, so that what else the machine does meets both alike.

import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openProfile, temporaryFolder } from '../helpers/chromium.mjs';
import { codeFor } from '../helpers/desk.mjs';
import { sendActivities } from '../helpers/device-api.mjs';
import { startOffice } from '../helpers/office.mjs';
import { firstHad, measured, watchPages, yardstick } from '../helpers/page-clock.mjs';
import { enrol, goTo, readyForOffline, writeActivity } from '../helpers/phone.mjs';

const BOOKS = [10_000, 20];
const CPU_SLOWDOWN = 6;
const STARTS = 5;
const SAVES = 20;
const TYPED = 'sua duong ban';
// Stands in the content of each record, and in no line.
const TYPED_OF_CONTENT = 'can bo lam';
const PATIENCE_MS = 600_000;
// Longer than the slowest, with the processor slowed.
const KEY_RESTS_MS = 1_200;
const SAVE_RESTS_MS = 20_000;
const SAVED = 'Đã lưu trên máy';
const SAVE = 'Lưu trên máy';
const SAVE_ANYWAY = 'Vẫn lưu';

const WORKS = ['Sửa đường nội bản', 'Đối thoại với nhân dân', 'Tuyên truyền Luật Biên giới', 'Giúp dân thu hoạch lúa'];
const VILLAGES = ['Phí Chi A', 'Nậm Lọ', 'Pa Thắng', 'Seo Thèn', 'Nà Hẻ', 'Pa Cheo'];

const print = (name, value, unit = 'ms', goal = undefined) => console.log(JSON.stringify({ name, value, unit, goal }));
const rounded = (ms) => Math.round(ms * 10) / 10;
const sorted = (values) => [...values].sort((a, b) => a - b);
const median = (values) => sorted(values)[Math.floor(values.length / 2)];
const p95 = (values) => sorted(values)[Math.ceil(values.length * 0.95) - 1];

function activity(n, { home }) {
  const village = VILLAGES[n % VILLAGES.length];
  const day = new Date(Date.UTC(2020, 0, 1) + (n % 2400) * 86_400_000).toISOString().slice(0, 10);
  return {
    type_code: 'giup_dan_duong',
    title: `${WORKS[n % WORKS.length]} ${village}, lần ${n}`,
    date_from: day,
    admin_unit: home,
    place_text: `Bản ${village}`,
    lead_org: `${home}:ubnd`,
    actor_group: 'chinh_quyen',
    content: 'Bà con cùng cán bộ xã làm trong hai ngày, mỗi hộ một người.',
    indicator_values: [{ indicator: 'HT01', value: '1.2' }],
  };
}

const phones = [];
try {
  for (const records of BOOKS) phones.push(await phoneWith(records));
  const starts = await inTurns(STARTS, (phone) => phone.start());
  tell('list usable', starts, ({ list }) => list, '< 2000');
  tell('whole book counted', starts, ({ book }) => book);

  for (const phone of phones) await phone.searchable();
  await tellKeys('a key in the search', TYPED);
  await tellKeys('a key in the search for the content', TYPED_OF_CONTENT);

  const saves = await inTurns(SAVES, async (phone, number) => {
    await writeActivity(phone.page(), { title: `Đo lần lưu ${number}` });
    return phone.slowly(async (page) => ({ saved: await timeOfSave(page), arithmetic: await yardstick(page) }));
  });
  tell('from the press to “Đã lưu” drawn', saves, ({ saved }) => saved);
  tell('a fixed piece of arithmetic between those saves', saves, ({ arithmetic }) => arithmetic);
} finally {
  for (const phone of phones) await phone.end();
}

/** What each key of the text takes in the empty search field. */
async function tellKeys(what, text) {
  for (const { page } of phones) await page().locator('input[type=search]').fill('');
  for (const { page } of phones) await page().locator('input[type=search]').focus();
  const keys = await inTurns(text.length, ({ page }, number) => {
    const key = text[number] === ' ' ? 'Space' : text[number];
    return measured(page(), () => page().keyboard.press(key), { rest: KEY_RESTS_MS });
  });
  tell(`${what}, to the next paint`, keys, ({ paint }) => paint);
  // A key that changes no line draws none.
  tell(`${what}, to the last line drawn for it`, keys, ({ paint, drawn }) => drawn ?? paint);
}

/** Every phone does it once, then once more, so many times; the results of each phone. */
async function inTurns(times, once) {
  const results = phones.map(() => []);
  for (let number = 0; number < times; number += 1) {
    for (const [index, phone] of phones.entries()) results[index].push(await once(phone, number));
  }
  return results;
}

/** Median and p95 for every book, and the first one's median beside the last one's. */
function tell(name, results, pick, goal) {
  const values = results.map((each) => each.map(pick));
  for (const [index, each] of values.entries()) {
    const where = `${BOOKS[index].toLocaleString('en')} records, no network, processor ${CPU_SLOWDOWN}x slower`;
    print(`${where}: ${name} (median of ${each.length})`, rounded(median(each)), 'ms', goal);
    // Of a handful it would be the worst and no more.
    if (each.length >= 10) print(`${where}: ${name} (p95)`, rounded(p95(each)), 'ms');
  }
  const ratio = Math.round((100 * median(values[0])) / median(values.at(-1))) / 100;
  print(`${BOOKS.map((records) => records.toLocaleString('en')).join(' : ')} records: ${name} (medians)`, ratio, ': 1');
}

/** A phone with an office of its own, whose book has so many records; without a network from then on. */
async function phoneWith(records) {
  const office = await startOffice();
  const folder = temporaryFolder('bench');
  const context = await openProfile(join(folder.path, 'profile'));
  let page = await context.newPage();
  let slowed = async () => {};
  const end = async () => {
    await context.close();
    await office.stop();
    office.remove();
    folder.remove();
  };
  try {
    await sendActivities(office.url, codeFor(office, /Bum Nưa/), records, activity);
    await watchPages(context, {
      list: { selector: 'a.row', words: null },
      book: { selector: 'header p', words: `${records.toLocaleString('vi')} hồ sơ` },
    });
    await enrol(page, office.url, codeFor(office, /Bum Nưa/));
    await readyForOffline(page);
    await goTo(page, 'Sổ');
    await firstHad(page, 'book', PATIENCE_MS);
    await context.setOffline(true);
  } catch (problem) {
    await end();
    throw problem;
  }
  return {
    page: () => page,
    end,
    /** Opens the book in a new page, slowed from the first moment on. */
    start: async () => {
      await page.close();
      page = await context.newPage();
      const session = await context.newCDPSession(page);
      slowed = (rate) => session.send('Emulation.setCPUThrottlingRate', { rate });
      await slowed(CPU_SLOWDOWN);
      await page.goto(`${office.url}/book`, { waitUntil: 'commit' });
      const book = await firstHad(page, 'book', PATIENCE_MS);
      return { book, list: await firstHad(page, 'list', PATIENCE_MS) };
    },
    /** Waits until all is read that the book is searched by. */
    searchable: async () => {
      await page.locator('input[type=search]').fill(TYPED_OF_CONTENT);
      await page.getByText(/^[0-9.]+ kết quả/).waitFor({ timeout: PATIENCE_MS });
    },
    /** Does it with the processor slowed; what comes after is done at full speed. */
    slowly: async (act) => {
      await slowed(CPU_SLOWDOWN);
      const result = await act(page);
      await slowed(1);
      // The word of one save has gone before the next is measured.
      await page.getByText(SAVED, { exact: true }).first().waitFor({ state: 'hidden', timeout: 30_000 });
      return result;
    },
  };
}

/** From the press that saves to the word that it is saved. Where something is questioned, the second press saves. */
async function timeOfSave(page) {
  const saved = { selector: '[role=status]', words: SAVED };
  const ends = [saved, { selector: 'button', words: SAVE_ANYWAY }];
  for (const [name, wanted] of [[SAVE, ends], [SAVE_ANYWAY, [saved]]]) {
    const at = await page.getByRole('button', { name, exact: true }).boundingBox();
    // The draft is on the disk, and the page at rest.
    await pause(1_500);
    const press = () => page.mouse.click(at.x + at.width / 2, at.y + at.height / 2);
    const { ended, endDrawn } = await measured(page, press, { ends: wanted, rest: SAVE_RESTS_MS });
    if (ended === 0) return endDrawn;
  }
  throw new Error('nothing was said to be saved');
}
