// The real office, on a port and a database of its own.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
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
  const started = await launch(
    [
      ...['serve', '--database', join(home, 'office.sqlite'), '--app-dir', appDir],
      ...['--listen', `127.0.0.1:${port}`, '--print-json', ...args],
    ],
    env,
  ).catch((problem) => {
    own?.remove();
    throw problem;
  });
  const { address: url, codes, users } = started.printed;
  return {
    url,
    port: Number(new URL(url).port),
    codes,
    users,
    folder: home,
    log: started.log,
    stop: started.stop,
    kill: started.kill,
    remove: () => own?.remove(),
  };
}

/**
 * Starts a hub of the province at `upstream` on a port that was chosen before; `origin` is that of the phones' page.
 * With the `folder` of an earlier one it is that hub started again; a new one has a `pin`.
 */
export async function startHub({ upstream, code, origin, port, folder }) {
  const args = ['serve', '--upstream', upstream, '--app-origin', origin, '--database', join(folder, 'hub.sqlite')];
  const first = code ? ['--hub-code', code] : [];
  const started = await launch([...args, '--listen', `127.0.0.1:${port}`, '--print-json', ...first]);
  return { url: started.printed.address, pin: started.printed.pin, ...started };
}

/** Runs one of the program's other commands to its end. */
export function command(...args) {
  const done = spawnSync(OFFICE, args, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${args[0]}: ${done.stderr}`);
  return done.stdout;
}

/** A port that is free now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts the program and waits for the line of JSON that says where it listens. */
async function launch(args, env = {}) {
  const child = spawn(OFFICE, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const gone = new Promise((done) => child.once('exit', done));
  let logged = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (logged += text));
  const end = (signal) => async () => {
    child.kill(signal);
    await gone;
  };
  const [stop, kill] = [end('SIGTERM'), end('SIGKILL')];
  const printed = await announced(child).catch(async (problem) => {
    await kill();
    throw new Error(`${problem}; the program said:\n${logged}`);
  });
  return { printed, log: () => logged, stop, kill };
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
