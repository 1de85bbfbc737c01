import assert from 'node:assert/strict';
import { heatmap, tf, useBackend } from 'kernel-lib';
import { draw } from 'kernel-lib/figures/render';
import { compileCleanly, textsOf } from './support';

const options = { title: 'A finding', rows: ['il', 'a'], columns: ['le', 'soldat', 'le'] };
const weights = [
  [0.1, 0.62, 0.28],
  [0.5, 0.25, 0.25],
];

describe('heatmap', () => {
  before(async () => {
    await useBackend();
  });

  it('keeps two equal labels as two columns and prints every value', () => {
    const texts = textsOf(draw(heatmap(weights, options).spec).svg);
    assert.equal(texts.filter((text) => text === 'le').length, 2);
    for (const value of ['0.10', '0.62', '0.28', '0.50', '0.25'])
      assert.ok(texts.includes(value), value);
  });

  it('says in words what is in the data', () => {
    const { text } = heatmap(weights, options);
    assert.match(text, /2 rows by 3 columns/);
    assert.match(text, /Every row sums to 1\./);
    assert.match(text.replace(/\n/g, ' '), /largest weight is 0\.62, row "il", column "soldat"/);
  });

  it('does not claim sums or a single largest cell that the data do not have', () => {
    const { text } = heatmap(
      [
        [0.5, 0.1],
        [0.3, 0.5],
      ],
      { title: 'Not weights' },
    );
    assert.doesNotMatch(text, /sum/);
    assert.match(text, /0\.50, in 2 cells/);
    const tied = heatmap(
      [
        [0.4, 0.4, 0.2],
        [0.2, 0.4, 0.4],
      ],
      { title: 'Ties' },
    ).text;
    assert.match(tied.replace(/\n/g, ' '), /0 → 0 and 1 0\.40, 1 → 1 and 2 0\.40/);
  });

  it('draws masked cells grey with a dash and never reads their values', () => {
    const figure = heatmap(
      [
        [1, NaN],
        [0.5, 0.5],
      ],
      {
        title: 'Causal',
        mask: [
          [true, false],
          [true, true],
        ],
      },
    );
    assert.ok(textsOf(draw(figure.spec).svg).includes('–'));
    assert.match(figure.text, /1 cell is masked/);
  });

  it('reads tensors, masks of tensors too, and leaves them alive', () => {
    const values = tf.tensor2d([
      [1, 0],
      [0.5, 0.5],
    ]);
    const mask = tf.tensor2d(
      [
        [1, 0],
        [1, 1],
      ],
      [2, 2],
      'bool',
    );
    assert.match(heatmap(values, { title: 'Causal', mask }).text, /Every row sums\sto\s1/);
    assert.equal(values.isDisposed, false);
    tf.dispose([values, mask]);
    assert.throws(
      () => heatmap(values, { title: 'x' }),
      /heatmap: values must be a live tensor, got one that was disposed/,
    );
  });

  it('says what is wrong with its input', () => {
    const draw2 =
      (values: number[][], more = {}) =>
      () =>
        heatmap(values, { title: 'x', ...more });
    assert.throws(draw2([[1, 2], [3]]), /rows of one length: row 0 has 2, row 1 has 1/);
    assert.throws(draw2([[NaN]]), /values\[0\]\[0\] must be finite, got NaN/);
    assert.throws(draw2([]), /at least one row/);
    assert.throws(draw2([[1]], { rows: ['a', 'b'] }), /rows must have 1 labels, got 2/);
    assert.throws(draw2([[3]]), /values must lie in domain \[0, 1\], got 3 at \[0\]\[0\]/);
    assert.throws(draw2([[-0.5]]), /got -0\.5 at \[0\]\[0\].*diverging: true/);
    assert.throws(draw2([[1]], { domain: [1, 0] }), /low < high/);
    assert.throws(draw2([[1]], { highlight: [[0, 4]] }), /highlight must name cells of \(1, 1\)/);
    assert.throws(
      draw2([[1]], { mask: [[true], [true]] }),
      /mask must have the shape of the values/,
    );
    assert.throws(draw2([[1]], { title: '' }), /options.title/);
    assert.throws(
      () => heatmap('no' as never, { title: 'x' }),
      /must be rows of numbers or a tensor, got a string/,
    );
  });

  it('turns numbers white only on dark cells', () => {
    const { svg } = draw(heatmap([[0.76, 0.77]], { title: 'x' }).spec);
    assert.match(svg, /fill="#000000"[^>]*>0\.76</);
    assert.match(svg, /fill="#FFFFFF"[^>]*>0\.77</i);
  });

  it('stays within 610 pixels, from two columns to a hundred, whatever the labels', () => {
    for (const n of [2, 11, 50, 100]) {
      const matrix = Array.from({ length: 3 }, () => new Array<number>(n).fill(1 / n));
      const columns = Array.from({ length: n }, (_, i) => `column ${i}`);
      const rows = ['a rather long label of a row, indeed', 'b', 'c'];
      const figure = heatmap(matrix, { title: 'A title of many words '.repeat(6), rows, columns });
      assert.ok(draw(figure.spec).width <= 610, `${n} columns: ${draw(figure.spec).width}`);
    }
  });

  it('follows the data with domain auto, and both signs when diverging', () => {
    const auto = JSON.stringify(heatmap([[0.03, 0.17]], { title: 'x', domain: 'auto' }).spec);
    assert.match(auto, /"domain":\[0,0\.18/);
    const diverging = JSON.stringify(heatmap([[-2, 1]], { title: 'x', diverging: true }).spec);
    assert.match(diverging, /"domain":\[-2,-1,0,1,2\]/);
  });

  it('compiles without a warning', () => {
    compileCleanly(heatmap(weights, { ...options, highlight: [[0, 1]] }).spec);
  });
});
