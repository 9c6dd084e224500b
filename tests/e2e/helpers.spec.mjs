// The harness itself: a test that relies on a lost answer must know that it was lost.

import { expect, test as base } from '@playwright/test';
import { createServer } from 'node:http';
import { startProxy } from './helpers/proxy.mjs';

const test = base.extend({
  office: async ({}, use) => {
    const received = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk)).on('end', () => {
        received.push(body);
        response.end(`got ${body}`);
      });
    });
    await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
    await use({ url: `http://127.0.0.1:${server.address().port}`, received });
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  },
  proxy: async ({ office }, use) => {
    const proxy = await startProxy(office.url);
    await use(proxy);
    await proxy.stop();
  },
});

const post = (proxy, body) =>
  fetch(proxy.url, { method: 'POST', body }).then((answer) => answer.text(), () => 'lost');

test('swallowing loses the answer and not the request', async ({ office, proxy }) => {
  expect(await post(proxy, 'one')).toBe('got one');
  proxy.swallowAnswers();
  expect(await post(proxy, 'two')).toBe('lost');
  expect(office.received).toEqual(['one', 'two']);
  expect(proxy.swallowed()).toBe(1);
  proxy.pass();
  expect(await post(proxy, 'three')).toBe('got three');
});

test('a cut line loses the request', async ({ office, proxy }) => {
  proxy.cut();
  expect(await post(proxy, 'one')).toBe('lost');
  expect(office.received).toEqual([]);
});

test('a stalled line delivers when it moves again', async ({ office, proxy }) => {
  proxy.stall();
  const answer = post(proxy, 'by proxy');
  await post(office, 'later, straight');
  expect(office.received).toEqual(['later, straight']);
  proxy.pass();
  expect(await answer).toBe('got by proxy');
});

test('a slow line delivers everything in order', async ({ proxy }) => {
  proxy.shape({ down: 8_000, up: 8_000, latency: 20 });
  const long = Array.from({ length: 20_000 }, (_, number) => number).join(' ');
  expect(await post(proxy, long)).toBe(`got ${long}`);
  expect(proxy.bytes.up).toBeGreaterThan(long.length);
  expect(proxy.bytes.down).toBeGreaterThan(long.length);
});

test('pieces of files are counted by what they are, also those that a drop made vain', async ({ office, proxy }) => {
  const headers = { 'content-type': 'application/offset+octet-stream' };
  const patch = (bytes, method = 'PATCH') =>
    fetch(proxy.url, { method, headers, body: 'x'.repeat(bytes) }).then((answer) => answer.text(), () => 'lost');
  expect(await post(proxy, 'not counted')).toBe('got not counted');
  expect((await patch(70_000)).length).toBe(70_004);
  expect(await patch(300, 'POST')).toBe(`got ${'x'.repeat(300)}`);
  expect(proxy.uploads).toEqual({ bytes: 70_300, largest: 70_000 });
  proxy.shape({ down: 8_000, up: 80, latency: 20 });
  const dropping = proxy.dropEvery({ every: 300, during: 50 });
  expect(await patch(5_000)).toBe('lost');
  dropping.stop();
  expect(dropping.drops()).toBe(1);
  expect(proxy.uploads.bytes).toBe(75_300);
  expect(office.received.length).toBe(3);
});

test('all connections share a slow line', async ({ proxy }) => {
  // 80 kbit/s up: 20,000 bytes take two seconds, on one connection or on four.
  proxy.shape({ down: 8_000, up: 80, latency: 0 });
  const begun = Date.now();
  await Promise.all([1, 2, 3, 4].map((part) => post(proxy, String(part).repeat(5_000))));
  expect(Date.now() - begun).toBeGreaterThan(1_900);
});
