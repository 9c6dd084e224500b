// Releases that went out and are kept: their built app, packed into one small file.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { readRelease } from './release.mjs';

const RELEASES = resolve(import.meta.dirname, '../releases');
const LIST = 'releases.json';

/** The newest release in `dist` in one stream of brotli: its own files, without their compressed twins. */
export function packApp(dist) {
  const [{ files }] = JSON.parse(readFileSync(join(dist, LIST), 'utf8'));
  // The same files are the same bytes, whoever packs them and when.
  const plain = ['--format=ustar', '--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--mode=644'];
  const tar = execFileSync('tar', ['-c', ...plain, '-C', dist, ...files.toSorted()], { maxBuffer: 2 ** 28 });
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = constants;
  const params = { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_SIZE_HINT]: tar.length };
  return brotliCompressSync(tar, { params });
}

/** Lays the app of a frozen release into `folder`, as an office serves it. */
export function unpackApp(release, folder) {
  const packed = join(RELEASES, `r${release}/app.tar.br`);
  if (!existsSync(packed)) throw new Error(`release ${release} is not frozen, there is no ${packed}: docs/decisions/0021-frozen-releases.md`);
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['-x', '-C', folder], { input: brotliDecompressSync(readFileSync(packed)) });
  const { build, files } = readRelease(folder);
  const names = [...files.map(([path]) => (path === '/' ? 'index.html' : path.slice(1))), 'sw.js'];
  const assets = names.filter((name) => name.startsWith('assets/'));
  writeFileSync(join(folder, LIST), JSON.stringify([{ build, assets, files: names }]));
  return folder;
}
