// Pictures as a phone's camera writes them: large, full of detail, lying on their side, with the place inside.

/**
 * A JPEG of that size drawn in `page`, no two seeds alike, with EXIF that says "turn me upright" and where it was
 * taken: GPS 22° 23' N, as `hasPlace` finds it.
 */
export async function cameraPhoto(page, { seed = 1, width = 2400, height = 1800, quality = 0.9 } = {}) {
  const encoded = await page.evaluate(
    async ({ seed, width, height, quality }) => {
      const canvas = new OffscreenCanvas(width, height);
      const pen = canvas.getContext('2d');
      // A repeatable stream of numbers: the same seed is the same photo.
      let state = seed * 2654435761;
      const dice = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32);
      const colour = () => `hsl(${dice() * 360} ${30 + dice() * 50}% ${25 + dice() * 50}%)`;
      pen.fillStyle = colour();
      pen.fillRect(0, 0, width, height);
      for (let leaf = 0; leaf < 9000; leaf += 1) {
        pen.fillStyle = colour();
        pen.beginPath();
        pen.ellipse(dice() * width, dice() * height, 4 + dice() * 40, 2 + dice() * 12, dice() * 7, 0, 7);
        pen.fill();
      }
      const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality });
      const bytes = new Uint8Array(await blob.arrayBuffer());
      let text = '';
      for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
      return btoa(text);
    },
    { seed, width, height, quality },
  );
  return withExif(Buffer.from(encoded, 'base64'));
}

/** Whether a JPEG carries EXIF or the place where it was taken. */
export function hasExif(jpeg) {
  return jpeg.includes('Exif\0\0') || jpeg.includes(placeBytes());
}

/** Width and height of a JPEG, by its frame header. */
export function sizeOf(jpeg) {
  for (let at = 2; at < jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2)) {
    const marker = jpeg[at + 1];
    if (marker >= 0xc0 && marker <= 0xc2) return { height: jpeg.readUInt16BE(at + 5), width: jpeg.readUInt16BE(at + 7) };
  }
  throw new Error('no frame in this JPEG');
}

const TURN_RIGHT = 6;

function withExif(jpeg) {
  const entry = (tag, type, count, value) => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt16LE(tag, 0);
    bytes.writeUInt16LE(type, 2);
    bytes.writeUInt32LE(count, 4);
    value.copy(bytes, 8);
    return bytes;
  };
  const long = (value) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  };
  const directory = (entries) => {
    const count = Buffer.alloc(2);
    count.writeUInt16LE(entries.length);
    return Buffer.concat([count, ...entries, long(0)]);
  };
  const header = Buffer.concat([Buffer.from('II*\0'), long(8)]);
  const ifd0Length = 2 + 2 * 12 + 4;
  const gpsAt = header.length + ifd0Length;
  const placeAt = gpsAt + 2 + 2 * 12 + 4;
  const ifd0 = directory([entry(0x0112, 3, 1, long(TURN_RIGHT)), entry(0x8825, 4, 1, long(gpsAt))]);
  const gps = directory([entry(1, 2, 2, Buffer.from('N\0\0\0')), entry(2, 5, 3, long(placeAt))]);
  const tiff = Buffer.concat([header, ifd0, gps, placeBytes()]);
  const body = Buffer.concat([Buffer.from('Exif\0\0'), tiff]);
  const segment = Buffer.alloc(4);
  segment.writeUInt16BE(0xffe1, 0);
  segment.writeUInt16BE(body.length + 2, 2);
  // Right behind the start of the image, where cameras put it.
  return Buffer.concat([jpeg.subarray(0, 2), segment, body, jpeg.subarray(2)]);
}

/** 22/1, 23/1, 456789/10000: degrees, minutes, seconds. */
function placeBytes() {
  const bytes = Buffer.alloc(24);
  [22, 1, 23, 1, 456789, 10000].forEach((part, index) => bytes.writeUInt32LE(part, index * 4));
  return bytes;
}
