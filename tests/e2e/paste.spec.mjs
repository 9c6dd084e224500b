// Pasted text: what stands in the field afterwards is what the browser inserts of the same text in today's letters.

import { expect } from '@playwright/test';
import { codeFor } from './helpers/desk.mjs';
import { enrol, goTo, writeFigure } from './helpers/phone.mjs';
import { test } from './helpers/world.mjs';

// The same two lines in TCVN3 (ABC), as old typing programs of the offices wrote them, and in Unicode.
const OLD = ['Uû ban nh©n d©n x· häp bµn viÖc vËn ®éng nh©n d©n hiÕn ®Êt', 'Lµm ®­êng néi b¶n, b¶o vÖ rõng ®Çu nguån'];
const NEW = ['Uỷ ban nhân dân xã họp bàn việc vận động nhân dân hiến đất', 'Làm đường nội bản, bảo vệ rừng đầu nguồn'];
const ENDS = { 'Windows': '\r\n', 'Unix': '\n', 'an old Mac': '\r' };

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

/** What a bare field of the same kind shows after the text was pasted into it behind `before`. */
async function bare(page, kind, before, text) {
  await copy(page, text);
  const plain = await page.context().newPage();
  await plain.setContent(`<${kind}></${kind}>`);
  const field = plain.locator(kind);
  await field.fill(before);
  await field.press('Control+End');
  await plain.keyboard.press('Control+v');
  const value = await field.inputValue();
  await plain.close();
  return value;
}

async function copy(page, text) {
  await page.bringToFront();
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
}

async function paste(page, field, text) {
  await copy(page, text);
  await field.focus();
  await field.press('Control+End');
  await page.keyboard.press('Control+v');
}

async function form(page, office) {
  await enrol(page, office.url, codeFor(office, /Bum Nưa/));
  await goTo(page, 'Ghi');
  await page.getByRole('link', { name: /^Hoạt động dân vận/ }).click();
  return { textarea: page.getByLabel(/Nội dung chính/), input: page.getByLabel(/Tên hoạt động/) };
}

test('old text is converted, whatever its line ends', async ({ page, office }) => {
  const fields = await form(page, office);
  for (const [name, end] of Object.entries(ENDS)) {
    for (const kind of ['textarea', 'input']) {
      const wanted = await bare(page, kind, 'Sáng nay: ', NEW.join(end));
      const field = fields[kind];
      await field.fill('Sáng nay: ');
      await paste(page, field, OLD.join(end));
      await page.getByRole('button', { name: 'Đổi', exact: true }).click();
      await expect(field, `${kind}, ${name}`).toHaveValue(wanted);
      await expect(page.getByText(/chữ kiểu cũ|phông chữ cũ/i)).toHaveCount(0);
    }
  }
});

test('also where somebody has typed into the field before pressing, and where its marks stand apart', async ({ page, office }) => {
  const { textarea: field } = await form(page, office);
  await paste(page, field, `${OLD.join('\r\n').normalize('NFD')}`);
  await expect(page.getByRole('button', { name: 'Đổi', exact: true })).toBeVisible();
  await field.press('Control+Home');
  await page.keyboard.type('Sáng nay ');
  await field.press('Control+End');
  await page.keyboard.type('. Xong');
  // Into the midst of it, too: "xã ta".
  await field.evaluate((field) => {
    const at = field.value.indexOf(' h') + 1;
    field.setSelectionRange(at, at);
  });
  await page.keyboard.type('ta đã ');
  await page.getByRole('button', { name: 'Đổi', exact: true }).click();
  await expect(field).toHaveValue(`Sáng nay ${NEW.join('\n').replace(' họp', ' ta đã họp')}. Xong`);
});

test('letters whose marks stand apart are put together, and line ends stay the browser’s', async ({ page, office }) => {
  const fields = await form(page, office);
  for (const end of Object.values(ENDS)) {
    for (const kind of ['textarea', 'input']) {
      const text = NEW.join(end);
      const wanted = await bare(page, kind, 'Sáng nay: ', text);
      const field = fields[kind];
      await field.fill('Sáng nay: ');
      await paste(page, field, text.normalize('NFD'));
      await expect(field).toHaveValue(wanted);
      expect(await field.evaluate((field) => field.selectionStart === field.value.length)).toBe(true);
    }
  }
});

test('old text in place of a figure, too', async ({ page, office }) => {
  const fields = await form(page, office);
  await fields.input.fill('Làm đường nội bản');
  const roads = { find: 'duong giao thong', name: /^(?!Bỏ).*Đường giao thông/ };
  const figure = (await writeFigure(page, roads, '')).getByRole('textbox');
  await paste(page, figure, 'lµm ®­êng bª t«ng hai c©y sè');
  await page.getByRole('button', { name: 'Đổi', exact: true }).click();
  await expect(figure).toHaveValue('làm đường bê tông hai cây số');
});
