// Lays what a phone of a release kept (`tests/e2e/freeze/store.mjs` writes it down) into this browser: the database under
// another name, the local storage that goes with it.

const done = (asked) =>
  new Promise((good, bad) => {
    asked.onsuccess = () => good(asked.result);
    asked.onerror = () => bad(asked.error);
  });

const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;

async function read({ value, bytes: base64, key, algorithm }) {
  if (base64 !== undefined) return bytes(base64);
  // As the app makes them: nobody can read it.
  if (key !== undefined) return crypto.subtle.importKey('jwk', key, algorithm, false, key.key_ops);
  return value;
}

/** The dump as a text, once all of it lies there. */
export async function restore(name, packed) {
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  const text = await new Response(unpacked).text();
  const { version, tables, local } = JSON.parse(text);
  const rows = await Promise.all(
    tables.map(({ rows }) => Promise.all(rows.map(async ([key, value]) => [key, await read(value)]))),
  );
  const opening = indexedDB.open(name, version);
  opening.onupgradeneeded = () => {
    for (const table of tables) {
      const made = opening.result.createObjectStore(table.name);
      for (const [index, path] of table.indexes) made.createIndex(index, path);
    }
  };
  const database = await done(opening);
  const writing = database.transaction(tables.map((table) => table.name), 'readwrite');
  tables.forEach((table, at) => {
    for (const [key, value] of rows[at]) writing.objectStore(table.name).put(value, key);
  });
  await new Promise((good, bad) => {
    writing.oncomplete = good;
    writing.onabort = () => bad(writing.error);
  });
  database.close();
  for (const [key, value] of local) localStorage.setItem(key.replace(/^danvan\./, `${name}.`), value);
  return text;
}
