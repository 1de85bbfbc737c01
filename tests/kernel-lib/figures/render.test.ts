import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { scatter } from 'kernel-lib';
import { bitmapAbove, draw, drawPng, drawStatic } from 'kernel-lib/figures/render';

const cloud = (n: number) =>
  scatter(
    Array.from({ length: n }, (_, i) => ({ x: i, y: (i * 7) % 13 })),
    { title: 'x', xTitle: 'x', yTitle: 'y' },
  );

describe('render', () => {
  it('draws an SVG that is as large as it says', () => {
    const drawing = draw(cloud(5).spec);
    assert.ok(drawing.svg.startsWith('<svg'));
    assert.ok(drawing.svg.includes(`width="${drawing.width}" height="${drawing.height}"`));
    assert.ok(drawing.marks < bitmapAbove);
  });

  it('turns very many marks into a PNG, and few into an SVG', function () {
    const many = draw(cloud(bitmapAbove + 1).spec);
    assert.ok(many.marks > bitmapAbove);
    if (!drawPng(many)) {
      console.log('      (skipped: no font is installed, so pictures stay SVG)');
      return this.skip();
    }
    const png = Buffer.from(drawStatic(cloud(bitmapAbove + 1).spec)['image/png'], 'base64');
    assert.equal(png.subarray(1, 4).toString(), 'PNG');
    assert.equal(png.readUInt32BE(16), 2 * many.width);
    assert.deepEqual(Object.keys(drawStatic(cloud(5).spec)), ['image/svg+xml']);
  });

  it('does not load Vega before the first figure is drawn', () => {
    const script =
      "const { lines } = require('kernel-lib');" +
      "lines([{ name: 'a', x: [0, 1], y: [0, 1] }], { title: 'A', xTitle: 'x', yTitle: 'y' });" +
      'const heavy = /node_modules.(vega|vega-lite|danfojs-node|@resvg).(?!.*package)/;' +
      'console.log(Object.keys(require.cache).filter((file) => heavy.test(file)).length);';
    const printed = execFileSync(process.execPath, ['-e', script], {
      cwd: __dirname,
      encoding: 'utf8',
    });
    assert.equal(printed.trim(), '0');
  });
});
