import assert from 'node:assert/strict';
import { imageGrid, smallMultiples, tf, useBackend, type ImagePanel } from 'kernel-lib';
import { draw, type VegaLiteSpec } from 'kernel-lib/figures/render';
import { colourReader, compileCleanly, textsOf } from './support';

const title = 'A finding';
const flat = (height: number, width: number, value = 0): number[][] =>
  Array.from({ length: height }, () => Array.from({ length: width }, () => value));

/** Black with one white pixel. */
function dotted(height: number, width: number, y: number, x: number): number[][] {
  const picture = flat(height, width);
  picture[y][x] = 1;
  return picture;
}

const urlsOf = (spec: VegaLiteSpec): string[] =>
  [...JSON.stringify(spec).matchAll(/"url":"([^"]*)"/g)].map(([, url]) => url);

/** The colour in the middle of each pixel of the first picture, as it is drawn. */
function drawnColours(spec: VegaLiteSpec, height: number, width: number): number[][][] {
  const { svg } = draw(spec);
  const colourAt = colourReader(svg);
  const [, x, y] = /<image [^>]*translate\(([\d.]+),([\d.]+)\)/.exec(svg)!.map(Number);
  const scale = Number(/<image [^>]*width="([\d.]+)"/.exec(svg)![1]) / width;
  return Array.from({ length: height }, (_, r) =>
    Array.from({ length: width }, (_column, c) =>
      colourAt(x + (c + 0.5) * scale, y + (r + 0.5) * scale),
    ),
  );
}

