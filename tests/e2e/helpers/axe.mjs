// What axe finds wrong with a page as it stands, and whether it is wider than its window.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The serious problems of the page, in words. */
export async function problemsOf(page) {
  // By the debugging protocol: the page's own policy lets nobody add a script.
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    const serious = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    return [
      ...serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`),
      ...(wide > 0 ? [`${wide} px too wide`] : []),
    ];
  });
}
