import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { show, tf, useBackend } from 'kernel-lib';
import { displaySymbol, type Displayable } from 'kernel-lib/figures/mime';
import { tensorBundle } from 'kernel-lib/figures/tensor-display';
import { outputsOf } from './support';

const displayed = (tensor: tf.Tensor): { html: string; text: string } => {
  const bundle = tensorBundle(tensor);
  tensor.dispose();
  return { html: String(bundle['text/html'] ?? ''), text: String(bundle['text/plain']) };
};

describe('the display of tensors', () => {
  before(async () => {
    await useBackend();
  });

  it('is there for the last expression of a cell', async () => {
    const tensor = tf.tensor1d([1, 2]);
    const bundle = await (tensor as unknown as Displayable)[displaySymbol]();
    assert.deepEqual(bundle, tensorBundle(tensor));
    assert.equal(tensor.isDisposed, false);
    tensor.dispose();
  });

  it('prints a tensor in full, and in one line inside something else', () => {
    const tensor = tf.tensor1d([1, 2]);
    assert.equal(inspect(tensor), tensorBundle(tensor)['text/plain']);
    const head = 'Tensor (2) float32   min 1.00   mean 1.50   max 2.00';
    assert.equal(inspect([tensor, 3]), `[ ${head}, 3 ]`);
    assert.equal(inspect({ tensor }), `{ tensor: ${head} }`);
    tensor.dispose();
    assert.match(inspect([tensor]), /^\[\s+Tensor \(2\) float32 {3}disposed: /);
  });

  it('begins with shape and dtype, then the range', () => {
    const { text, html } = displayed(
      tf.tensor2d([
        [1, 2],
        [3, 6],
      ]),
    );
    assert.equal(text.split('\n')[0], 'Tensor (2, 2) float32   min 1.00   mean 3.00   max 6.00');
    assert.ok(
      html.indexOf('(2, 2)') < html.indexOf('float32') &&
        html.indexOf('float32') < html.indexOf('min'),
    );
  });

  it('shows a scalar in one line', () => {
    assert.equal(displayed(tf.scalar(0.44812)).text, 'Tensor () float32   0.4481');
    assert.equal(displayed(tf.scalar(7, 'int32')).text, 'Tensor () int32   7');
  });

  it('counts what is not a number, and computes the range of the rest', () => {
    const { text, html } = displayed(tf.tensor1d([NaN, 1, NaN, 3, Infinity]));
    assert.match(text, /min 1\.00 {3}mean 2\.00 {3}max 3\.00 {3}2 NaN {3}1 infinite/);
    assert.ok(html.includes('2 NaN') && html.includes('1 infinite'));
  });

  it('says how much is not shown', () => {
    assert.match(displayed(tf.zeros([50, 64])).text, /shown: 8 of 50 rows, 8 of 64 columns/);
    assert.match(displayed(tf.zeros([100])).text, /shown: 8 of 100 values/);
    assert.match(displayed(tf.zeros([20, 6, 5])).text, /shown: first 2 of 20 matrices/);
    const { html } = displayed(tf.zeros([2, 4, 8, 8]));
    assert.ok(html.includes('first 4 of 8 matrices') && html.includes('at: [1, 0]'));
    assert.doesNotMatch(displayed(tf.zeros([2, 3])).text, /shown/);
  });

  it('draws a histogram from 16 values on', () => {
    const bars = (n: number): number =>
      displayed(tf.range(0, n)).html.split('display: inline-block; width: 3px').length - 1;
    assert.equal(bars(15), 0);
    assert.equal(bars(16), 16);
  });

  it('prints the right values of each matrix', () => {
    const lines = displayed(tf.range(0, 12).reshape([2, 2, 3])).text.split('\n');
    assert.deepEqual(lines.slice(1), [
      '  [0]',
      '  0   0.00  1.00  2.00',
      '  1   3.00  4.00  5.00',
      '  [1]',
      '  0   6.00  7.00  8.00',
      '  1   9.00 10.00 11.00',
    ]);
  });

  it('shows booleans, strings, empty tensors and large numbers', () => {
    assert.match(displayed(tf.tensor1d([1, 0, 1], 'bool')).text, /2 of 3 true\n +true false +true/);
    assert.match(displayed(tf.tensor1d(['un', 'deux'])).text, /string\n +un deux/);
    assert.match(displayed(tf.zeros([0, 3])).text, /\(0, 3\) float32 {3}no values/);
    assert.match(displayed(tf.tensor1d([2e6, -3e-3])).text, /2\.0e\+6/);
    assert.doesNotMatch(displayed(tf.tensor1d([-0.001, 1])).text, /-0\.00/);
  });

  it('says that a tensor was disposed', () => {
    const tensor = tf.zeros([3, 3]);
    tensor.dispose();
    const bundle = tensorBundle(tensor);
    assert.match(String(bundle['text/plain']), /^Tensor \(3, 3\) float32 {3}disposed/);
    assert.match(String(bundle['text/html']), /disposed/);
  });

  it('shows the part at an index, and names a wrong one', async () => {
    const tensor = tf.range(0, 8).reshape([2, 2, 2]) as tf.Tensor3D;
    const [sent] = await outputsOf(() => show(tensor, { at: [1] }));
    assert.match(
      String(sent.data['text/plain']),
      /^Tensor \(2, 2\) float32 {3}min 4\.00 {3}mean 5\.50 {3}max 7\.00/,
    );
    assert.throws(
      () => show(tensor, { at: [2] }),
      /show: at must index the leading dimensions of \(2, 2, 2\), got \[2\]/,
    );
    tensor.dispose();
  });

  it('makes no tensors', () => {
    const tensor = tf.zeros([4, 4]);
    const before = tf.memory().numTensors;
    tensorBundle(tensor);
    assert.equal(tf.memory().numTensors, before);
    tensor.dispose();
  });
});
