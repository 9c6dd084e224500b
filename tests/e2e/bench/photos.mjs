// A hundred photos over EDGE that drops every half minute; saves on a phone whose battery is out at random moments.

import { join } from 'node:path';
import { openProfile, temporaryFolder } from '../helpers/chromium.mjs';
import { startOffice } from '../helpers/office.mjs';
import { isWhole, photosOverBadLine, savesUnderKills } from '../helpers/photos.mjs';
import { PROFILES, startProxy } from '../helpers/proxy.mjs';

const PHOTOS = Number(process.env.DANVAN_BENCH_PHOTOS ?? 100);
const KILLS = Number(process.env.DANVAN_BENCH_KILLS ?? 25);
const DROPS = { every: 30_000, during: 1_000 };

const print = (name, value, unit, goal) => console.log(JSON.stringify({ name, value, unit, goal }));
const kilobytes = (bytes) => Math.round(bytes / 100) / 10;

async function withOffice(measure) {
  const office = await startOffice();
  const network = await startProxy(office.url);
  const folder = temporaryFolder('bench');
  try {
    await measure({ office, network, folder: folder.path });
  } finally {
    await network.stop();
    await office.stop();
    office.remove();
    folder.remove();
  }
}

await withOffice(async (world) => {
  const context = await openProfile(join(world.folder, 'profile'));
  const went = await photosOverBadLine({
    ...{ ...world, context, photos: PHOTOS, perRecord: 10, profile: PROFILES.edge, drops: DROPS },
  });
  await context.close();
  const name = `${PHOTOS} photos over EDGE (240/200 kbit/s, 840 ms), a drop every 30 s`;
  const resent = went.sent - went.photos;
  print(`${name}: arrived whole`, went.files.filter(isWhole).length, 'photos', `${PHOTOS}`);
  print(`${name}: bytes of photos`, kilobytes(went.photos), 'kB');
  print(`${name}: bytes resent`, kilobytes(resent), 'kB');
  print(`${name}: drops`, went.drops, '');
  print(`${name}: resent for each drop, in chunks of ${kilobytes(went.largest)} kB`, Math.round((resent / went.drops / went.largest) * 100) / 100, 'chunks', '<= 1');
  print(`${name}: time`, Math.round(went.seconds), 's');
});

await withOffice(async (world) => {
  world.network.shape(PROFILES.slow4g);
  const saves = await savesUnderKills({ ...world, kills: KILLS });
  const name = `${KILLS} kills of the browser while records with photos are saved and sent`;
  print(`${name}: saves acknowledged`, saves.acknowledged, 'saves');
  print(`${name}: acknowledged saves lost`, saves.lost.length, 'saves', '0');
});
