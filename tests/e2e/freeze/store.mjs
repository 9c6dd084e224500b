// What a phone keeps, as a text: every table of its IndexedDB with its indexes, and its local storage.

/**
 * Runs in a page before the app: keys that the browser makes can be written down. The app's own can be read by nobody,
 * and what nobody can read is in no dump.
 */
export function makeKeysReadable() {
  const { generateKey } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.generateKey = function (kind, _, usages) {
    return generateKey.call(this, kind, true, usages);
  };
}

/** Everything that the app keeps in the browser of `page`. */
export function dumpStore(page) {
  return page.evaluate(async () => {
    const done = (asked) =>
      new Promise((good, bad) => {
        asked.onsuccess = () => good(asked.result);
        asked.onerror = () => bad(asked.error);
      });
    const base64 = (buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(''));
    const written = async (value) => {
      if (value instanceof ArrayBuffer) return { bytes: base64(value) };
      if (value instanceof CryptoKey) return { key: await crypto.subtle.exportKey('jwk', value), algorithm: value.algorithm };
      // Another kind would be lost on the way through JSON.
      const plain = JSON.stringify(value);
      if (typeof value !== 'string' && Object.values(value).some((inner) => typeof inner === 'object')) {
        throw new Error(`a value that this dump does not know: ${plain}`);
      }
      return { value };
    };
    const database = await done(indexedDB.open('danvan'));
    const tables = [];
    for (const name of database.objectStoreNames) {
      const table = database.transaction(name).objectStore(name);
      const indexes = Array.from(table.indexNames, (index) => [index, table.index(index).keyPath]);
      const asked = [table.getAllKeys(), table.getAll()];
      const [keys, values] = await Promise.all(asked.map(done));
      tables.push({ name, indexes, rows: await Promise.all(keys.map(async (key, at) => [key, await written(values[at])])) });
    }
    const { version } = database;
    database.close();
    return { version, tables, local: Object.entries(localStorage).filter(([key]) => key.startsWith('danvan')) };
  });
}
