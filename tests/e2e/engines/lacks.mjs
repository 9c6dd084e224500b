// What the app would use and an engine does not have. The app does without it, or says so; here it is named.

/** Runs inside the page: the names of what is missing. */
export async function lacks() {
  const database = await new Promise((found, failed) => {
    const asked = indexedDB.open('danvan');
    asked.onsuccess = () => found(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const transaction = database.transaction('meta', 'readwrite', { durability: 'strict' });
  const has = {
    'strict transactions of IndexedDB': transaction.durability === 'strict',
    'IDBTransaction.commit': typeof transaction.commit === 'function',
    'CompressionStream': typeof CompressionStream === 'function',
    'BroadcastChannel': typeof BroadcastChannel === 'function',
    'OffscreenCanvas': typeof OffscreenCanvas === 'function',
    'createImageBitmap': typeof createImageBitmap === 'function',
    'navigator.locks': typeof navigator.locks?.request === 'function',
    'navigator.storage.estimate': typeof navigator.storage?.estimate === 'function',
    'navigator.storage.persist': typeof navigator.storage?.persist === 'function',
    'navigator.share of files': typeof navigator.canShare === 'function',
    'reading the clipboard': typeof navigator.clipboard?.readText === 'function',
  };
  database.close();
  return Object.keys(has).filter((name) => !has[name]);
}
