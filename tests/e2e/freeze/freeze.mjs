// Freezes a release: `node freeze/freeze.mjs N [folder]` plays a story over the app in DANVAN_DIST and the office in
// DANVAN_OFFICE, and lays what later releases are tested with into the project (or another folder): what it asked
// the office for, what a phone kept, the built app, and how a person uses its screens. Started by `cargo xtask freeze`.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { temporaryFolder } from '../helpers/chromium.mjs';
import { packApp } from '../helpers/frozen.mjs';
import { startOffice } from '../helpers/office.mjs';
import { DIST, readRelease } from '../helpers/release.mjs';
import { TITLES, play } from './story.mjs';
import { startTap } from './tap.mjs';

const PROJECT = resolve(import.meta.dirname, '../../..');
/** What git is given once for each release, and has for ever. */
const APP_BYTES_MOST = 1_000_000;

const [number, into = PROJECT] = process.argv.slice(2);
if (!/^[1-9]\d*$/.test(number ?? '')) throw new Error('which release? node freeze/freeze.mjs 3');
const release = Number(number);
const places = {
  requests: join(into, `crates/office/tests/api/releases/r${release}/recorded.json`),
  store: join(into, `tests/platform/releases/r${release}.json.gz`),
  app: join(into, `tests/e2e/releases/r${release}/app.tar.br`),
  phone: join(into, `tests/e2e/releases/r${release}/phone.mjs`),
};
for (const place of Object.values(places)) {
  if (existsSync(place)) throw new Error(`release ${release} is frozen: ${place}. Delete it to record that release anew.`);
  mkdirSync(dirname(place), { recursive: true });
}

const app = packApp(DIST);
if (app.length > APP_BYTES_MOST) throw new Error(`the app has ${app.length} bytes, more than ${APP_BYTES_MOST}: keep its commit instead`);

const { origin, requests, secrets, kept } = await recorded();
const about = { release, build: readRelease(DIST).build, commit: commit(), titles: TITLES };
writeFileSync(places.requests, `${JSON.stringify({ ...about, origin, secrets, requests }, null, 1)}\n`);
writeFileSync(places.store, gzipSync(JSON.stringify({ ...about, ...kept }), { level: 9 }));
writeFileSync(places.app, app);
writeFileSync(places.phone, phone());
for (const place of Object.values(places)) console.log(`${String(readFileSync(place).length).padStart(9)}  ${place}`);

async function recorded() {
  const folder = temporaryFolder('freeze');
  const office = await startOffice();
  const tap = await startTap(office.url);
  try {
    const kept = await play({ office, tap, folder: folder.path });
    const { codes, users } = office;
    const secrets = {
      codes: codes.map(({ name, code }) => [`code ${name}`, code]),
      users: users.map(({ username, password }) => [`user ${username}`, password]),
      keys: officeKeys(office.folder),
    };
    // What has not been answered is nobody's word.
    return { origin: tap.url, requests: tap.recorded.filter(({ status }) => status), secrets, kept };
  } finally {
    await tap.stop();
    await office.stop();
    office.remove();
    folder.remove();
  }
}

/** The secret keys of the office that its phones sealed their files to, out of its database; Node has no SQLite yet. */
function officeKeys(folder) {
  const read = `import sqlite3, sys
row = sqlite3.connect(sys.argv[1]).execute("SELECT hex(seal_secret), hex(sign_secret) FROM office").fetchone()
print(row[0].lower(), row[1].lower())`;
  const [seal, sign] = execFileSync('python3', ['-c', read, join(folder, 'office.sqlite')], { encoding: 'utf8' }).trim().split(' ');
  return { seal, sign };
}

/** The screens' words and ways as they are now: later helpers know others. */
function phone() {
  const text = readFileSync(join(import.meta.dirname, '../helpers/phone.mjs'), 'utf8');
  return text.replaceAll("from './", "from '../../helpers/");
}

function commit() {
  return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: PROJECT, encoding: 'utf8' }).trim();
}
