// A tap between browsers and the office: passes everything on as it is, and keeps what was asked and what came of it.

import { createServer, request as ask } from 'node:http';

const API = '/api/v1/';
/** What belongs to a connection and not to what is asked over it. */
const OF_THE_LINE = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);

/**
 * Starts on a free port before the office at `target`. `recorded` are the requests to its API in the order in which they
 * came; `refuses`, where set, is asked first whether something in between does not let a request through.
 */
export async function startTap(target) {
  const state = { recorded: [], refuses: null };
  const server = createServer(async (asked, answered) => {
    const body = await whole(asked);
    if (state.refuses?.(asked)) {
      answered.writeHead(405, { 'content-type': 'text/html' }).end('<h1>Method Not Allowed</h1>');
      return;
    }
    const row = recordedAs(asked, body);
    if (asked.url.startsWith(API)) state.recorded.push(row);
    const { hostname, port } = new URL(target);
    // The answer is read here too.
    const headers = { ...asked.headers, 'accept-encoding': 'identity' };
    const onward = ask({ hostname, port, method: asked.method, path: asked.url, headers }, async (answer) => {
      const text = await whole(answer);
      Object.assign(row, { status: answer.statusCode, gave: given(answer, text) });
      answered.writeHead(answer.statusCode, answer.rawHeaders).end(text);
    });
    onward.on('error', () => answered.destroy());
    onward.end(body);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return Object.assign(state, {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  });
}

async function whole(message) {
  const parts = [];
  for await (const part of message) parts.push(part);
  return Buffer.concat(parts);
}

/** A request as it is kept: a body that is text as text, any other by its bytes. */
function recordedAs({ method, url, rawHeaders }, body) {
  const headers = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (!OF_THE_LINE.has(rawHeaders[at].toLowerCase())) headers.push([rawHeaders[at], rawHeaders[at + 1]]);
  }
  const row = { at_ms: Date.now(), method, path: url, headers };
  if (body.length === 0) return row;
  const text = body.toString('utf8');
  return Buffer.from(text, 'utf8').equals(body) ? { ...row, text } : { ...row, base64: body.toString('base64') };
}

/** What an answer gave that later requests carry: another office gives another. */
function given({ headers, statusCode }, body) {
  const found = [];
  if (headers.location) found.push(headers.location.slice(headers.location.indexOf(API)));
  for (const cookie of headers['set-cookie'] ?? []) found.push(cookie.split(';')[0]);
  if (statusCode < 300 && /json/.test(headers['content-type'] ?? '')) {
    const { token, cursor, author } = JSON.parse(body.toString('utf8')) ?? {};
    found.push(...[token, cursor, author?.id].filter(Boolean));
  }
  return found;
}
