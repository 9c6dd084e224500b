// What a page measures of itself, by its own clock alone. The harness gives one real press or key and is silent until the
// page has answered; whatever it asked meanwhile would run on the page's slowed processor and be measured too.

import { setTimeout as pause } from 'node:timers/promises';

/** The shortest event that Event Timing tells of, in ms; a key without an entry was quicker. */
const SHORTEST_MS = 16;

/**
 * Makes every page of `context` that is opened from now on watch itself, and note when it first has each of `wishes`, by
 * their names: `{ selector, words }`.
 */
export function watchPages(context, wishes) {
  return context.addInitScript(watch, { shortest: SHORTEST_MS, wishes });
}

/** When the page first had a wish, in ms since it was asked for; looked for every two seconds. */
export async function firstHad(page, wish, patience) {
  for (const end = Date.now() + patience; Date.now() < end; ) {
    await pause(2_000);
    const at = await page.evaluate((wish) => globalThis.ownClock.had[wish], wish);
    if (at) return at;
  }
  throw new Error(`the page does not have ${wish}`);
}

/**
 * Does one thing to the page, such as `page.keyboard.press('a')`, and waits in silence until it has one of `ends`,
 * `{ selector, words }`, or until `rest` ms have gone by since the press or key. Tells, in ms from that moment:
 *
 * - `paint`: to the next paint, by Event Timing, the longest of what it set off;
 * - `drawn`: to the frame with the last change that it made in `main`, `null` where it made none;
 * - `ended`: which of the ends came, `null` where none did, and `endDrawn`: to the frame that shows it.
 */
export async function measured(page, act, { ends = [], rest }) {
  // Input overtakes what the harness asks for: the page waits for it before it is given.
  await page.evaluate((wanted) => globalThis.ownClock.next(wanted), { ends, rest });
  const answer = page.evaluate(() => globalThis.ownClock.answer);
  await act();
  return answer;
}

/** How long the page takes over a fixed piece of arithmetic, in ms: what the machine has left for it now. */
export function yardstick(page) {
  return page.evaluate(() => {
    const begun = performance.now();
    let sum = 0;
    for (let n = 1; n < 3_000_000; n += 1) sum += Math.sqrt(n) % 3;
    return sum > 0 ? performance.now() - begun : 0;
  });
}

/** Runs inside the page, before anything of it. */
function watch({ shortest, wishes }) {
  const now = () => performance.now();
  // The frame with what was changed just now has been handed on.
  const afterFrame = (then) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = then;
      channel.port2.postMessage(null);
    });
  const has = ({ selector, words }) =>
    [...document.querySelectorAll(selector)].some((each) => !words || each.textContent.includes(words));

  const had = {};
  let run = null;
  const answer = () => {
    const { done, from, paint, drawn, ended, endDrawn } = run;
    run = null;
    done({ paint: paint || shortest, drawn: drawn && drawn - from, ended, endDrawn: endDrawn && endDrawn - from });
  };
  new MutationObserver((changes) => {
    for (const [name, wish] of Object.entries(wishes)) {
      if (!(name in had) && has(wish)) had[name] = now();
    }
    if (run?.from === undefined) return;
    const of = run;
    if (of.ended === null) {
      const index = of.ends.findIndex(has);
      if (index >= 0) of.ended = index;
    }
    const main = document.querySelector('main');
    if (of.ended === null && !changes.some(({ target }) => main?.contains(target))) return;
    afterFrame(() => {
      if (of !== run) return;
      of.drawn = now();
      if (of.ended === null) return;
      of.endDrawn = of.drawn;
      answer();
    });
  }).observe(document, { childList: true, subtree: true, characterData: true });

  for (const kind of ['keydown', 'click']) {
    const begin = ({ timeStamp }) => {
      if (!run || run.from !== undefined) return;
      const of = run;
      of.from = timeStamp;
      setTimeout(() => of === run && answer(), of.rest);
    };
    addEventListener(kind, begin, { capture: true });
  }
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      if (run?.from !== undefined && startTime >= run.from - 1) run.paint = Math.max(run.paint, duration);
    }
  }).observe({ type: 'event', durationThreshold: shortest });

  globalThis.ownClock = {
    had,
    answer: null,
    next: ({ ends, rest }) => {
      globalThis.ownClock.answer = new Promise((done) => {
        run = { ends, rest, done, from: undefined, paint: 0, drawn: null, ended: null, endDrawn: null };
      });
    },
  };
}
