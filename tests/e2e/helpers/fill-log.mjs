/**
 * Runs in a page of the app, enrolled: writes records into the device's log as if a person had saved each without a
 * signal (`src/device/keys.rs` and `logs.rs` say what stands where). The page must be opened anew to find them.
 */
export async function fillLog(records) {
  const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const bytes = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  const encoder = new TextEncoder();
  const done = (request) =>
    new Promise((good, bad) => {
      request.onsuccess = () => good(request.result);
      request.onerror = () => bad(request.error);
    });
  const padded = (number, width) => String(number).padStart(width, '0');

  const database = await done(indexedDB.open('danvan'));
  const meta = database.transaction('meta').objectStore('meta');
  const [logsText, sessionText] = await Promise.all([done(meta.get('logs')), done(meta.get('session'))]);
  const logs = JSON.parse(logsText.slice(1));
  const { enrolment } = JSON.parse(sessionText.slice(1));
  const generation = logs.all.length - 1;
  const row = logs.all[generation];
  const rows = [];
  let { length, digest } = row.head;
  for (const { id, device_time, body } of records) {
    const action = { type: 'create', unit: enrolment.home, body };
    const entry = { format: 1, author: enrolment.author, device_time, record: id, kind: 'activity', base: 0, action };
    const text = JSON.stringify(entry);
    const encoded = encoder.encode(text);
    const before = bytes(digest);
    const chained = new Uint8Array(before.length + encoded.length);
    chained.set(before);
    chained.set(encoded, before.length);
    digest = hex(await crypto.subtle.digest('SHA-256', chained));
    rows.push({ number: length, id, value: `1${digest}${text}` });
    row.waiting_bytes += encoded.length;
    length += 1;
  }
  row.head = { length, digest };
  logs.writes += 1;
  const transaction = database.transaction(['meta', 'entries', 'own'], 'readwrite', { durability: 'strict' });
  for (const { number, id, value } of rows) {
    transaction.objectStore('entries').put(value, `${row.log}/${padded(number, 10)}`);
    transaction.objectStore('own').put('1', `${id}/${padded(generation, 4)}/${padded(number, 10)}`);
  }
  transaction.objectStore('meta').put(`1${JSON.stringify(logs)}`, 'logs');
  await new Promise((good, bad) => {
    transaction.oncomplete = good;
    transaction.onabort = () => bad(transaction.error);
  });
  database.close();
}
