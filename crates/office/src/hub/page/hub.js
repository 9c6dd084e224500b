// The hub's page: brings picked files one after the other, a row each, asks for the PIN where it is needed, and keeps the
// rest of the page fresh.

const FRESH_MS = 30_000;
const LOST = 'Mất liên lạc với máy khu vực.';
const PIN_NEEDED = 'Nhập mã PIN trước, rồi làm tiếp.';

/**
 * Asks the hub. What it answers as a page is read by the browser into a document of its own, in which nothing runs: the
 * page's policy lets no text become markup.
 */
function ask(method, address, headers = {}, body = null) {
  return new Promise((answered, lost) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.onreadystatechange = () => {
      if (request.readyState !== XMLHttpRequest.HEADERS_RECEIVED) return;
      const kind = request.getResponseHeader('content-type') ?? '';
      request.responseType = kind.startsWith('text/html') ? 'document' : 'json';
    };
    request.onload = () =>
      answered({
        status: request.status,
        ok: request.status < 300,
        content: request.response,
        wait: Number(request.getResponseHeader('retry-after')) || 0,
      });
    request.onerror = lost;
    request.send(body);
  });
}

/** What a problem says; where something in between speaks no problem document: what was not taken, with the status. */
function wordsOf({ status, content, wait }, what, again) {
  // The title says no more than that it is so.
  if (content?.type === '/problems/invalid' && content.detail) return content.detail;
  if (status === 429 && content?.title && wait > 0) {
    // A time of day stays true for as long as it stands there; a number of seconds does not.
    return `${content.title}. Thử lại từ ${new Date(Date.now() + wait * 1000).toLocaleTimeString('vi-VN')}.`;
  }
  return [content?.title, content?.detail].filter(Boolean).join('. ') || `Máy khu vực chưa nhận được ${what} (lỗi ${status}). ${again}.`;
}

/** What goes on once the PIN is there. */
const waiting = new Set();

/** Asks the person for the PIN, in these words at its field, and keeps what is to go on. */
function askForPin(words, goOn) {
  if (goOn) waiting.add(goOn);
  const field = document.getElementById('pin-field');
  const problem = document.getElementById('pin-problem');
  if (!field) return;
  problem.textContent = words;
  field.setAttribute('aria-invalid', 'true');
  field.focus();
  field.select();
}

async function typedPin(form) {
  const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
  let answer;
  try {
    answer = await ask('POST', form.action, headers, String(new URLSearchParams(new FormData(form))));
  } catch {
    askForPin(LOST);
    return;
  }
  if (!answer.ok) {
    askForPin(wordsOf(answer, 'mã PIN này', 'Nhập lại'));
    return;
  }
  form.reset();
  form.querySelector('input').blur();
  await refresh();
  document.querySelector('#pin h2')?.focus();
  const all = [...waiting];
  waiting.clear();
  all.forEach((goOn) => goOn());
}

/** A copy is a download that the browser makes by itself: the page only sees to it that it will not be refused. */
async function copyOntoStick() {
  try {
    const { status } = await ask('GET', '/api/v1/hub/pin');
    if (status === 401) {
      await refresh();
      askForPin(PIN_NEEDED, copyOntoStick);
      return;
    }
  } catch {
    // The browser says it where it cannot be reached.
  }
  document.getElementById('stick')?.submit();
}

// Forms come and go with what is fresh.
document.addEventListener('submit', (event) => {
  if (event.target.id === 'pin-form') {
    event.preventDefault();
    typedPin(event.target);
  } else if (event.target.id === 'stick') {
    event.preventDefault();
    copyOntoStick();
  }
});

/** A row for a file of which no row came back. */
function plainRow(table, name, words) {
  const row = table.tBodies[0].insertRow();
  const columns = table.tHead.rows[0].cells.length;
  for (let cell = 0; cell < columns; cell += 1) row.insertCell();
  row.cells[0].textContent = name;
  row.cells[columns - 1].textContent = words;
  row.cells[columns - 1].className = 'bad';
}

