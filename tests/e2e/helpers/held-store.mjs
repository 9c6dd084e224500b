// The store as it may behave on a bad day: slow, or full.

/** Holds a table of the store: whoever reads or writes there waits until `release`. */
export async function holdTable(page, table) {
  await page.evaluate(
    (table) =>
      new Promise((held, bad) => {
        const opened = indexedDB.open('danvan');
        opened.onerror = () => bad(opened.error);
        opened.onsuccess = () => {
          const store = opened.result.transaction(table, 'readwrite').objectStore(table);
          globalThis.heldTables ??= new Set();
          globalThis.heldTables.add(table);
          // A transaction lives as long as it is asked for something.
          const ask = () => {
            const asked = store.count();
            asked.onsuccess = () => (globalThis.heldTables.has(table) ? ask() : opened.result.close());
            held();
          };
          ask();
        };
      }),
    table,
  );
  return { release: () => page.evaluate((table) => void globalThis.heldTables.delete(table), table) };
}

/** Refuses writes to a table, as a full phone does, until `release`. */
export async function fillTable(page, table) {
  await page.evaluate((table) => {
    const { put } = IDBObjectStore.prototype;
    globalThis.emptyTable = () => (IDBObjectStore.prototype.put = put);
    IDBObjectStore.prototype.put = function (...given) {
      if (this.name === table) throw new DOMException('no space is left', 'QuotaExceededError');
      return put.apply(this, given);
    };
  }, table);
  return { release: () => page.evaluate(() => globalThis.emptyTable()) };
}
