// Makes a file ready to be kept: a photo is turned upright, scaled down and encoded anew, so that nothing of what the
// camera wrote into it (place, time, device) is left; any other file stays as it is. Either gets its SHA-256.
//
// Runs as a worker, so that the form stays quick under the thumb. A browser whose workers cannot draw loads it into the
// page instead, as a plain script: there it offers the same function as `danvanPrepare`.

const SIDE_MOST = 1280;
const BYTES_AIM = 200 * 1024;
// From hardly visible to visible; most photos stop at the first or second.
const QUALITIES = [0.82, 0.72, 0.62, 0.5, 0.4];
const SMALLER = 0.75;

// Answers { bytes, sha256, mime }, or throws an Error whose message is one of: no-canvas, unreadable, read.
async function prepare(file, isPhoto) {
  const blob = isPhoto ? await lean(file) : file;
  const bytes = await blob.arrayBuffer().catch(() => fail('read'));
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  const sha256 = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { bytes, sha256, mime: isPhoto ? 'image/jpeg' : file.type };
}

async function lean(file) {
  const image = await upright(file);
  let scale = Math.min(1, SIDE_MOST / Math.max(image.width, image.height));
  try {
    for (;;) {
      const canvas = drawn(image, scale);
      for (const quality of QUALITIES) {
        const blob = await encoded(canvas, quality);
        const isLast = quality === QUALITIES.at(-1);
        // A picture full of detail is made smaller once more, at most to half: then it is what it is.
        if (blob.size <= BYTES_AIM || (isLast && scale * Math.max(image.width, image.height) <= SIDE_MOST / 2)) return blob;
      }
      scale *= SMALLER;
    }
  } finally {
    image.close();
  }
}

async function upright(file) {
  if (typeof createImageBitmap !== 'function') fail('no-canvas');
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch (error) {
    // Browsers that do not know the word turn photos upright by themselves.
    if (!(error instanceof TypeError)) fail('unreadable');
    return await createImageBitmap(file).catch(() => fail('unreadable'));
  }
}

function drawn(image, scale) {
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const canvas = blank(width, height);
  const pen = canvas.getContext('2d', { alpha: false });
  if (!pen) fail('no-canvas');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(image, 0, 0, width, height);
  return canvas;
}

function blank(width, height) {
  if (typeof OffscreenCanvas === 'function') return new OffscreenCanvas(width, height);
  if (typeof document === 'undefined') fail('no-canvas');
  return Object.assign(document.createElement('canvas'), { width, height });
}

async function encoded(canvas, quality) {
  const type = 'image/jpeg';
  const blob = canvas.convertToBlob
    ? await canvas.convertToBlob({ type, quality })
    : await new Promise((done) => canvas.toBlob(done, type, quality));
  return blob ?? fail('no-canvas');
}

function fail(why) {
  throw new Error(why);
}

if (typeof document === 'undefined') {
  self.onmessage = async ({ data: [file, isPhoto] }) => {
    try {
      const ready = await prepare(file, isPhoto);
      self.postMessage(ready, [ready.bytes]);
    } catch (error) {
      self.postMessage({ trouble: error.message });
    }
  };
} else {
  globalThis.danvanPrepare = prepare;
}
