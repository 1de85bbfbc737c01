import assert from 'node:assert/strict';
import { lines, tf, useBackend } from 'kernel-lib';
import { draw } from 'kernel-lib/figures/render';
import { compileCleanly, textsOf, viewOf } from './support';

const options = { title: 'A finding', xTitle: 'step', yTitle: 'loss' };
const x = [1, 2, 3];

describe('lines', () => {
  before(async () => {
    await useBackend();
  });

  it('labels each line at its end, the truth dashed black', () => {
    const figure = lines(
      [
        { name: 'estimate', x, y: [3, 5, 1] },
        { name: 'truth', x, y: [3, 2, 1], color: 'truth' },
      ],
      options,
    );
    compileCleanly(figure.spec);
    const { svg } = draw(figure.spec);
    assert.ok(textsOf(svg).includes('estimate') && textsOf(svg).includes('truth'));
    assert.match(svg, /stroke="#1B1F24"[^>]*stroke-dasharray="5,4"/i);
    assert.match(figure.text, /estimate: from 3 to 1, highest 5 at 2\./);
  });

  it('does not claim one peak where there are several', () => {
    const { text } = lines([{ name: 'box', x: [0, 1, 2, 3], y: [0, 1, 1, 0] }], options);
    assert.match(text, /box: from 0 to 0, highest 1 first at 1\./);
  });

  it('keeps labels apart that end at one height', () => {
    const same = ['a', 'b', 'c'].map((name) => ({ name, x, y: [1, 2, 3] }));
    const { svg } = draw(lines(same, options).spec);
    const heights = ['a', 'b', 'c'].map((name) => {
      const at = new RegExp(`translate\\([^,]+,([\\d.-]+)\\)"[^>]*>${name}<`).exec(svg);
      assert.ok(at, `label ${name}`);
      return Number(at[1]);
    });
    heights.sort((p, q) => p - q);
    assert.ok(heights[1] - heights[0] >= 14 && heights[2] - heights[1] >= 14, String(heights));
  });

  it('moves with its slider and starts at the start value', async () => {
    const figure = lines(
      [
        {
          name: 'softmax',
          x,
          frames: [
            [0, 0, 1],
            [0, 1, 1],
            [1, 1, 1],
          ],
        },
      ],
      {
        ...options,
        slider: { label: 'temperature', values: [0.5, 1, 1.5], start: 1 },
      },
    );
    assert.match(figure.text, /A slider sets temperature from 0\.50 to 1\.50; here it is 1\./);
    const view = viewOf(figure.spec);
    assert.equal(view.signal('at_temperature'), 1);
    const before = await view.svg();
    assert.ok(textsOf(before).includes('temperature = 1'));
    view.signal('at_temperature', 1.5);
    view.run();
    const after = await view.svg();
    assert.ok(textsOf(after).includes('temperature = 1.5'));
    assert.notEqual(before, after);
  });

  it('counts frames where the values of the slider are uneven', () => {
    const figure = lines(
      [
        {
          name: 'a',
          x,
          frames: [
            [0, 0, 1],
            [0, 1, 1],
            [1, 1, 1],
          ],
        },
      ],
      {
        ...options,
        slider: { label: 'width', values: [0.1, 1, 10], start: 10 },
      },
    );
    assert.equal(viewOf(figure.spec).signal('at_width'), 3);
  });

  it('labels every x of a logarithmic axis that was measured', () => {
    const d = [2, 4, 8, 16];
    const figure = lines([{ name: 'variance', x: d, y: d }], {
      ...options,
      xLog: true,
      yLog: true,
      marks: true,
    });
    compileCleanly(figure.spec);
    const texts = textsOf(draw(figure.spec).svg);
    for (const label of ['2', '4', '8', '16']) assert.ok(texts.includes(label), label);
  });

  it('reads tensors and typed arrays', () => {
    const y = tf.tensor1d([1, 2, 4]);
    assert.match(
      lines([{ name: 'a', x: new Float32Array(x), y }], options).text,
      /a: from 1 to 4\./,
    );
    y.dispose();
  });

  it('draws the spread around a line as a band of its hue, below marks and label', () => {
    const three = { name: 'ViT', x: [10, 100, 1000], y: [0.5, 0.6, 0.8] };
    const figure = lines(
      [
        { name: 'CNN', x: three.x, y: [0.9, 0.9, 0.9] },
        { ...three, low: [0.4, 0.3, 0.7], high: [0.5, 0.9, 1.1] },
      ],
      { ...options, xLog: true, marks: true, yDomain: [0, 1.2] },
    );
    compileCleanly(figure.spec);
    const { svg } = draw(figure.spec);
    // On the logarithmic axis the three x are evenly spaced; 250 pixels are 1.2.
    const band =
      /<path [^>]*d="M0,([\d.]+)L([\d.]+),([\d.]+)L([\d.]+),([\d.]+)L([^"]*)Z" fill="#B13208"[^>]*opacity="0.18"/i;
    const [, low0, x1, low1, x2, low2, back] = band.exec(svg)!;
    const near = (got: string, expected: number): void =>
      assert.ok(Math.abs(Number(got) - expected) < 0.1, `${got}, expected ${expected}`);
    near(low0, 250 * (1 - 0.4 / 1.2));
    near(low1, 250 * (1 - 0.3 / 1.2));
    near(low2, 250 * (1 - 0.7 / 1.2));
    near(x1, Number(x2) / 2);
    const highs = back.split('L').map((point) => point.split(',')[1]);
    [1.1, 0.9, 0.5].forEach((high, i) => near(highs[i], 250 * (1 - high / 1.2)));
    assert.ok(svg.search(band) < svg.search(/<path [^>]*stroke="#1F5FA8"/i), 'the band lies below');
    assert.ok(textsOf(svg).includes('ViT') && textsOf(svg).includes('CNN'));
    // Six marks: three circles and three squares.
    assert.equal((svg.match(/aria-roledescription="point"/g) ?? []).length, 6);
    assert.match(
      figure.text.replace(/\n/g, ' '),
      /ViT: from 0\.50 to 0\.80\. Its band is 0\.40 to 0\.50 at first and 0\.70 to 1\.10 at last, widest 0\.30 to 0\.90 at 100\./,
    );
    assert.match(figure.text, /CNN: 0\.90 everywhere\.\n/);
  });

  it('widens its axis to the whole band', () => {
    const { spec } = lines(
      [{ name: 'a', x, y: [2, 2, 2], low: [1, 1, 1], high: [2, 9, 2] }],
      options,
    );
    assert.match(JSON.stringify(spec), /"domain":\[0,10\]/);
  });

  it('says what is wrong with its input', () => {
    const one =
      (line: object, more = {}) =>
      () =>
        lines([{ name: 'a', x, ...line }], { ...options, ...more });
    assert.throws(
      one({ y: [1, 2] }),
      /lines: series "a" y must have as many entries as x, 3, got 2/,
    );
    assert.throws(one({ y: [1, NaN, 2] }), /series "a" y\[1\] must be finite, got NaN/);
    assert.throws(one({}), /series "a" must have y, got neither/);
    assert.throws(one({ frames: [[1, 2, 3]] }), /options\.slider must be given/);
    const slider = { label: 's', values: [1, 2], start: 1 };
    assert.throws(
      one({ frames: [[1, 2, 3]] }, { slider }),
      /must have 2 frames, one per slider value, got 1/,
    );
    assert.throws(
      one({ y: [1, 2, 3] }, { slider: { ...slider, start: 7 } }),
      /start must be one of its values/,
    );
    assert.throws(one({ y: [0, 1, 2] }, { yLog: true }), /above 0 on a logarithmic axis, got 0/);
    const y = [1, 2, 3];
    assert.throws(one({ y, low: y }), /series "a" has low, so high must be given/);
    assert.throws(one({ y, high: y }), /series "a" has high, so low must be given/);
    assert.throws(one({ y, low: [1], high: y }), /low must have as many entries as y, 3, got 1/);
    assert.throws(one({ y, low: [1, 2, NaN], high: y }), /series "a" low\[2\] must be finite/);
    assert.throws(
      one({ y, low: [1, 2.5, 3], high: y }),
      /series "a" low\[1\] must not be above y, 2, got 2\.5/,
    );
    assert.throws(
      one({ y, low: y, high: [1, 2, 2.5] }),
      /series "a" high\[2\] must not be below y, 3, got 2\.5/,
    );
    assert.throws(
      one({ y, low: [0, 1, 2], high: y }, { yLog: true }),
      /series "a" low must be above 0 on a logarithmic axis, got 0/,
    );
    assert.throws(
      one({ frames: [y, y], low: y, high: y }, { slider }),
      /series "a" has frames, which take no low and high: a band does not move/,
    );
    assert.throws(() => lines([], options), /at least one line/);
  });

  it('stays within 610 pixels with long names', () => {
    const name = 'a name that is far too long to stand beside a line';
    assert.ok(draw(lines([{ name, x, y: x }], options).spec).width <= 610);
  });
});
