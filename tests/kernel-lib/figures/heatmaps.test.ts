import assert from 'node:assert/strict';
import { heatmaps } from 'kernel-lib';
import { draw } from 'kernel-lib/figures/render';
import { compileCleanly, textsOf } from './support';

const panels = [
  {
    title: 'head 1',
    values: [
      [1, 0],
      [0, 1],
    ],
  },
  {
    title: 'head 2',
    values: [
      [0.5, 0.5],
      [0.5, 0.5],
    ],
  },
];
const labels = ['the', 'cat'];

describe('heatmaps', () => {
  it('draws a panel for each, with one colour key for all', () => {
    const figure = heatmaps(panels, { title: 'Two habits', rows: labels, columns: labels });
    compileCleanly(figure.spec);
    const texts = textsOf(draw(figure.spec).svg);
    assert.ok(texts.includes('head 1') && texts.includes('head 2'));
    assert.equal(texts.filter((text) => text === 'weight').length, 1);
    assert.ok(draw(figure.spec).width <= 610);
  });

  it('describes every panel', () => {
    const { text } = heatmaps(panels, { title: 'Two habits', rows: labels, columns: labels });
    assert.match(text, /head 1: Heat map of 2 rows/);
    assert.match(text.replace(/\n/g, ' '), /head 2: .*Every weight is 0\.50/);
  });

  it('uses the reach of all panels for a diverging scale', () => {
    const signed = [
      { title: 'a', values: [[-3, 1]] },
      { title: 'b', values: [[0.5, 2]] },
    ];
    const { spec } = heatmaps(signed, { title: 'x', diverging: true });
    const domains = JSON.stringify(spec).match(/"domain":\[-3,-1\.5,0,1\.5,3\]/g);
    assert.equal(domains?.length, 2);
  });

  it('names the panel that is wrong', () => {
    const wrong = [
      ...panels,
      {
        title: 'head 3',
        values: [
          [1, NaN],
          [0, 1],
        ],
      },
    ];
    assert.throws(
      () => heatmaps(wrong, { title: 'x' }),
      /heatmaps: panel 2 "head 3": values\[0\]\[1\] must be finite/,
    );
    assert.throws(() => heatmaps([], { title: 'x' }), /at least one/);
  });
});
