// A TCP proxy between browser and office: the network as it is in the mountains.
//
// Unlike the browser's own emulation it reaches the service worker too, and it can lose an answer after the
// office has done the work.

import { connect, createServer } from 'node:net';

/** Down and up in kbit/s, latency in ms, each way half. */
export const PROFILES = {
  slow4g: { down: 1638, up: 750, latency: 150 },
  slow3g: { down: 400, up: 400, latency: 400 },
  edge: { down: 240, up: 200, latency: 840 },
  gprs: { down: 50, up: 20, latency: 500 },
};

/**
 * Starts a proxy to `target` (an address such as http://127.0.0.1:8080).
 *
 * - `pass()`: a good network (the beginning).
 * - `cut()`: open connections are reset, new ones too.
 * - `stall()`: connections stay open and carry nothing, either way.
 * - `swallowAnswers()`: requests arrive whole; of the answers nothing comes back, and the connection is reset
 *   once the office has answered. `swallowed()` counts such answers.
 * - `shape(profile)`: slow, see PROFILES; `shape(null)` ends it. All connections share the line, as they do on a phone.
 * - `dropEvery({ every, during })`: cuts the line every so many ms for so many ms; returns `{ drops(), stop() }`.
 * - `bytes`: what has gone `up` and `down` since the start, in bytes.
 * - `uploads`: of pieces of files, by `PATCH` or by `POST`, the `bytes` that the phone has given to the line and the `largest`
 *   body: what was given twice was given in vain.
 */
export async function startProxy(target) {
  const { hostname, port } = new URL(target);
  const state = {
    ...{ mode: 'pass', profile: null, swallowed: 0, freeAt: { up: 0, down: 0 } },
    ...{ bytes: { up: 0, down: 0 }, uploads: { bytes: 0, largest: 0 } },
  };
  const open = new Set();

  const server = createServer((client) => {
    if (state.mode === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const office = connect({ host: hostname, port: Number(port) });
    const swallow = () => {
      if (state.mode !== 'swallow') return false;
      state.swallowed += 1;
      client.resetAndDestroy();
      return true;
    };
    client.on('data', uploadCounter(state.uploads));
    const lines = [line(state, 'up', client, office, () => false), line(state, 'down', office, client, swallow)];
    const connection = { client, pump: () => lines.forEach((each) => each.pump()) };
    open.add(connection);
    const end = () => {
      open.delete(connection);
      client.destroy();
      office.destroy();
    };
    for (const socket of [client, office]) socket.on('error', end).on('close', end);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));

  const setMode = (mode) => () => {
    state.mode = mode;
    // What was under way on connections that are no more keeps nobody waiting.
    if (mode === 'cut') state.freeAt = { up: 0, down: 0 };
    for (const { client, pump } of open) mode === 'cut' ? client.resetAndDestroy() : pump();
  };
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    bytes: state.bytes,
    uploads: state.uploads,
    dropEvery: ({ every, during }) => {
      let drops = 0;
      let mending = null;
      const timer = setInterval(() => {
        drops += 1;
        setMode('cut')();
        mending = setTimeout(setMode('pass'), during);
      }, every);
      const stop = () => {
        clearInterval(timer);
        clearTimeout(mending);
        setMode('pass')();
      };
      return { drops: () => drops, stop };
    },
    pass: setMode('pass'),
    cut: setMode('cut'),
    stall: setMode('stall'),
    swallowAnswers: setMode('swallow'),
    swallowed: () => state.swallowed,
    shape: (profile) => (state.profile = profile),
    stop: () => {
      for (const { client } of open) client.destroy();
      return new Promise((closed) => server.close(closed));
    },
  };
}

/** Reads HTTP/1.1 requests as they pass and counts the bodies of pieces of files, whichever method brings them. */
function uploadCounter(uploads) {
  const HEAD_END = '\r\n\r\n';
  let head = Buffer.alloc(0);
  let body = 0;
  let counts = false;
  return (bytes) => {
    for (let rest = bytes; rest.length > 0; ) {
      if (body > 0) {
        const part = Math.min(body, rest.length);
        if (counts) uploads.bytes += part;
        body -= part;
        rest = rest.subarray(part);
        continue;
      }
      head = Buffer.concat([head, rest]);
      const end = head.indexOf(HEAD_END);
      if (end < 0) return;
      const text = head.subarray(0, end).toString('latin1');
      rest = head.subarray(end + HEAD_END.length);
      head = Buffer.alloc(0);
      body = Number(/^content-length: *(\d+)/im.exec(text)?.[1] ?? 0);
      counts = /^content-type: *application\/offset\+octet-stream/im.test(text);
      if (counts) uploads.largest = Math.max(uploads.largest, body);
    }
  };
}

/** Carries bytes one way in their order, as slowly as the profile says, and not at all while the proxy stalls. */
function line(state, direction, from, to, swallow) {
  const queue = [];
  let timer = null;

  const pump = () => {
    if (timer || state.mode === 'stall' || queue.length === 0) return;
    const wait = queue[0].due - Date.now();
    if (wait > 0) {
      timer = setTimeout(() => {
        timer = null;
        pump();
      }, wait);
      return;
    }
    const { chunk } = queue.shift();
    if (swallow()) return;
    state.bytes[direction] += chunk.length;
    if (!to.destroyed) to.write(chunk);
    pump();
  };
  from.on('data', (chunk) => {
    // The line is free again once this chunk has gone out at its speed; it arrives half the latency later.
    const { profile, freeAt } = state;
    freeAt[direction] = Math.max(freeAt[direction], Date.now()) + (profile ? (chunk.length * 8) / profile[direction] : 0);
    queue.push({ chunk, due: freeAt[direction] + (profile ? profile.latency / 2 : 0) });
    pump();
  });
  return { pump };
}
