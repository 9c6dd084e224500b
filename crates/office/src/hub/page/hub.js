// The hub's page: brings picked files one after the other, a row each, and keeps the rest of the page fresh.

const FRESH_MS = 30_000;
const LOST = 'Mất liên lạc với máy khu vực.';

/** A row for a file of which no row came back. */
function plainRow(table, name, words) {
  const row = table.tBodies[0].insertRow();
  const columns = table.tHead.rows[0].cells.length;
  for (let cell = 0; cell < columns; cell += 1) row.insertCell();
  row.cells[0].textContent = name;
  row.cells[columns - 1].textContent = words;
  row.cells[columns - 1].className = 'bad';
}

/** Brings one file. False where there is no connection: it waits for the next run. */
async function bring(address, file, table) {
  let answer;
  let text;
  try {
    const query = new URLSearchParams({ name: file.name });
    const headers = { accept: 'text/html', 'content-type': 'application/octet-stream' };
    answer = await fetch(`${address}?${query}`, { method: 'POST', headers, body: file });
    text = await answer.text();
  } catch {
    return false;
  }
  table.parentElement.hidden = false;
  if (answer.ok && text) {
    table.tBodies[0].insertAdjacentHTML('beforeend', text);
    return true;
  }
  let words = answer.ok ? 'Tệp không có gì bên trong' : `Lỗi ${answer.status}`;
  try {
    const problem = JSON.parse(text);
    words = [problem.title, problem.detail].filter(Boolean).join('. ');
  } catch {
    // What stands in between speaks no problem document; the status has to do.
  }
  if (answer.status === 503) return false;
  plainRow(table, file.name, words);
  return true;
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
  const run = async () => {
    if (working) return;
    [working, stopping] = [true, false];
    let lost = false;
    while (done < queue.length && !stopping && !lost) {
      const file = queue[done];
      show(`Đang nhận ${done + 1}/${queue.length}: ${file.name}`);
      lost = !(await bring(section.dataset.import, file, table));
      if (!lost) done += 1;
    }
    working = false;
    const left = queue.length - done;
    show(left ? `${lost ? LOST : 'Đã dừng.'} Còn ${left} tệp chưa nhận.` : `Xong ${queue.length} tệp.`);
    if (stopping) goOn.focus();
    await refresh();
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

/** Puts what the hub says now in place of what it said; the focus stays where it was. */
async function refresh() {
  let page;
  try {
    const answer = await fetch('/', { headers: { accept: 'text/html' } });
    if (!answer.ok) return;
    page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  } catch {
    return;
  }
  document.title = page.title;
  for (const place of document.querySelectorAll('[data-live]')) {
    const fresh = page.getElementById(place.id);
    if (!fresh) continue;
    const focus = [...place.querySelectorAll('a, button')].indexOf(document.activeElement);
    place.innerHTML = fresh.innerHTML;
    place.querySelectorAll('a, button')[focus]?.focus();
  }
}

document.querySelectorAll('[data-import]').forEach(intake);
setInterval(refresh, FRESH_MS);
