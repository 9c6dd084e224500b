// The real office, on a port and a database of its own.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { temporaryFolder } from './chromium.mjs';
import { DIST } from './release.mjs';

const BINARY = process.env.DANVAN_OFFICE ?? resolve(import.meta.dirname, '../../../target/debug/danvan-office');
const START_PATIENCE_MS = 30_000;

/**
 * Starts an office with a demonstration province; what it prints (addresses, codes, sign-ins) is in `printed()`.
 *
 * With `folder` and `port` of an earlier one it is that office started again. `stop()` ends it gently and `kill()`
 * by SIGKILL; both keep the folder. `remove()` deletes a folder that was made here.
 */
export async function startOffice({ folder, port = 0, appDir = DIST, args = ['--demonstration'], env = {} } = {}) {
  if (!existsSync(BINARY)) throw new Error(`no office at ${BINARY}: run \`cargo build -p danvan-office\``);
  const own = folder ? null : temporaryFolder('office');
  const home = folder ?? own.path;
  const child = spawn(
    BINARY,
    ['serve', '--database', join(home, 'office.sqlite'), '--app-dir', appDir, '--listen', `127.0.0.1:${port}`, ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } },
  );
  const gone = new Promise((done) => child.once('exit', done));
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => (printed += text));
  }
  const end = (signal) => async () => {
    child.kill(signal);
    await gone;
  };
  const [stop, kill] = [end('SIGTERM'), end('SIGKILL')];
  const url = await listening(child, () => printed).catch(async (error) => {
    await kill();
    own?.remove();
    throw error;
  });
  return {
    url,
    port: Number(new URL(url).port),
    folder: home,
    printed: () => printed,
    stop,
    kill,
    remove: () => own?.remove(),
  };
}

/** Waits for the address in what the office prints, and for an answer there. */
async function listening(child, printed) {
  const deadline = Date.now() + START_PATIENCE_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the office ended at its start:\n${printed()}`);
    const address = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(printed());
    if (address && (await fetch(address[0]).then(() => true, () => false))) {
      return address[0];
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`the office does not listen after ${START_PATIENCE_MS} ms:\n${printed()}`);
}
