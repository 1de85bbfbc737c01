import assert from 'node:assert/strict';
import { regression } from 'kernel-lib';
import { draw } from 'kernel-lib/figures/render';
import { compileCleanly, textsOf, viewOf } from './support';

const x = [0, 1, 2];
const options = { title: 'A finding', xTitle: 'x', yTitle: 'y' };
const curves = [
  { name: 'truth', x, y: [0, 1, 2], dashed: true },
  { name: 'estimate', x, y: [0.5, 1, 1.5] },
];
const points = [
  { x: 0.2, y: 0.3, weight: 0.1 },
  { x: 1.1, y: 1.2, weight: 0.7 },
  { x: 1.9, y: 1.7, weight: 0.2 },
];

describe('regression', () => {
  it('draws points by weight, the query in red, the truth dashed', () => {
    const figure = regression({ points, curves, query: 1 }, options);
    compileCleanly(figure.spec);
    const { svg } = draw(figure.spec);
    assert.ok(textsOf(svg).includes('query'));
    assert.match(svg, /stroke="#BA430C"[^>]*stroke-dasharray="4,4"/i);
    assert.match(
      figure.text.replace(/\n/g, ' '),
      /the largest, 0\.70, at 1\.10\. The query is at 1\./,
    );
  });

  it('lets a slider change weights, curve and query together', async () => {
    const framed = regression(
      {
        points: points.map((point, i) => ({
          x: point.x,
          y: point.y,
          weights: [i === 0 ? 1 : 0, i === 2 ? 1 : 0],
        })),
        curves: [
          curves[0],
          {
            name: 'estimate',
            x,
            frames: [
              [0, 0, 0],
              [2, 2, 2],
            ],
          },
        ],
        query: [0.2, 1.9],
      },
      { ...options, slider: { label: 'query', values: [0.2, 1.9], start: 0.2 } },
    );
    assert.match(
      framed.text.replace(/\n/g, ' '),
      /the largest, 1, at 0\.20\. The query is at 0\.20/,
    );
    const view = viewOf(framed.spec);
    const before = await view.svg();
    view.signal('at_query', 1.9);
    view.run();
    assert.notEqual(await view.svg(), before);
  });

  it('says what is wrong with its input', () => {
    const partial = [points[0], { x: 1, y: 1 }];
    assert.throws(
      () => regression({ points: partial, curves }, options),
      /points\[1\]\.weight must be a number, got undefined/,
    );
    const negative = [{ x: 1, y: 1, weight: -1 }];
    assert.throws(
      () => regression({ points: negative, curves }, options),
      /must not be negative, got -1/,
    );
    assert.throws(() => regression({ points: [], curves }, options), /at least one/);
    assert.throws(
      () => regression({ points, curves, query: NaN }, options),
      /query must be finite/,
    );
  });
});
