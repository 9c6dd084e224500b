// Firefox as Debian installs it, by WebDriver BiDi.

import { execFileSync } from 'node:child_process';
import { launch } from 'puppeteer-core';

export const NAME = 'Firefox';

const PREFERENCES = {
  // A person of the province.
  'intl.accept_languages': 'vi,en',
  // Nothing but the office is spoken to.
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
};

function executablePath() {
  if (process.env.DANVAN_FIREFOX) return process.env.DANVAN_FIREFOX;
  try {
    return execFileSync('which', ['firefox-esr'], { encoding: 'utf8' }).trim();
  } catch {
    throw new Error('there is no Firefox: apt-get install firefox-esr');
  }
}

/** Starts it with what it keeps in `folder`. */
export async function start(folder) {
  const browser = await launch({
    ...{ browser: 'firefox', executablePath: executablePath(), headless: true, userDataDir: folder },
    ...{ extraPrefsFirefox: PREFERENCES, env: { ...process.env, TZ: 'Asia/Ho_Chi_Minh' } },
    defaultViewport: { width: 360, height: 640 },
  });
  const child = browser.process();
  const gone = new Promise((done) => child.once('exit', done));
  const page = await browser.newPage();
  return {
    engine: (await browser.version()).replace('firefox/', `${NAME} `),
    goto: (url) => page.goto(url),
    run: (inPage, given) => page.evaluate(inPage, given),
    press: ({ x, y }) => page.mouse.click(x, y),
    type: (text) => page.keyboard.type(text),
    chooseFiles: async (paths, press) => {
      const [chooser] = await Promise.all([page.waitForFileChooser(), press()]);
      await chooser.accept(paths);
    },
    screenshot: (path) => page.screenshot({ path }),
    kill: async () => {
      // It leads a process group of its own, with the processes of its pages.
      process.kill(-child.pid, 'SIGKILL');
      await gone;
    },
    close: () => browser.close(),
  };
}
