import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { encodePng, enlarge, pngAddress, type Raster } from 'kernel-lib/figures/png';

const load = createRequire(__filename);
const { Resvg } = load('@resvg/resvg-js') as typeof import('@resvg/resvg-js');

/** What another reader of PNG files sees: red, green, blue, opacity of each pixel. */
function seen(raster: Raster): number[][] {
  const { width, height } = raster;
  const size = `width="${width}" height="${height}"`;
  const image = `<image ${size} image-rendering="optimizeSpeed" href="${pngAddress(raster)}"/>`;
  const { pixels } = new Resvg(
    `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${image}</svg>`,
  ).render();
  return Array.from({ length: width * height }, (_, i) => [...pixels.subarray(4 * i, 4 * i + 4)]);
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('png', () => {
  it('writes grey, colour and opacity as other programs read them', () => {
    const grey: Raster = { width: 3, height: 2, channels: 1, bytes: bytes(0, 128, 255, 7, 8, 9) };
    assert.deepEqual(
      seen(grey),
      [0, 128, 255, 7, 8, 9].map((v) => [v, v, v, 255]),
    );
    const colour: Raster = { width: 1, height: 2, channels: 3, bytes: bytes(255, 0, 1, 2, 3, 4) };
    assert.deepEqual(seen(colour), [
      [255, 0, 1, 255],
      [2, 3, 4, 255],
    ]);
    const clear: Raster = {
      ...{ width: 2, height: 1, channels: 4 },
      bytes: bytes(9, 9, 9, 0, 255, 0, 0, 255),
    };
    assert.deepEqual(seen(clear), [
      [0, 0, 0, 0],
      [255, 0, 0, 255],
    ]);
  });

  it('reads rows that repeat the row above them', () => {
    const raster: Raster = {
      ...{ width: 2, height: 4, channels: 1 },
      bytes: bytes(5, 200, 5, 200, 6, 6, 6, 6),
    };
    assert.deepEqual(
      seen(raster).map(([v]) => v),
      [5, 200, 5, 200, 6, 6, 6, 6],
    );
  });

  it('ends with the last chunk that the standard prescribes', () => {
    const file = encodePng({ width: 1, height: 1, channels: 1, bytes: bytes(0) });
    assert.equal(file.subarray(0, 8).toString('hex'), '89504e470d0a1a0a');
    assert.equal(file.subarray(-12).toString('hex'), '0000000049454e44ae426082');
  });

  it('enlarges pixels to squares', () => {
    const small: Raster = {
      ...{ width: 2, height: 1, channels: 3 },
      bytes: bytes(1, 2, 3, 4, 5, 6),
    };
    const { width, height, bytes: large } = enlarge(small, 2);
    assert.deepEqual([width, height], [4, 2]);
    const row = [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6];
    assert.deepEqual([...large], [...row, ...row]);
  });

  it('pays next to nothing for enlarged pixels', () => {
    const noise = Uint8Array.from({ length: 784 }, (_, i) => (i * 7919 * i) % 251);
    const small: Raster = { width: 28, height: 28, channels: 1, bytes: noise };
    const [once, eight] = [encodePng(small).length, encodePng(enlarge(small, 8)).length];
    assert.ok(eight < 3 * once, `${once} bytes once, ${eight} bytes enlarged`);
  });
});