describe('imageGrid', () => {
  before(async () => {
    await useBackend();
  });

  it('draws every pixel where it belongs, in its grey', () => {
    const figure = imageGrid([{ pixels: dotted(3, 4, 2, 1) }], { title });
    compileCleanly(figure.spec);
    const colours = drawnColours(figure.spec, 3, 4);
    colours.forEach((row, y) =>
      row.forEach((colour, x) => {
        const expected = y === 2 && x === 1 ? 255 : 0;
        assert.deepEqual(colour, [expected, expected, expected], `pixel (${y}, ${x})`);
      }),
    );
  });

  it('draws colours, and stretches the domain from black to white', () => {
    const pixels = [
      [
        [2, 0, 0],
        [0, 1, 2],
      ],
    ];
    const { spec } = imageGrid([{ pixels }], { title, domain: [0, 2] });
    assert.deepEqual(drawnColours(spec, 1, 2), [
      [
        [255, 0, 0],
        [0, 128, 255],
      ],
    ]);
  });

  it('makes the largest weight of each picture the most opaque, and nothing of weight 0', () => {
    const weights = [
      [0, 0.1],
      [0.2, 0.4],
    ];
    const figure = imageGrid([{ pixels: flat(4, 4, 1), weights }], { title });
    compileCleanly(figure.spec);
    const colours = drawnColours(figure.spec, 4, 4);
    assert.deepEqual(colours[0][0], [255, 255, 255]);
    // 0.85 of #1F5FA8 over white: 255 - 0.85 * (255 - 31) = 64.6, and so on.
    colours[3][3].forEach((byte, c) => assert.ok(Math.abs(byte - [65, 119, 181][c]) <= 1));
    // A quarter of the largest weight takes away a quarter as much.
    colours[0][3].forEach((byte, c) => assert.ok(Math.abs(byte - [207, 221, 236][c]) <= 1));
    assert.deepEqual(colours[1][1], [255, 255, 255]);
    assert.deepEqual(colours[2][1], colours[3][0]);
    assert.ok(textsOf(draw(figure.spec).svg).includes('max 0.40'));
  });

  it('compares pictures where they share the largest weight', () => {
    const panels = [0.5, 1].map((weight) => ({ pixels: flat(2, 2, 1), weights: [[weight]] }));
    const [, , first, second] = urlsOf(imageGrid(panels, { title }).spec);
    assert.equal(first, second);
    const shared = imageGrid(panels, { title, largest: 1 });
    const [, , half, whole] = urlsOf(shared.spec);
    assert.notEqual(half, whole);
    assert.match(shared.text, /a weight of 1 is the most opaque/);
  });

  it('lightens what lies under weights or numbers, and has one hue there', () => {
    const red = [[[1, 0, 0]]];
    const under = (panel: object): number[] =>
      drawnColours(imageGrid([{ pixels: red, ...panel }], { title }).spec, 1, 1)[0][0];
    const [r, g, b] = under({ weights: [[0]] });
    assert.ok(r === g && g === b && r >= 153, `${r}, ${g}, ${b}`);
    assert.deepEqual(under({}), [255, 0, 0]);
  });

  it('draws an outline and the border of what was given', () => {
    const outline = [
      [0, 0],
      [0, 1],
    ];
    const { spec, text } = imageGrid([{ pixels: flat(2, 2), outline, known: 3 }], { title });
    compileCleanly(spec);
    const { svg } = draw(spec);
    // Pictures of two pixels are 200 wide, so a pixel is 100.
    assert.match(svg, /d="M100,100L200,100L200,200L100,200L100,100"/);
    assert.match(svg, /d="M0,200L100,200L100,100L200,100"[^>]*stroke-dasharray/);
    assert.match(
      text.replace(/\n/g, ' '),
      /the first 3 of 4 pixels were given; an outline around 25 %/,
    );
  });

  it('cuts into patches and numbers them from 1, row by row', () => {
    const panel = { title: 'cut', pixels: flat(4, 6), patchSize: 2, patchNumbers: true };
    const { spec, text } = imageGrid([panel], { title });
    compileCleanly(spec);
    const { svg } = draw(spec);
    assert.deepEqual(
      textsOf(svg).filter((words) => /^\d+$/.test(words)),
      ['1', '2', '3', '4', '5', '6'],
    );
    assert.equal((svg.match(/<line /g) ?? []).length, 3);
    assert.match(text, /cut into 2 × 3 patches,?\s+numbered 1 to 6/);
  });

  it('says where the largest weight is and how much lies inside the outline', () => {
    const weights = [
      [0.1, 0.2],
      [0.6, 0.1],
    ];
    const outline = [
      [false, false],
      [true, true],
    ];
    const { text } = imageGrid([{ title: 'star', pixels: flat(2, 2), weights, outline }], {
      title,
    });
    const words = text.replace(/\n/g, ' ');
    assert.match(words, /star: 2 × 2 grey pixels from 0 to 0/);
    assert.match(words, /the largest, 0\.60, in cell 3 \(row 2, column 1\)/);
    assert.match(words, /around 50 % of the picture with 70 % of the weight/);
  });

  it('stays light and within 610 pixels', () => {
    const noisy = (seed: number): number[][] =>
      Array.from({ length: 28 }, (_, y) =>
        Array.from({ length: 28 }, (_c, x) => ((seed + 7919 * (28 * y + x) ** 2) % 251) / 250),
      );
    const images: ImagePanel[] = Array.from({ length: 12 }, (_, i) => ({
      title: `a title that is too long for one line ${i}`,
      pixels: noisy(i),
      weights: flat(7, 7, 0.1),
      outline: flat(28, 28, 1),
      known: 392,
    }));
    for (const columns of [1, 3, 4, 8, 12]) {
      const { spec } = imageGrid(images, { title, columns });
      assert.ok(draw(spec).width <= 610, `${columns} columns: ${draw(spec).width}`);
    }
    const { spec } = imageGrid(images, { title });
    const bytes = JSON.stringify(spec).length;
    assert.ok(bytes < 60_000, `${bytes} bytes`);
    assert.ok(draw(spec).svg.length < 80_000, `${draw(spec).svg.length} bytes`);
  });

  it('reads tensors and leaves them alive, and is a panel like every figure', () => {
    const pixels = tf.tensor3d([0, 0.5, 1, 0], [2, 2, 1]);
    const weights = tf.tensor2d([[1, 0]]);
    const outline = tf.tensor2d([1, 0, 0, 0], [2, 2], 'bool');
    const before = tf.memory().numTensors;
    const figure = imageGrid([{ pixels, weights, outline }], { title });
    assert.equal(tf.memory().numTensors, before);
    compileCleanly(smallMultiples([figure, figure], { title }).spec);
    assert.match(figure.text, /2 × 2 grey pixels from 0 to 1/);
    tf.dispose([pixels, weights, outline]);
    assert.throws(() => imageGrid([{ pixels }], { title }), /pixels must be a live tensor/);
  });

  it('says what is wrong with its input', () => {
    const one =
      (panel: object, more = {}) =>
      () =>
        imageGrid([{ title: 'star', pixels: flat(4, 4), ...panel }], { title, ...more });
    const wrong: [() => unknown, RegExp][] = [
      [
        () => imageGrid([], { title }),
        /imageGrid: images must hold at least one picture, got none/,
      ],
      [one({}, { title: ' ' }), /options\.title must be a sentence/],
      [one({}, { columns: 0 }), /columns must be a whole number from 1 up, got 0/],
      [one({}, { domain: [1, 0] }), /domain must be \[low, high\] with low < high, got \[1, 0\]/],
      [one({}, { largest: 0 }), /largest must be a number above 0, got 0/],
      [
        one({ pixels: [[0, 1], [0]] }),
        /imageGrid: images\[0\] "star" pixels must have rows of one length: number 0 has 2, number 1 has 1/,
      ],
      [one({ pixels: [[[0, 0, 0], [0]]] }), /pixels\[0\] must have pixels of one kind/],
      [one({ pixels: [[[0, 0]]] }), /pixels must have 1 or 3 channels a pixel, got 2/],
      [one({ pixels: [[0, NaN]] }), /pixels\[0\]\[1\] must be finite, got NaN/],
      [one({ pixels: [[[0, 0, 9]]] }), /pixels\[0\]\[0\]\[2\] must lie in domain \[0, 1\], got 9/],
      [one({ pixels: [] }), /pixels must be rows of pixels, got an empty row/],
      [one({ pixels: undefined }), /pixels must be rows of pixels, got undefined/],
      [one({ pixels: tf.zeros([4]) }), /pixels must have shape \(H, W\),.* got \(4\)/],
      [one({ weights: [[1, -1]] }), /weights\[0\]\[1\] must be 0 or more, got -1/],
      [one({ weights: [[1], [1, 2]] }), /weights must have rows of one length/],
      [one({ weights: [[3]] }, { largest: 2 }), /must be at most the largest, 2, got 3/],
      [
        one({ outline: flat(2, 2) }),
        /outline must have the size of the pixels, \(4, 4\), got \(2, 2\)/,
      ],
      [one({ outline: flat(4, 4, 0.5) }), /outline\[0\]\[0\] must be true or false, got 0\.5/],
      [one({ patchSize: 3 }), /patchSize must divide 4 and 4, got 3/],
      [one({ patchNumbers: true }), /has patchNumbers, so patchSize must be given/],
      [one({ known: 17 }), /known must be a whole number from 0 to 16, got 17/],
      [
        one({ pixels: flat(40, 40), patchSize: 2, patchNumbers: true }),
        /patchNumbers need patches of 14 pixels on the screen, got 10;/,
      ],
    ];
    for (const [make, message] of wrong) assert.throws(make, message);
  });
});
