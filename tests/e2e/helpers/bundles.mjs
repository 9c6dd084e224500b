// Work that leaves a phone as a file.

import { join } from 'node:path';
import { goTo } from './phone.mjs';

/** Packs what waits and keeps the file as `name`.danvan in `folder`; its name on the phone, and where it lies now. */
export async function pack(page, folder, name) {
  await goTo(page, 'Gửi, nhận');
  await page.getByRole('button', { name: 'Xuất gói' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Lưu tệp' }).click();
  const file = await download;
  const path = join(folder, `${name}.danvan`);
  await file.saveAs(path);
  return { name: file.suggestedFilename(), path, file: `${name}.danvan` };
}

/** Packs what waits, photos in files of their own; where each file lies in `folder` now. */
export async function packAll(page, folder) {
  await goTo(page, 'Gửi, nhận');
  await page.getByRole('button', { name: 'Xuất gói' }).click();
  const buttons = page.getByRole('button', { name: 'Lưu tệp' });
  await buttons.first().waitFor();
  const paths = [];
  for (const button of await buttons.all()) {
    const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
    paths.push(join(folder, file.suggestedFilename()));
    await file.saveAs(paths.at(-1));
  }
  return paths;
}
