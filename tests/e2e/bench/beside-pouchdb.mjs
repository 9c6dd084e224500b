// A thousand records over a slow line, from a browser to a server: this app, and PouchDB to a PouchDB server, in one
// run, through the same proxy, with the same content. Each begins with everything in the browser's IndexedDB and
// nothing of it at the server, and ends when the browser knows that the server has all of it.

import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { activities } from '../helpers/activities.mjs';
import { launchOptions, openProfile, temporaryFolder } from '../helpers/chromium.mjs';
import { codeFor, signIn } from '../helpers/desk.mjs';
import { fillLog } from '../helpers/fill-log.mjs';
import { startOffice } from '../helpers/office.mjs';
import { enrol, goTo, menu, readyForOffline } from '../helpers/phone.mjs';
import { PROFILES, startProxy } from '../helpers/proxy.mjs';

const RECORDS = Number(process.env.DANVAN_BENCH_RECORDS ?? 1_000);
const POUCHDB = join(import.meta.dirname, 'pouchdb');
const PATIENCE = { timeout: 600_000 };

const print = (name, value, unit, goal) => console.log(JSON.stringify({ name, value, unit, goal }));
const where = `${RECORDS.toLocaleString('en')} records over 400 kbit/s, 400 ms`;

/** The app: from the press on the button to the receipt for everything, and to the end of the round. */
async function ours(records) {
  const office = await startOffice();
  const proxy = await startProxy(office.url);
  const folder = temporaryFolder('bench');
  const phone = await openProfile(join(folder.path, 'profile'));
  try {
    let page = await phone.newPage();
    await enrol(page, proxy.url, codeFor(office, /Bum Nưa/));
    await readyForOffline(page);
    await goTo(page, 'Gửi, nhận');
    await page.getByText('Xong. Tỉnh đã nhận đủ.').waitFor(PATIENCE);
    proxy.cut();
    await page.evaluate(fillLog, records);
    // As the app finds it at its next start; no answer comes to what it asks by itself.
    await page.close();
    page = await phone.newPage();
    await page.goto(`${proxy.url}/sync`);
    await menu(page).waitFor();
    await page.getByText('Mất liên lạc giữa chừng', { exact: false }).waitFor(PATIENCE);
    proxy.shape(PROFILES.slow3g);
    proxy.pass();
    const before = { ...proxy.bytes };
    const bytes = () => ({ up: proxy.bytes.up - before.up, down: proxy.bytes.down - before.down });
    const begun = performance.now();
    await page.getByRole('button', { name: /Gửi ngay|Đang gửi/ }).click();
    await page.getByText(new RegExp(`Tỉnh đã nhận đến lần ghi ${RECORDS.toLocaleString('de')} `)).waitFor(PATIENCE);
    const received = { ms: performance.now() - begun, ...bytes() };
    await page.getByText('Xong. Tỉnh đã nhận đủ.').waitFor(PATIENCE);
    const whole = { ms: performance.now() - begun, ...bytes() };
    const desk = await signIn(office, 'chuyenvien');
    const arrived = await desk.records('kind=activity');
    await desk.close();
    if (arrived.length !== RECORDS) throw new Error(`${arrived.length} of ${RECORDS} records arrived`);
    return { received, whole };
  } finally {
    await phone.close();
    await proxy.stop();
    await office.stop();
    office.remove();
    folder.remove();
  }
}

/** PouchDB's server, in memory: its address, and how to stop it. */
async function pouchServer() {
  const child = spawn(process.execPath, [join(POUCHDB, 'server.cjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const address = await new Promise((found, failed) => {
    child.once('exit', (code) => failed(new Error(`PouchDB's server ended at its start (${code})`)));
    child.stdout.setEncoding('utf8').once('data', (line) => found(line.trim()));
  });
  return { address, stop: () => child.stdin.end() };
}

/** PouchDB: from `replicate.to` to its end, the database made and the page loaded before. */
async function pouch(records) {
  const server = await pouchServer();
  const made = await fetch(`${server.address}/records`, { method: 'PUT' });
  if (!made.ok) throw new Error(`making the database: ${made.status}`);
  const proxy = await startProxy(server.address);
  const browser = await chromium.launch(launchOptions());
  try {
    const page = await browser.newPage();
    const script = readFileSync(join(POUCHDB, 'node_modules/pouchdb/dist/pouchdb.min.js'), 'utf8');
    // On the server's own origin, so that no request is asked for twice.
    await page.route('**/bench.html', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<!doctype html><title>-</title><script>${script}</script>` }),
    );
    await page.goto(`${proxy.url}/bench.html`);
    await page.evaluate(async (docs) => {
      const db = new PouchDB('records');
      const put = await db.bulkDocs(docs);
      if (put.some((each) => each.error)) throw new Error('not put');
      window.local = db;
    }, records.map(({ id, ...rest }) => ({ _id: id, ...rest })));
    proxy.shape(PROFILES.slow3g);
    const before = { ...proxy.bytes };
    const begun = performance.now();
    const result = await page.evaluate(async (url) => {
      const remote = new PouchDB(url, { skip_setup: true });
      const { ok, docs_written } = await window.local.replicate.to(remote);
      return { ok, docs_written };
    }, `${proxy.url}/records`);
    const ms = performance.now() - begun;
    const bytes = { up: proxy.bytes.up - before.up, down: proxy.bytes.down - before.down };
    if (!result.ok || result.docs_written !== records.length) throw new Error(`replicated: ${JSON.stringify(result)}`);
    const { doc_count } = await (await fetch(`${server.address}/records`)).json();
    if (doc_count !== records.length) throw new Error(`${doc_count} documents arrived`);
    return { ms, ...bytes };
  } finally {
    await browser.close();
    await proxy.stop();
    server.stop();
  }
}

if (!existsSync(join(POUCHDB, 'node_modules'))) {
  throw new Error(`PouchDB is not installed: run \`npm ci --ignore-scripts\` in ${POUCHDB}`);
}
const author = { id: randomUUID(), name: 'Lý Văn Sơn' };
const records = activities(RECORDS).map((body, number) => ({
  id: randomUUID(),
  kind: 'activity',
  unit: body.admin_unit,
  author,
  device_time: `2026-11-${10 + Math.floor(number / 100)}T${String(8 + (number % 10)).padStart(2, '0')}:15:00+07:00`,
  body,
}));
const theirs = await pouch(records);
const { received, whole } = await ours(records);
const kb = ({ up, down }) => Math.round((up + down) / 100) / 10;
const seconds = ({ ms }) => Math.round(ms / 100) / 10;
const ratio = (a, b) => Math.round((a / b) * 100) / 100;
print(`${where}: PouchDB 9 to its server, bytes on the wire`, kb(theirs), 'kB');
print(`${where}: PouchDB 9 to its server, time`, seconds(theirs), 's');
print(`${where}: this app to the receipt for all, bytes on the wire`, kb(received), 'kB');
print(`${where}: this app to the receipt for all, time`, seconds(received), 's');
print(`${where}: bytes, this app : PouchDB`, ratio(kb(received), kb(theirs)), ': 1', '<= 0.2');
print(`${where}: time, this app : PouchDB`, ratio(received.ms, theirs.ms), ': 1', '<= 0.2');
print(`${where}: this app, and the office's word on each record read back, bytes on the wire`, kb(whole), 'kB');
print(`${where}: this app, and the office's word on each record read back, time`, seconds(whole), 's');
