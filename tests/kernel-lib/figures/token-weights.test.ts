import assert from 'node:assert/strict';
import { tf, tokenWeights, useBackend } from 'kernel-lib';
import { draw } from 'kernel-lib/figures/render';
import { compileCleanly, textsOf } from './support';

const tokens = ['not', 'good', 'not'];
const options = { title: 'A finding' };

describe('tokenWeights', () => {
  before(useBackend);

  it('writes every token of every row, and names the largest weights', () => {
    const all = tf.tensor1d([0, 0, 1]);
    const rows = [
      { name: 'hop 1', weights: [0.7, 0.2, 0.1] },
      { name: 'hop 2', weights: all },
    ];
    const figure = tokenWeights(tokens, rows, options);
    compileCleanly(figure.spec);
    const texts = textsOf(draw(figure.spec).svg);
    assert.equal(texts.filter((text) => text === 'not').length, 4);
    assert.ok(texts.includes('hop 1') && texts.includes('hop 2'));
    assert.match(figure.text, /hop 1: not 0\.70, good 0\.20, not 0\.10;\s+hop 2: not 1/);
    all.dispose();
  });

  it('breaks a long sentence into lines inside its width', () => {
    const long = Array.from({ length: 60 }, (_, i) => `word${i}`);
    const weights = long.map(() => 1 / 60);
    const { spec } = tokenWeights(long, [{ name: 'all', weights }], options);
    const boxes = (spec.layer as { data: { values: { x2: number; y: number }[] } }[])[1].data
      .values;
    assert.ok(Math.max(...boxes.map(({ x2 }) => x2)) <= (spec.width as number));
    assert.ok(new Set(boxes.map(({ y }) => y)).size > 4);
  });

  it('gives the darkest colour to the largest weight, or to the one it is told', () => {
    const dark = (largest?: number): number => {
      const figure = tokenWeights(tokens, [{ name: 'a', weights: [0.2, 0.1, 0.1] }], {
        ...options,
        largest,
      });
      return draw(figure.spec).svg.match(/fill="rgb\(19, 70, 121\)"/g)?.length ?? 0;
    };
    assert.equal(dark(), 1);
    assert.equal(dark(1), 0);
  });

  it('says what does not fit', () => {
    assert.throws(() => tokenWeights(tokens, [], options), /at least one/);
    const short = [{ name: 'a', weights: [1] }];
    assert.throws(() => tokenWeights(tokens, short, options), /"a" weights must have .* 3, got 1/);
    const below = [{ name: 'a', weights: [1, -1, 1] }];
    assert.throws(() => tokenWeights(tokens, below, options), /must be 0 or more, got -1/);
  });
});
