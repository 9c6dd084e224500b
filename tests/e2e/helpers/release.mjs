// The release under test, and made-up later ones.

import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder that `cargo xtask build` fills. */
export const DIST = process.env.DANVAN_DIST ?? resolve(import.meta.dirname, '../../../dist');

/** The build's identifier and its files, as the service worker lists them. */
export function readRelease(folder) {
  const worker = readFileSync(join(folder, 'sw.js'), 'utf8');
  const build = /const BUILD = '([0-9a-f]{16})';/.exec(worker)[1];
  const files = JSON.parse(/const FILES = (\[.*\]);/.exec(worker)[1]);
  return { build, files };
}

/**
 * Copies the release in `from` to `to` as a later build of the same app: the page is called `title`, and the style
 * sheet has another content and hence another name. Returns `{ build, sheet }` of the later one.
 */
export function makeLaterRelease(from, to, title) {
  cpSync(from, to, { recursive: true });
  const { build, files } = readRelease(from);
  const oldSheet = sheetOf(files);
  const style = `${readFileSync(join(from, oldSheet), 'utf8')}\n:root{--later:"${title}"}`;
  const sheet = `/assets/app-${sha256(style).slice(0, 16)}.css`;
  const page = readFileSync(join(from, 'index.html'), 'utf8')
    .replace(/<title>.*<\/title>/, `<title>${title}</title>`)
    .replaceAll(oldSheet, sheet);
  replace(to, oldSheet, sheet, style);
  replace(to, 'index.html', 'index.html', page);

  const list = files.map(([path, digest]) => {
    if (path === '/') return [path, sha256(page)];
    return path === oldSheet ? [sheet, sha256(style)] : [path, digest];
  });
  const later = sha256(JSON.stringify(list)).slice(0, 16);
  rewriteWorker(to, (worker) =>
    worker.replace(`'${build}'`, `'${later}'`).replace(JSON.stringify(files), JSON.stringify(list)),
  );
  relist(to, [oldSheet, sheet]);
  return { build: later, sheet };
}

/** The office gives out what the newest release lists and the assets of those before it. */
function relist(folder, [before, now]) {
  const [newest, ...past] = JSON.parse(readFileSync(join(folder, 'releases.json'), 'utf8'));
  const renamed = (names) => names?.map((name) => (`/${name}` === before ? now.slice(1) : name));
  const later = { ...newest, assets: renamed(newest.assets), files: renamed(newest.files) };
  writeFileSync(join(folder, 'releases.json'), JSON.stringify([later, ...past]));
}

/** The address of the style sheet in a release's list. */
export function sheetOf(files) {
  return files.map(([path]) => path).find((path) => path.endsWith('.css'));
}

/** Rewrites the service worker of a copied release. */
export function rewriteWorker(folder, rewrite) {
  replace(folder, 'sw.js', 'sw.js', rewrite(readFileSync(join(folder, 'sw.js'), 'utf8')));
}

function replace(folder, name, next, content) {
  for (const twin of ['', '.br', '.gz']) rmSync(join(folder, `${name}${twin}`), { force: true });
  writeFileSync(join(folder, next), content);
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}
