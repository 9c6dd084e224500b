// Chromium as Debian installs it, kept from talking to its maker.

import { chromium } from '@playwright/test';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const PHONE = { viewport: { width: 360, height: 640 }, locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh' };

function executablePath() {
  return process.env.DANVAN_CHROMIUM ?? execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
}

/** What every launch of a browser takes. */
export function launchOptions() {
  return { executablePath: executablePath(), args: FLAGS };
}

/** A new empty folder for a browser's profile, an office's database, a copy of the app. */
export function temporaryFolder(name) {
  const path = mkdtempSync(join(tmpdir(), `danvan-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** A context whose storage lies in `folder` and outlives it: another call with the folder finds it again. */
export function openProfile(folder, options = {}) {
  return chromium.launchPersistentContext(folder, { ...launchOptions(), ...PHONE, ...options });
}

/**
 * A browser on `folder` that can be killed as a whole at any moment, as an empty battery does it.
 *
 * `context` is its one context (use `context.newPage()`), `kill()` ends every one of its processes by SIGKILL,
 * with no chance to write anything, and `close()` ends it in peace.
 */
export async function openKillable(folder) {
  const child = spawn(
    executablePath(),
    [
      ...FLAGS,
      '--headless=new',
      '--lang=vi',
      '--no-default-browser-check',
      '--window-size=360,640',
      '--remote-debugging-port=0',
      `--user-data-dir=${folder}`,
      'about:blank',
    ],
    // A process group of its own, so that all of it dies at once.
    { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  // A failure that ends this program must not leave a browser behind.
  const end = () => process.kill(-child.pid, 'SIGKILL');
  process.once('exit', end);
  const gone = new Promise((done) => child.once('exit', done)).then(() => process.off('exit', end));
  const browser = await chromium.connectOverCDP(await debuggingAddress(child));
  const context = browser.contexts()[0];
  const kill = async () => {
    end();
    await gone;
    await browser.close();
  };
  const close = async () => {
    const session = await browser.newBrowserCDPSession();
    await session.send('Browser.close').catch(() => {});
    await gone;
  };
  return { context, kill, close };
}

function debuggingAddress(child) {
  return new Promise((found, failed) => {
    let printed = '';
    child.once('exit', (code) => failed(new Error(`Chromium ended at its start (${code}): ${printed}`)));
    child.stderr.on('data', (chunk) => {
      printed += chunk;
      const address = /DevTools listening on (ws:\S+)/.exec(printed);
      if (address) found(address[1]);
    });
  });
}
