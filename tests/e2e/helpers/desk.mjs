// A person at the office: signs in to the API as the console does.

import { expect, request } from '@playwright/test';

/** Signs in as one of the demonstration's users; `get` and `move` speak for that user. */
export async function signIn(office, username, url = office.url) {
  const { password } = office.users.find((user) => user.username === username);
  const api = await request.newContext({ baseURL: url, extraHTTPHeaders: { origin: url } });
  const answer = await api.post('/api/v1/sessions', { data: { username, password } });
  if (!answer.ok()) throw new Error(`sign-in: ${answer.status()} ${await answer.text()}`);
  const get = async (path) => {
    const read = await api.get(path);
    if (!read.ok()) throw new Error(`${path}: ${read.status()} ${await read.text()}`);
    return read.json();
  };
  return {
    get,
    /** The bytes at a path; `null` where there are none. */
    bytes: async (path) => {
      const read = await api.get(path);
      if (read.status() === 404) return null;
      if (!read.ok()) throw new Error(`${path}: ${read.status()} ${await read.text()}`);
      return read.body();
    },
    /** All records, page after page. */
    records: async (query = '') => {
      const found = [];
      let after = null;
      do {
        const page = await get(`/api/v1/records?limit=100&${query}${after ? `&after=${encodeURIComponent(after)}` : ''}`);
        found.push(...page.records);
        after = page.next;
      } while (after);
      return found;
    },
    move: async (record, step, reason) => {
      const moved = await api.post(`/api/v1/records/${record.id}/moves`, {
        data: { step, reason, revision: record.revision },
      });
      if (!moved.ok()) throw new Error(`${step}: ${moved.status()} ${await moved.text()}`);
      return moved.json();
    },
    post: async (path, data) => {
      const answer = await api.post(path, { data });
      if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
      return answer.json();
    },
    close: () => api.dispose(),
  };
}

/** The demonstration's code whose person or place fits. */
export function codeFor(office, wanted) {
  const found = office.codes.find((code) => wanted.test(`${code.place} ${code.person} ${code.name ?? ''}`));
  if (!found) throw new Error(`no code for ${wanted} among ${JSON.stringify(office.codes)}`);
  return found.code;
}

/** A fresh code for a person whom the office knows already, as the administrator issues it for a key that was lost. */
export async function freshCodeFor(office, name, unit) {
  const desk = await signIn(office, 'quantri');
  const { people } = await desk.get('/api/v1/people');
  const person = people.find((known) => known.name === name);
  const reach = { type: 'units', units: [unit] };
  const asked = { reach, role: 'field_officer', person: name, person_id: person.id };
  const { code } = await desk.post('/api/v1/enrolment-codes', asked);
  await desk.close();
  return code;
}

/** Waits until what was decided on a page of the console has left it: ten seconds, in which it could be taken back. */
export async function decisionLeaves(page) {
  const strip = page.locator('.strip');
  await expect(strip.first()).toBeVisible();
  await expect(strip).toHaveCount(0, { timeout: 20_000 });
}

/** Signs in on the console's own page. */
export async function openConsole(page, office, username) {
  await page.goto(`${office.url}/console`);
  await signInHere(page, office, username);
}

/** Signs in at a console that asks who is there. */
export async function signInHere(page, office, username) {
  const { password } = office.users.find((user) => user.username === username);
  await page.getByLabel('Tên đăng nhập').fill(username);
  await page.getByLabel('Mật khẩu').fill(password);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
}
