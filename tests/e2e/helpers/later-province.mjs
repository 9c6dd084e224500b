// A province of a later version, as a browser hears it: the real office's answers, with something in them that no
// version of today knows.

/** Gives each JSON answer of the API that `context` reads as `change(answer, path)` makes it. */
export function speakLater(context, change) {
  return context.route('**/api/v1/**', async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    // An office that has ended is to the page what it would be without this.
    const response = await route.fetch().catch(() => null);
    if (!response) return route.abort().catch(() => {});
    if (!response.ok() || !/json/.test(response.headers()['content-type'] ?? '')) return route.fulfill({ response });
    const { pathname } = new URL(route.request().url());
    return route.fulfill({ response, json: change(await response.json(), pathname) });
  });
}
