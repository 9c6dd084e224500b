// Service worker: keeps one whole build of the app on the device, so that it opens without a network.
//
// What the app must know
// - Register it from the page: navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' }).
// - A new version is fetched whole, verified, and then *waits* (registration.waiting, or `updatefound`
//   followed by the installing worker's `statechange` to 'installed' while a controller exists).
//   The page says so to the person ("Sổ có phiên bản mới").
// - Only on the person's word, and after the drafts were written strictly, the page posts
//   { type: 'SKIP_WAITING' } to registration.waiting. `controllerchange` on navigator.serviceWorker
//   then fires in every open tab; the tab that asked reloads once, another tab keeps working (its
//   assets stay in the previous caches) and offers to reload.
// - `controllerchange` also fires once at the very first visit, when the page comes under the worker's
//   care: reload only where the page had asked, or already had a controller.
// - When the addresses of hubs have changed, the page posts { type: 'RENEW_PAGE' } to the controller.
// - registration.update() looks for a new version (on `online`, on becoming visible, by a timer).
//
// The two lines below are rewritten by the build: the identifier of the build (a digest of the list)
// and the list itself, as [path, SHA-256 in hex]. Hence any changed file changes this worker's bytes.
const BUILD = 'dev';
const FILES = [];

const PREFIX = 'danvan-app-';
const CACHE = PREFIX + BUILD;
const PREVIOUS_KEPT = 2;
const PATHS = new Set(FILES.map(([path]) => path));

self.addEventListener('install', (event) => event.waitUntil(keepBuild()));
self.addEventListener('activate', (event) => event.waitUntil(takeOver()));
self.addEventListener('message', (event) => {
  if (event.data?.type === 'SKIP_WAITING') self.skipWaiting();
  if (event.data?.type === 'RENEW_PAGE') event.waitUntil(renewPage());
});

// All or nothing: a build that cannot be had whole, byte for byte, is not installed.
async function keepBuild() {
  const responses = await Promise.all(FILES.map(([path, digest]) => verified(path, digest)));
  const hadIt = await caches.has(CACHE);
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(FILES.map(([path], index) => cache.put(path, responses[index])));
  } catch (error) {
    if (!hadIt) await caches.delete(CACHE);
    throw error;
  }
}

// Asks the HTTP cache first, since the page has just fetched the same files; the digest tells
// whether they are of this build, and whether it was the office that answered (a captive portal
// answers 200 to everything).
async function verified(path, digest) {
  for (const cache of ['default', 'reload']) {
    const response = await fetch(path, { cache });
    if (response.ok && !response.redirected && (await sha256(response.clone())) === digest) return response;
  }
  throw new Error(`${path} is not of build ${BUILD}`);
}

async function sha256(response) {
  const digest = await crypto.subtle.digest('SHA-256', await response.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

// The page is kept with its headers, and its policy names the hubs that it may call. Where their addresses have changed,
// the same page is kept with the headers of today; they count from its next opening on.
async function renewPage() {
  const digest = FILES.find(([path]) => path === '/')?.[1];
  if (!digest) return;
  const response = await fetch('/', { cache: 'no-cache' });
  const same = response.ok && !response.redirected && (await sha256(response.clone())) === digest;
  if (same) await (await caches.open(CACHE)).put('/', response);
}

// Keeps the previous caches for tabs that still run those builds; caches.keys() is oldest first.
async function takeOver() {
  const previous = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(previous.slice(0, -PREVIOUS_KEPT).map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  // What a page sends in its last moment: the network that a browser would fall back to ends with the page, this worker
  // does not.
  if (request.keepalive && request.method === 'POST' && origin === location.origin) {
    event.respondWith(fetch(request));
    return;
  }
  if (request.method !== 'GET' || origin !== location.origin || pathname.startsWith('/api/')) return;
  if (request.mode === 'navigate') {
    // Every page of the app is the same document; an address that names a file is not a page.
    if (!pathname.split('/').pop().includes('.')) event.respondWith(kept('/', request));
  } else if (PATHS.has(pathname) || pathname.startsWith('/assets/')) {
    event.respondWith(kept(request.url, request));
  }
});

// This build's copy; else, for a tab of an earlier build, that build's; the network only where none is.
async function kept(url, request) {
  const exact = { ignoreVary: true };
  return (
    (await caches.match(url, { ...exact, cacheName: CACHE })) ??
    (await caches.match(url, exact)) ??
    fetch(request)
  );
}
