// A client of the tus protocol that knows nothing of this office sends a file, loses its line, and goes on.

import { expect, test } from '@playwright/test';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as tus from 'tus-js-client';
import { temporaryFolder } from './helpers/chromium.mjs';
import { sendActivities } from './helpers/device-api.mjs';
import { startOffice } from './helpers/office.mjs';
import { startProxy } from './helpers/proxy.mjs';

const CHUNK = 64 * 1024;

/** A paper of 700 KB that no other test has. */
function paper() {
  const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(700_000)]);
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** An activity that names the paper. */
function activity({ bytes, sha256 }, home) {
  return {
    type_code: 'tuyen_truyen_mieng',
    title: 'Có văn bản kèm theo',
    date_from: '2026-11-20',
    admin_unit: home,
    lead_org: `${home}:mttq`,
    actor_group: 'mttq_doan_the',
    content: 'Tuyên truyền',
    attachments: [{ key: 'a1', kind: 'van_ban', mime: 'application/pdf', bytes: bytes.length, sha256 }],
  };
}

/** Sends the file until it is through, or until the line fails; the offsets that the office confirmed. */
function send(file, { endpoint, token, urlStorage, onChunk = () => {} }) {
  const confirmed = [];
  return new Promise((done, failed) => {
    const upload = new tus.Upload(file.bytes, {
      endpoint,
      urlStorage,
      chunkSize: CHUNK,
      retryDelays: null,
      headers: { authorization: `Bearer ${token}` },
      metadata: { sha256: file.sha256, filename: 'biên bản.pdf', filetype: 'application/pdf' },
      onChunkComplete: (_, offset) => {
        confirmed.push(offset);
        onChunk(confirmed);
      },
      onError: (error) => failed(Object.assign(error, { confirmed })),
      onSuccess: () => done(confirmed),
    });
    upload.findPreviousUploads().then(([before]) => {
      if (before) upload.resumeFromPreviousUpload(before);
      upload.start();
    }, failed);
  });
}

test('tus-js-client goes on where the line broke, also with an office that was started again', async () => {
  let office = await startOffice();
  const network = await startProxy(office.url);
  const folder = temporaryFolder('tus');
  try {
    const file = paper();
    let token;
    await sendActivities(office.url, office.codes[0].code, 1, (_, enrolled) => {
      token = enrolled.token;
      return activity(file, enrolled.home);
    });
    const urlStorage = new tus.FileUrlStorage(join(folder.path, 'uploads.json'));
    const client = { endpoint: `${network.url}/api/v1/uploads`, token, urlStorage };

    const broken = await send(file, {
      ...client,
      onChunk: (confirmed) => confirmed.length === 3 && network.cut(),
    }).then(
      () => null,
      (error) => error,
    );
    expect(broken.confirmed).toEqual([CHUNK, 2 * CHUNK, 3 * CHUNK]);

    await office.stop();
    office = await startOffice({ folder: office.folder, port: office.port });
    network.pass();
    const before = network.bytes.up;
    const confirmed = await send(file, client);
    expect(confirmed[0]).toBe(4 * CHUNK);
    expect(confirmed.at(-1)).toBe(file.bytes.length);
    // At most one chunk goes twice; the rest of the difference is headers.
    expect(network.bytes.up - before).toBeLessThan(file.bytes.length - 3 * CHUNK + 30_000);

    const headers = { authorization: `Bearer ${token}` };
    const known = await fetch(`${office.url}/api/v1/attachments/known`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ sha256: [file.sha256] }),
    });
    expect((await known.json()).known).toEqual([file.sha256]);
    const answer = await fetch(`${office.url}/api/v1/attachments/${file.sha256}`, { headers });
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(file.bytes)).toBe(true);
  } finally {
    await network.stop();
    await office.stop();
    office.remove();
    folder.remove();
  }
});

test('tus-js-client tries again by itself when an answer is lost', async () => {
  const office = await startOffice();
  const network = await startProxy(office.url);
  try {
    const file = paper();
    let token;
    await sendActivities(office.url, office.codes[0].code, 1, (_, enrolled) => {
      token = enrolled.token;
      return activity(file, enrolled.home);
    });
    let lost = false;
    const sent = await new Promise((done, failed) => {
      const upload = new tus.Upload(file.bytes, {
        endpoint: `${network.url}/api/v1/uploads`,
        chunkSize: CHUNK,
        retryDelays: [100, 500, 1000, 2000],
        headers: { authorization: `Bearer ${token}` },
        metadata: { sha256: file.sha256 },
        onChunkComplete: () => {
          if (lost) return;
          lost = true;
          network.swallowAnswers();
          setTimeout(() => network.pass(), 300);
        },
        onError: failed,
        onSuccess: () => done(true),
      });
      upload.start();
    });
    expect(sent).toBe(true);
    expect(network.swallowed()).toBeGreaterThan(0);
    const answer = await fetch(`${office.url}/api/v1/attachments/${file.sha256}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(Buffer.from(await answer.arrayBuffer()).equals(file.bytes)).toBe(true);
  } finally {
    await network.stop();
    await office.stop();
    office.remove();
  }
});
