// The real office, on a port and a database of its own.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { temporaryFolder } from './chromium.mjs';
import { DIST } from './release.mjs';

/** The office's program. */
export const OFFICE = process.env.DANVAN_OFFICE ?? resolve(import.meta.dirname, '../../../target/debug/danvan-office');
const START_PATIENCE_MS = 30_000;

/**
 * Starts an office with a demonstration province: its enrolment `codes` and console `users` are those it printed
 * (each with a name, see `crates/office/src/demonstration`); `log()` is what it has logged so far.
 *
 * With `folder` and `port` of an earlier one it is that office started again. `stop()` ends it gently and `kill()`
 * by SIGKILL; both keep the folder. `remove()` deletes a folder that was made here.
 */
export async function startOffice({ folder, port = 0, appDir = DIST, args = ['--demonstration'], env = {} } = {}) {
  if (!existsSync(OFFICE)) throw new Error(`no office at ${OFFICE}: run \`cargo build -p danvan-office\``);
  const own = folder ? null : temporaryFolder('office');
  const home = folder ?? own.path;
  const child = spawn(
    OFFICE,
    [
      ...['serve', '--database', join(home, 'office.sqlite'), '--app-dir', appDir],
      ...['--listen', `127.0.0.1:${port}`, '--print-json', ...args],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } },
  );
  const gone = new Promise((done) => child.once('exit', done));
  let logged = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (logged += text));
  const end = (signal) => async () => {
    child.kill(signal);
    await gone;
  };
  const [stop, kill] = [end('SIGTERM'), end('SIGKILL')];
  const { address: url, codes, users } = await announced(child).catch(async (problem) => {
    await kill();
    own?.remove();
    throw new Error(`${problem}; the office said:\n${logged}`);
  });
  return {
    url,
    port: Number(new URL(url).port),
    codes,
    users,
    folder: home,
    log: () => logged,
    stop,
    kill,
    remove: () => own?.remove(),
  };
}

/** The line of JSON that the office prints once it listens. */
function announced(child) {
  return new Promise((found, failed) => {
    let printed = '';
    const patience = setTimeout(() => failed(`no address after ${START_PATIENCE_MS} ms`), START_PATIENCE_MS).unref();
    child.once('error', (error) => failed(`it cannot be started: ${error.message}`));
    child.once('exit', (code) => failed(`it ended at its start (${code})`));
    child.stdout.setEncoding('utf8').on('data', (text) => {
      printed += text;
      const line = /^\{"address".*\}\n/m.exec(printed);
      if (!line) return;
      clearTimeout(patience);
      found(JSON.parse(line[0]));
    });
  });
}
