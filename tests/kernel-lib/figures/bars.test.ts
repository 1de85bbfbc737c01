import assert from 'node:assert/strict';
import { bars } from 'kernel-lib';
import { draw } from 'kernel-lib/figures/render';
import { compileCleanly, textsOf, viewOf } from './support';

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
