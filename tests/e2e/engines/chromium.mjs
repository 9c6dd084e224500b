// Chromium, by Playwright over its own protocol.

import { openKillable } from '../helpers/chromium.mjs';

export const NAME = 'Chromium';

/** Starts it with what it keeps in `folder`. */
export async function start(folder) {
  const { context, kill, close } = await openKillable(folder);
  const page = await context.newPage();
  return {
    engine: `${NAME} ${context.browser().version()}`,
    goto: (url) => page.goto(url),
    run: (inPage, given) => page.evaluate(inPage, given),
    press: ({ x, y }) => page.mouse.click(x, y),
    type: (text) => page.keyboard.type(text),
    chooseFiles: async (paths, press) => {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press()]);
      await chooser.setFiles(paths);
    },
    screenshot: (path) => page.screenshot({ path }),
    kill,
    close,
  };
}