/** Brings one file. Where it must wait for the next run, why: 'lost' or 'pin'. */
async function bring(address, file, table) {
  const query = new URLSearchParams({ name: file.name });
  const headers = { accept: 'text/html', 'content-type': 'application/octet-stream' };
  let answer;
  try {
    answer = await ask('POST', `${address}?${query}`, headers, file);
  } catch {
    return 'lost';
  }
  if (answer.status === 503) return 'lost';
  // Where the PIN is asked for, a page is led to the field; in it there are no rows.
  const rows = answer.ok ? [...(answer.content?.querySelectorAll('body > table > tbody > tr') ?? [])] : [];
  if (answer.ok && answer.content?.getElementById('pin-field')) return 'pin';
  table.parentElement.hidden = false;
  if (rows.length) table.tBodies[0].append(...rows);
  else plainRow(table, file.name, answer.ok ? 'Tệp không có gì bên trong' : wordsOf(answer, 'tệp này', 'Chọn lại tệp'));
  return null;
}

/** A place where files are picked: a queue that can be stopped and gone on with. */
function intake(section) {
  const find = (what) => section.querySelector(what);
  const [input, table, status, bar] = ['input', 'table', '[role=status]', 'progress'].map(find);
  const [stop, goOn] = ['.stop', '.go-on'].map(find);
  const queue = [];
  let [done, working, stopping] = [0, false, false];

  const show = (words) => {
    status.textContent = words;
    bar.hidden = queue.length < 2;
    bar.max = queue.length;
    bar.value = done;
    stop.hidden = !working;
    goOn.hidden = working || done === queue.length;
  };
  const why = (waits) => ({ lost: LOST, pin: 'Cần mã PIN.' })[waits] ?? 'Đã dừng.';
  const run = async () => {
    if (working) return;
    [working, stopping] = [true, false];
    let waits = null;
    while (done < queue.length && !stopping && !waits) {
      const file = queue[done];
      show(`Đang nhận ${done + 1}/${queue.length}: ${file.name}`);
      waits = await bring(section.dataset.import, file, table);
      if (!waits) done += 1;
    }
    working = false;
    const left = queue.length - done;
    show(left ? `${why(waits)} Còn ${left} tệp chưa nhận.` : `Xong ${queue.length} tệp.`);
    if (stopping) goOn.focus();
    await refresh();
    if (waits === 'pin') askForPin(PIN_NEEDED, run);
  };
  input.addEventListener('change', () => {
    // A finished list makes room for the next one; its rows stay.
    if (done === queue.length) [queue.length, done] = [0, 0];
    queue.push(...input.files);
    input.value = '';
    run();
  });
  stop.addEventListener('click', () => {
    stopping = true;
  });
  goOn.addEventListener('click', run);
  section.addEventListener('dragover', (event) => event.preventDefault());
}

/** Whether somebody is typing there. */
function isTyped(place) {
  const field = place.querySelector('input');
  return field && (field.value || field === document.activeElement);
}

/** Puts what the hub says now in place of what it said; the focus stays where it was. */
async function refresh() {
  let page;
  try {
    const answer = await ask('GET', '/', { accept: 'text/html' });
    if (!answer.ok) return;
    page = answer.content;
  } catch {
    return;
  }
  document.title = page.title;
  for (const place of document.querySelectorAll('[data-live]')) {
    const fresh = page.getElementById(place.id);
    if (!fresh || isTyped(place)) continue;
    const focus = [...place.querySelectorAll('a, button')].indexOf(document.activeElement);
    place.textContent = '';
    place.append(...fresh.childNodes);
    place.querySelectorAll('a, button')[focus]?.focus();
  }
}

document.querySelectorAll('[data-import]').forEach(intake);
setInterval(refresh, FRESH_MS);
