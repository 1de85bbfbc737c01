import assert from 'node:assert/strict';
import { resultBundle } from 'kernel-lib/kernel/result';

const display = Symbol.for('Jupyter.display');

describe('resultBundle', () => {
  it('takes the formats of a value, bytes as base64, and adds plain text', async () => {
    const value = {
      [display]: () => ({ 'text/html': '<b>1</b>', 'image/png': new Uint8Array([1, 2, 3]), x: 1 }),
    };
    const bundle = await resultBundle(value);
    assert.equal(bundle['text/html'], '<b>1</b>');
    assert.equal(bundle['image/png'], 'AQID'); // 0x01 0x02 0x03
    assert.equal(typeof bundle['text/plain'], 'string');
    assert.equal('x' in bundle, false);
  });

  it('waits for a promise of formats and keeps their own plain text', async () => {
    const value = { [display]: () => Promise.resolve({ 'text/plain': 'mine' }) };
    assert.deepEqual(await resultBundle(value), { 'text/plain': 'mine' });
  });

  it('falls back to plain text when the method throws, and says so', async () => {
    const value = {
      [display]: () => {
        throw new Error('broken');
      },
    };
    assert.match(String((await resultBundle(value))['text/plain']), /threw: broken/);
  });

  it('falls back when the method gives something else', async () => {
    const bundle = await resultBundle({ [display]: () => 5, a: 1 });
    assert.match(String(bundle['text/plain']), /a: 1/);
  });

  it('prints what does not bring formats', async () => {
    assert.deepEqual(await resultBundle(new Set([1])), { 'text/plain': 'Set(1) { 1 }' });
    assert.deepEqual(await resultBundle(Symbol('s')), { 'text/plain': 'Symbol(s)' });
  });

  it('survives a value that cannot be printed', async () => {
    const value = new Proxy(
      {},
      { getPrototypeOf: () => assert.fail('no'), get: () => assert.fail('no') },
    );
    assert.equal(typeof (await resultBundle(value))['text/plain'], 'string');
  });

  it('knows Vega-Lite specifications', async () => {
    const spec = { $schema: 'https://vega.github.io/schema/vega-lite/v5.json', mark: 'point' };
    const bundle = await resultBundle(spec);
    assert.equal(bundle['application/vnd.vegalite.v5+json'], spec);
  });

  it('knows tensors: shape, type and the head of the values', async () => {
    const tf = await import('@tensorflow/tfjs');
    await tf.ready();
    const tensor = tf.tensor2d([
      [1, 2],
      [3, 4],
    ]);
    const text = String((await resultBundle(tensor))['text/plain']);
    assert.match(text, /^Tensor \(2, 2\) float32 [^]*\n {2}1 {2}3\.00 4\.00/);
    tensor.dispose();
    assert.match(
      String((await resultBundle(tensor))['text/plain']),
      /^Tensor \(2, 2\) float32 +disposed/,
    );
  }).timeout(60_000);
});
