// Serves a release of the app as the office does: compressed twins, the office's caching rules and
// Content-Security-Policy, and 404 for what is not there. Counts what is asked of it.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

const POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; " +
  "connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/**
 * Starts on a free port. `serve(folder)` changes what is served from then on; `requests` are the paths asked for
 * since it was last emptied; `answer`, if set, is called first and returns true where it has answered.
 */
export async function startStaticServer(folder) {
  const state = { folder, requests: [], answer: null };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    state.requests.push(pathname);
    if (!state.answer?.(request, response, pathname)) answerFile(state.folder, request, response, pathname);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return Object.assign(state, {
    url: `http://127.0.0.1:${server.address().port}`,
    serve: (next) => (state.folder = next),
    stop: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  });
}

function answerFile(folder, request, response, pathname) {
  const isPage = !pathname.split('/').pop().includes('.') && !pathname.startsWith('/api/');
  const file = join(folder, isPage ? 'index.html' : normalize(pathname));
  if (!file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not here');
    return;
  }
  const twin = existsSync(`${file}.br`) && /\bbr\b/.test(request.headers['accept-encoding'] ?? '');
  const body = readFileSync(twin ? `${file}.br` : file);
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
  const headers = {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'cache-control': pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
    etag,
    ...(twin && { 'content-encoding': 'br' }),
  };
  if (request.headers['if-none-match'] === etag) response.writeHead(304, headers).end();
  else response.writeHead(200, headers).end(body);
}
