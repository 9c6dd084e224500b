// WebKitGTK as Debian installs it, in a window of our own on a screen that nobody sees.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const NAME = 'WebKitGTK';

const WINDOW = join(import.meta.dirname, 'webkit_window.py');
// Debian's own: another Python does not find Debian's bindings.
const PYTHON = '/usr/bin/python3';
const ANSWER_PATIENCE_MS = 60_000;

/** Starts it with what it keeps in `folder`. */
export async function start(folder) {
  const screen = await startScreen();
  const child = spawn(PYTHON, [WINDOW, folder], {
    // A process group of its own, so that all of it dies at once.
    ...{ detached: true, stdio: ['pipe', 'pipe', 'pipe'] },
    env: {
      ...process.env,
      ...{ DISPLAY: screen.display, GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1', TZ: 'Asia/Ho_Chi_Minh', LANG: 'C.UTF-8', LANGUAGE: 'vi' },
      // Presses are given to the X server's core pointer; GDK would listen to others only.
      GDK_CORE_DEVICE_EVENTS: '1',
      // No graphics card: drawn by the processor.
      ...{ LIBGL_ALWAYS_SOFTWARE: '1', WEBKIT_DISABLE_DMABUF_RENDERER: '1' },
    },
  });
  const end = () => process.kill(-child.pid, 'SIGKILL');
  process.once('exit', end);
  const asked = new Map();
  let said = '';
  const gone = new Promise((done) => child.once('close', done)).then(async () => {
    process.off('exit', end);
    for (const { failed } of asked.values()) failed(new Error(`${NAME} has ended; it said:\n${said}`));
    asked.clear();
    await screen.stop();
  });
  child.once('error', (error) => (said += error.message));
  child.stdin.on('error', (error) => (said += error.message));
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('{"id":')) {
      said += `${line}\n`;
      return;
    }
    const { id, result, error } = JSON.parse(line);
    const waiting = asked.get(id);
    asked.delete(id);
    if (error) waiting?.failed(new Error(error));
    else waiting?.done(result);
  });

  let last = 0;
  const ask = (what, given = {}) =>
    new Promise((done, failed) => {
      last += 1;
      const id = last;
      const patience = setTimeout(() => failed(new Error(`${NAME} does not answer "${what}"; it said:\n${said}`)), ANSWER_PATIENCE_MS);
      const settled = (settle) => (value) => {
        clearTimeout(patience);
        settle(value);
      };
      asked.set(id, { done: settled(done), failed: settled(failed) });
      child.stdin.write(`${JSON.stringify({ id, do: what, ...given })}\n`);
    });

  return {
    engine: `${NAME} ${await ask('version')}`,
    goto: (url) => ask('goto', { url }),
    run: async (inPage, given = null) => JSON.parse(await ask('run', { body: body(inPage), given: JSON.stringify(given) })),
    press: ({ x, y }) => ask('press', { x: Math.round(x), y: Math.round(y) }),
    type: (text) => ask('type', { text }),
    chooseFiles: async (paths, press) => {
      const chosen = ask('choose_files', { paths });
      await press();
      await chosen;
    },
    screenshot: (path) => ask('screenshot', { path }),
    kill: async () => {
      end();
      await gone;
    },
    close: async () => {
      child.stdin.end();
      await gone;
    },
  };
}

/** The body of an asynchronous function of `given`, a text. */
function body(inPage) {
  return `return JSON.stringify((await (${inPage})(JSON.parse(given))) ?? null)`;
}

/** A screen in memory; Xvfb itself looks for a free number. */
async function startScreen() {
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '360x640x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  const gone = new Promise((done) => child.once('close', done));
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  const number = await new Promise((found, failed) => {
    child.once('error', (error) => failed(new Error(`${NAME} needs Xvfb (apt-get install xvfb): ${error.message}`)));
    child.once('exit', (code) => failed(new Error(`Xvfb ended at its start (${code}): ${said}`)));
    child.stdio[3].setEncoding('utf8').once('data', (text) => found(text.trim()));
  });
  const stop = async () => {
    process.off('exit', end);
    child.kill('SIGTERM');
    await gone;
  };
  return { display: `:${number}`, stop };
}
