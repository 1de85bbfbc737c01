import assert from 'node:assert/strict';
import { bars } from 'kernel-lib';
import { draw } from 'kernel-lib/figures/render';
import { compileCleanly, overlapsOf, textBoxesOf, textsOf, viewOf } from './support';

const options = { title: 'A finding', yTitle: 'weight' };

describe('bars', () => {
  it('writes the value on each bar and names the highest', () => {
    const figure = bars(
      [
        { label: 'paper', value: 0.25 },
        { label: 'red cup', value: 0.75 },
      ],
      options,
    );
    compileCleanly(figure.spec);
    const texts = textsOf(draw(figure.spec).svg);
    assert.ok(texts.includes('0.25') && texts.includes('0.75') && texts.includes('red cup'));
    assert.match(figure.text, /The highest is red cup\./);
  });

  it('calls equal what looks equal', () => {
    const rows = [
      { label: 'a', value: 0.4991 },
      { label: 'b', value: 0.4992 },
      { label: 'c', value: 0.002 },
    ];
    assert.match(bars(rows, options).text, /The highest are a and b\./);
  });

  it('keeps two bars of one label apart', () => {
    const { spec } = bars(
      [
        { label: 'le', value: 1 },
        { label: 'le', value: 2 },
      ],
      options,
    );
    assert.equal(textsOf(draw(spec).svg).filter((text) => text === 'le').length, 2);
  });

  it('stands groups side by side', () => {
    const rows = ['a', 'b'].flatMap((label) => [
      { label, value: 1, group: 'training' },
      { label, value: 2, group: 'held out' },
    ]);
    const figure = bars(rows, options);
    compileCleanly(figure.spec);
    const drawing = draw(figure.spec);
    assert.ok(textsOf(drawing.svg).includes('held out'));
    assert.ok(drawing.width <= 610);
    assert.match(figure.text, /a \(training\) 1, a \(held out\) 2/);
  });

  it('keeps values, names of groups and of bars apart, however high the bars are', () => {
    const rowsOf = (sign: number, numGroups: number) =>
      ['copy', 'reverse', 'sort'].flatMap((label, i) =>
        Array.from({ length: numGroups }, (_, j) => ({
          ...{ label, group: `group ${j + 1}` },
          value: sign * (1 - 0.01 * i - 0.004 * j),
        })),
      );
    const slider = { label: 'temperature', values: [1, 2], start: 1 };
    const framed = rowsOf(1, 2).map(({ value, ...row }) => ({ ...row, frames: [value, value] }));
    const plain = framed.map(({ group, ...row }) => ({ ...row, label: `${row.label} ${group}` }));
    const charts = {
      'near 1': bars(rowsOf(1, 2), options),
      'three groups': bars(rowsOf(1, 3), options),
      'five groups': bars(rowsOf(1, 5), options),
      'below 0': bars(rowsOf(-1, 2), options),
      'with a slider': bars(framed, { ...options, slider }),
      'with a slider, without groups': bars(plain, { ...options, slider }),
    };
    for (const [name, { spec }] of Object.entries(charts)) {
      const boxes = textBoxesOf(spec).filter(({ text }) => text !== options.title);
      assert.ok(
        boxes.some(({ text }) => /^−?1\.00$/.test(text)),
        `${name}: the values are shown`,
      );
      assert.deepEqual(overlapsOf(boxes), [], name);
    }
  });

  it('writes values below the bars that hang down', () => {
    const boxes = textBoxesOf(
      bars([{ label: 'a', value: -1 }], { ...options, valueFormat: '.1f' }).spec,
    );
    // The bar is 230 pixels long; the other −1.0 stands on the axis, left of the plot.
    const value = boxes.find(({ text, x1 }) => text === '−1.0' && x1 > 0);
    assert.ok(value && value.y1 >= 230, JSON.stringify(value));
  });

  it('leaves values out where they would cover each other', () => {
    const rows = 'abcdefgh'
      .split('')
      .flatMap((label) => ['one', 'two', 'three'].map((group) => ({ label, group, value: 0.987 })));
    const boxes = textBoxesOf(bars(rows, options).spec);
    assert.ok(!boxes.some(({ text }) => text === '0.99'));
    assert.deepEqual(overlapsOf(boxes), []);
  });

  it('centres the bars of a group over their label, with a slider as well', () => {
    const rows = ['a', 'b'].flatMap((label) =>
      ['one', 'two'].map((group) => ({ label, group, frames: [1, 2] })),
    );
    const slider = { label: 'temperature', values: [1, 2], start: 1 };
    const boxes = textBoxesOf(bars(rows, { ...options, slider }).spec);
    const middle = (wanted: string): number[] =>
      boxes.filter(({ text }) => text === wanted).map(({ x1, x2 }) => (x1 + x2) / 2);
    const [first, second] = middle('1').filter((x) => x > 0);
    assert.ok(Math.abs((first + second) / 2 - middle('a')[0]) < 1, `${first}, ${second}`);
  });

  it('cuts long names of groups and stays within 610 pixels', () => {
    const rows = [1, 2, 3, 4, 5].map((i) => ({
      ...{ label: 'a', value: i },
      group: `${i} ${'a name without an end '.repeat(9)}`,
    }));
    const figure = bars(rows, options);
    assert.ok(draw(figure.spec).width <= 610, `${draw(figure.spec).width}`);
    assert.deepEqual(overlapsOf(textBoxesOf(figure.spec)), []);
    assert.match(textsOf(draw(figure.spec).svg).join('|'), /4 a name without an end a[^|]*…/);
  });

  it('formats values as asked, in percent for example', () => {
    const figure = bars([{ label: 'a', value: 0.5 }], { ...options, valueFormat: '.0%' });
    assert.ok(textsOf(draw(figure.spec).svg).includes('50%'));
    assert.match(figure.text, /a 50%/);
  });

  it('moves framed bars with the slider and leaves the others', async () => {
    const rows = [
      { label: 'moving', frames: [0.125, 0.375] },
      { label: 'fixed', value: 0.25 },
    ];
    const slider = { label: 'temperature', values: [1, 2], start: 1 };
    const view = viewOf(bars(rows, { ...options, slider }).spec);
    assert.ok(textsOf(await view.svg()).includes('0.13'));
    view.signal('at_temperature', 2);
    view.run();
    const texts = textsOf(await view.svg());
    assert.ok(
      texts.includes('0.38') && texts.includes('0.25') && !texts.includes('0.13'),
      String(texts),
    );
  });

  it('draws bars of 0 on an axis that goes up', async () => {
    const texts = textsOf(await viewOf(bars([{ label: 'none', value: 0 }], options).spec).svg());
    assert.ok(texts.includes('1.0') || texts.includes('1'), String(texts));
    assert.ok(!texts.some((text) => /^[−-]/.test(text)), String(texts));
  });

  it('says what is wrong with its input', () => {
    assert.throws(() => bars([], options), /at least one bar/);
    assert.throws(
      () => bars([{ label: 'a', value: NaN }], options),
      /rows\[0\] "a" value must be finite/,
    );
    assert.throws(() => bars([{ label: 'a' }], options), /value must be a number, got undefined/);
    assert.throws(
      () => bars([{ label: 'a', frames: [1] }], options),
      /options\.slider must be given/,
    );
    const many = 'abcdef'.split('').map((group) => ({ label: 'x', value: 1, group }));
    assert.throws(() => bars(many, options), /at most 5 groups, got 6/);
  });
});
