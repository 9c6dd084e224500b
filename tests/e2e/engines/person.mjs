// A person before a browser of any engine: reads, presses, types, and waits as people do.

import { expect } from '@playwright/test';
import { setTimeout as pause } from 'node:timers/promises';
import { look } from './look.mjs';

const PATIENCE_MS = 20_000;
/** A click follows its press within this time. */
const CLICK_MS = 2_000;

const plain = (wanted) => {
  if (!wanted) return undefined;
  const { role, name, within } = wanted;
  return { role, name: name instanceof RegExp ? { source: name.source } : name, within: plain(within) };
};
const inWords = ({ role, name, within }) => `${role} ${name ?? ''}${within ? ` in ${inWords(within)}` : ''}`;

/** `browser` is what a driver's `start` returns; see README.md there. */
export function person(browser) {
  const ask = (wanted, question, value) => browser.run(look, { wanted: plain(wanted), ask: question, value });
  /** While a page goes and the next one comes, nobody answers: asked again until patience is at its end. */
  const patiently = async (what, attempt, patience = PATIENCE_MS) => {
    const end = Date.now() + patience;
    for (;;) {
      const why = await attempt().catch((error) => error.message);
      if (why === null) return;
      if (Date.now() > end) throw new Error(`${browser.engine}: ${what} for ${patience / 1000} s: ${why}`);
      await pause(100);
    }
  };
  const press = (wanted) =>
    patiently(`cannot press ${inWords(wanted)}`, async () => {
      const { x, y, why } = await ask(wanted, 'place');
      if (why) return why;
      await browser.press({ x, y });
      // The page goes with the press of some links; then nobody is left to ask.
      const became = () => browser.run(look, { ask: 'press' }).catch(() => 'gone');
      const end = Date.now() + CLICK_MS;
      let press = await became();
      while (press === 'waiting' && Date.now() < end) {
        await pause(20);
        press = await became();
      }
      return press === 'hit' || press === 'gone' ? null : `it moved away under the press (${press})`;
    });
  return {
    press,
    /** Waits until it is there. */
    sees: (wanted, patience) =>
      patiently(`does not see ${inWords(wanted)}`, async () => ((await ask(wanted, 'count')) > 0 ? null : 'it is not there'), patience),
    /** How many there are now. */
    count: (wanted) => ask(wanted, 'count'),
    /** Puts the caret into a field and replaces what it holds. */
    fill: async (name, text, within) => {
      const field = { role: 'field', name, within };
      await press(field);
      expect(await ask(field, 'select'), `${browser.engine}: ${inWords(field)} takes the focus`).toBe(true);
      await browser.type(text);
    },
    /** Takes an option of a list. Lists open in windows of the engine's own, so this is done inside the page. */
    choose: (name, value) =>
      patiently(`cannot choose ${value} of ${name}`, async () => ((await ask({ role: 'field', name }, 'choose', value)) ? null : 'it is not offered')),
    /** Ticks a box. */
    tick: async (name) => {
      const box = { role: 'field', name };
      await press(box);
      await patiently(`cannot tick ${name}`, async () => ((await ask(box, 'ticked')) ? null : 'it stays empty'));
    },
    /** Waits until a picture is drawn. */
    seesPicture: (wanted) =>
      patiently(`does not see ${inWords(wanted)}`, async () => ((await ask(wanted, 'pixels')) > 0 ? null : 'it is not decoded')),
    /** Presses what opens a file chooser and takes these files. */
    chooseFiles: (wanted, paths) => browser.chooseFiles(paths, () => press(wanted)),
    /** Waits until the page's function answers with something true. */
    waitsFor: (what, inPage, given) =>
      patiently(`waits for ${what}`, async () => ((await browser.run(inPage, given)) ? null : 'not yet')),
  };
}
