// A phone that carries 10,000 records: starting without a network, searching, saving, with its processor slowed.

import { join } from 'node:path';
import { openProfile, temporaryFolder } from '../helpers/chromium.mjs';
import { codeFor } from '../helpers/desk.mjs';
import { sendActivities } from '../helpers/device-api.mjs';
import { startOffice } from '../helpers/office.mjs';
import { enrol, goTo, readyForOffline, save, writeActivity } from '../helpers/phone.mjs';

const RECORDS = 10_000;
const CPU_SLOWDOWN = 6;
const STARTS = 5;
const SAVES = 20;
const TYPED = 'sua duong ban';
const PATIENCE = { timeout: 600_000 };

const WORKS = ['Sửa đường nội bản', 'Đối thoại với nhân dân', 'Tuyên truyền Luật Biên giới', 'Giúp dân thu hoạch lúa'];
const VILLAGES = ['Phí Chi A', 'Nậm Lọ', 'Pa Thắng', 'Seo Thèn', 'Nà Hẻ', 'Pa Cheo'];

const print = (name, value, unit, goal) => console.log(JSON.stringify({ name, value, unit, goal }));
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

const office = await startOffice();
const folder = temporaryFolder('bench');
const phone = await openProfile(join(folder.path, 'profile'));
try {
  await sendActivities(office.url, codeFor(office, /Bum Nưa/), RECORDS, activity);
  let page = await phone.newPage();
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await readyForOffline(page);
  await goTo(page, 'Sổ');
  const all = (on) => on.getByText(/10\.000 bản ghi/).waitFor(PATIENCE);
  await all(page);
  await phone.setOffline(true);

  const first = [];
  const whole = [];
  for (let start = 0; start < STARTS; start += 1) {
    await page.close();
    page = await phone.newPage();
    const session = await phone.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
    const since = () => page.evaluate(() => performance.now());
    await page.goto(`${office.url}/book`, { waitUntil: 'commit' });
    await page.locator('a.row').first().waitFor(PATIENCE);
    first.push(await since());
    await all(page);
    whole.push(await since());
  }
  const where = `${RECORDS.toLocaleString('en')} records, no network, processor ${CPU_SLOWDOWN}x slower`;
  print(`${where}: list usable (median of ${STARTS})`, rounded(median(first)), 'ms', '< 2000');
  print(`${where}: whole book counted (median of ${STARTS})`, rounded(median(whole)), 'ms');

  // Each key from the moment it is pressed to the frame after the list has been drawn for it.
  const keys = await page.evaluate(async (typed) => {
    const input = document.querySelector('input[type=search]');
    const times = [];
    for (let length = 1; length <= typed.length; length += 1) {
      const begun = performance.now();
      input.value = typed.slice(0, length);
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
      times.push(performance.now() - begun);
      await new Promise((rest) => setTimeout(rest, 400));
    }
    return times;
  }, TYPED);
  await page.locator('a.row').first().waitFor(PATIENCE);
  print(`${where}: a key stroke in the search (median of ${keys.length})`, rounded(median(keys)), 'ms');
  print(`${where}: a key stroke in the search (p95)`, rounded(p95(keys)), 'ms');

  const saves = [];
  for (let number = 0; number < SAVES; number += 1) {
    await writeActivity(page, { title: `Đo lần lưu ${number}` });
    const measured = page.evaluate(
      () =>
        new Promise((done) => {
          const button = [...document.querySelectorAll('button')].find((each) => each.textContent.includes('Lưu trên máy'));
          let begun = 0;
          button.addEventListener('click', () => (begun = performance.now()), { capture: true, once: true });
          const said = () => [...document.querySelectorAll('[role=status]')].some((each) => each.textContent.includes('Đã lưu trên máy'));
          const watch = new MutationObserver(() => {
            if (!begun || !said()) return;
            watch.disconnect();
            done(performance.now() - begun);
          });
          watch.observe(document.body, { childList: true, subtree: true, characterData: true });
        }),
    );
    await save(page);
    saves.push(await measured);
    // The word of this save has gone before the next is measured.
    await page.getByText('Đã lưu trên máy', { exact: true }).first().waitFor({ state: 'hidden', timeout: 30_000 });
  }
  print(`${where}: from the press to “Đã lưu” (median of ${SAVES})`, rounded(median(saves)), 'ms');
  print(`${where}: from the press to “Đã lưu” (p95)`, rounded(p95(saves)), 'ms');
} finally {
  await phone.close();
  await office.stop();
  office.remove();
  folder.remove();
}
