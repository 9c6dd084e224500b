// What the app keeps in IndexedDB, asked for in a page of it.

/** One request to a table of the store, as `IDBObjectStore` names it: `get`, `count`, `put`, `clear`; its result. */
export function askStore(page, table, request, ...given) {
  return page.evaluate(
    async ({ table, request, given }) => {
      const done = (asked) =>
        new Promise((good, bad) => {
          asked.onsuccess = () => good(asked.result);
          asked.onerror = () => bad(asked.error);
        });
      const database = await done(indexedDB.open('danvan'));
      const mode = ['put', 'clear'].includes(request) ? 'readwrite' : 'readonly';
      const result = await done(database.transaction(table, mode).objectStore(table)[request](...given));
      database.close();
      return result;
    },
    { table, request, given },
  );
}
