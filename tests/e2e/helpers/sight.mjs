// What a person sees of a page: whether what has the focus is in sight, and how much the bars leave.

/** What is said where nothing has the focus. */
export const NOTHING = 'nothing has the focus';

/** What is wrong with the place of the element that has the focus; nothing where all of it can be seen. */
export function outOfSight(page) {
  return page.evaluate((nothing) => {
    const shown = document.activeElement;
    const named = shown.id || shown.getAttribute('aria-label') || shown.textContent.trim().slice(0, 30) || shown.tagName;
    if (shown === document.body) return nothing;
    // A tick or a chip lies under its label.
    const element = shown.closest('.chip, .check, .picker') ?? shown;
    const { top, bottom, left, right } = element.getBoundingClientRect();
    if (top < 0 && bottom > innerHeight) return null;
    if (top < -1 || bottom > innerHeight + 1) return `${named}: from ${top} to ${bottom} of ${innerHeight}`;
    for (const y of [top + 2, bottom - 2]) {
      const above = document.elementFromPoint((left + right) / 2, y);
      if (!element.contains(above) && !above?.contains(element)) return `${named}: covered by ${above?.className || above?.tagName}`;
    }
    return null;
  }, NOTHING);
}

/** How many pixels of the window the bars that stay at its edges leave. */
export function roomLeft(page) {
  return page.evaluate(() => {
    const bars = [...document.querySelectorAll('.top, .actions, .nav')].filter(
      (bar) => getComputedStyle(bar).position === 'sticky' && bar.offsetWidth > innerWidth / 2,
    );
    return innerHeight - bars.reduce((sum, bar) => sum + bar.offsetHeight, 0);
  });
}

/** Sets the size of all text, as a person does in the browser's settings. */
export function enlargeText(page, percent) {
  return page.evaluate((percent) => {
    document.documentElement.style.fontSize = `${percent}%`;
    dispatchEvent(new Event('resize'));
  }, percent);
}
