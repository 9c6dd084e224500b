// The main journey in every engine that the app is made for. An engine that is missing fails, and is named.

import { mainJourney } from './engines/journey.mjs';
import * as chromium from './engines/chromium.mjs';
import * as firefox from './engines/firefox.mjs';
import * as webkit from './engines/webkit.mjs';
import { test } from './helpers/world.mjs';

test.setTimeout(180_000);

for (const driver of [chromium, firefox, webkit]) {
  test(`the main journey in ${driver.NAME}`, async ({ office, network, folder }, info) => {
    const started = [];
    const times = [];
    const stage = (name) => {
      times.push({ name, at: Date.now() });
    };
    let played;
    try {
      played = await mainJourney({ driver, office, network, folder, stage, started });
    } catch (problem) {
      problem.message = `${driver.NAME}, after "${times.at(-1)?.name}" had begun: ${problem.message}`;
      await started.at(-1)?.screenshot(info.outputPath('screen.png')).catch(() => {});
      throw problem;
    } finally {
      await started.at(-1)?.kill().catch(() => {});
    }
    times.push({ at: Date.now() });
    const took = times.slice(1).map(({ at }, index) => `${times[index].name} ${((at - times[index].at) / 1000).toFixed(1)} s`);
    console.log(`${played.engine}: ${took.join(', ')}`);
    console.log(`${played.engine} lacks ${played.lacks.join(', ') || 'nothing that the app would use'}`);
  });
}
