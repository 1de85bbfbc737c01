import assert from 'node:assert/strict';
import { heatmap, lines, smallMultiples } from 'kernel-lib';
import { draw } from 'kernel-lib/figures/render';
import { compileCleanly, textsOf, viewOf } from './support';

const x = [0, 1];
const axes = { xTitle: 'x', yTitle: 'y' };
const line = (title: string, slider?: { label: string; values: number[]; start: number }) =>
  lines(
    [
      slider
        ? {
            name: 'a',
            x,
            frames: [
              [0, 1],
              [1, 0],
            ],
          }
        : { name: 'a', x, y: [0, 1] },
    ],
    { title, ...axes, slider },
  );

describe('smallMultiples', () => {
  it('draws the figures again in narrow columns, with their titles', () => {
    const figure = smallMultiples([line('left'), heatmap([[1]], { title: 'right' })], {
      title: 'Both',
      columns: 2,
    });
    compileCleanly(figure.spec);
    const drawing = draw(figure.spec);
    assert.ok(drawing.width <= 610, String(drawing.width));
    const texts = textsOf(drawing.svg);
    for (const text of ['Both', 'left', 'right']) assert.ok(texts.includes(text), text);
    assert.match(figure.text, /Panel 1: left\. Line chart/);
  });

  it('shares one slider between panels', () => {
    const slider = { label: 'width', values: [1, 2], start: 2 };
    const figure = smallMultiples([line('a', slider), line('b', slider)], { title: 'Both' });
    assert.equal(viewOf(figure.spec).signal('at_width'), 2);
    const other = line('c', { ...slider, values: [1, 2, 3].slice(1), start: 2 });
    assert.throws(
      () => smallMultiples([line('a', slider), other], { title: 'x' }),
      /same values and start, got two for width/,
    );
  });

  it('says what is wrong with its input', () => {
    assert.throws(() => smallMultiples([], { title: 'x' }), /at least one/);
    assert.throws(
      () => smallMultiples([line('a')], { title: 'x', columns: 0 }),
      /columns must be a whole number/,
    );
    assert.throws(
      () => smallMultiples(['a' as never], { title: 'x' }),
      /figures\[0\] must be a figure/,
    );
  });
});
