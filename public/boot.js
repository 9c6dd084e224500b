// Starts the app, and stands by with the recovery screen when it stops.
//
// The app (Rust) may dispatch `danvan-panic` on window, with the panic's text as `detail`, from its
// panic hook; a trap that reaches the browser is recognised without it.

const boot = document.getElementById('boot');

// What may become markup or code (Trusted Types, asked for in index.html). Leptos hands over pieces of its pages that
// never change as markup: plain elements with attributes that load nothing and do nothing. The scripts are those of the two
// workers. Everything else throws, whoever tries it.
const SCRIPTS = ['/sw.js', '/photo-worker.js'];
const ELEMENT = 'b|br|circle|div|em|g|hr|i|li|line|ol|p|path|polyline|rect|small|span|strong|ul';
const ATTRIBUTE = 'aria-hidden|class|cx|cy|d|fill|height|points|r|role|stroke|stroke-width|width|x|x1|x2|y|y1|y2';
const PLAIN = new RegExp(`^(?:[^<]|</(?:${ELEMENT})>|<(?:${ELEMENT})(?: (?:${ATTRIBUTE})="[^"<>]*")*/?>)*$`);
globalThis.trustedTypes?.createPolicy('default', {
  createHTML: (markup) => (PLAIN.test(markup) ? markup : null),
  createScriptURL: (address) => (SCRIPTS.includes(address) ? address : null),
});

function recover(cause) {
  const screen = document.getElementById('recovery');
  const detail = document.getElementById('recovery-detail');
  detail.textContent += `${cause?.stack ?? cause}\n`;
  if (!screen.hidden) return;
  screen.hidden = false;
  document.getElementById('shell')?.remove();
  document.getElementById('recovery-reload').addEventListener('click', reload);
  document.getElementById('recovery-reload').focus();
  // A mended version may be waiting to be fetched, and the app that would ask for it is dead.
  navigator.serviceWorker?.getRegistration().then((found) => found?.update()).catch(() => {});
}

// Takes over a waiting version first: a broken one in the cache must not lock a person out.
async function reload() {
  const waiting = (await navigator.serviceWorker?.getRegistration().catch(() => null))?.waiting;
  if (waiting) {
    const taken = new Promise((done) =>
      navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }),
    );
    waiting.postMessage({ type: 'SKIP_WAITING' });
    await Promise.race([taken, new Promise((done) => setTimeout(done, 3000))]);
  }
  location.reload();
}

const isTrap = (error) => error instanceof WebAssembly.RuntimeError;
addEventListener('danvan-panic', (event) => recover(event.detail));
addEventListener('error', (event) => isTrap(event.error) && recover(event.error));
addEventListener('unhandledrejection', (event) => isTrap(event.reason) && recover(event.reason));

async function start() {
  const [glue, wasm] = await Promise.all([import(boot.dataset.glue), fetch(boot.dataset.wasm)]);
  if (!wasm.ok) throw new Error(`${boot.dataset.wasm}: ${wasm.status}`);
  // Streaming from a Response is what gives the compiled code a place in the browser's code cache.
  await glue.default({ module_or_path: wasm });
  document.getElementById('shell')?.remove();
}

start().catch(recover);
