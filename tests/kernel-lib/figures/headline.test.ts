import assert from 'node:assert/strict';
import { headline } from 'kernel-lib';
import { headlineMime, keepsGate } from 'kernel-lib/figures/headline';
import { outputsOf } from './support';

describe('headline', () => {
  it('shows one line and carries the numbers for the runner', async () => {
    const result = { name: 'error', value: 0.0812, gate: { atMost: 0.2 }, seed: 7 };
    const [sent] = await outputsOf(() => headline(result));
    assert.deepEqual(sent.data[headlineMime], { ...result, passed: true });
    assert.equal(sent.data['text/plain'], '✔ error: 0.081 (expected at most 0.20, seed 7)');
  });

  it('says a missed bound and does not throw, whatever it is given', async () => {
    const sent = await outputsOf(() => {
      headline({ name: 'accuracy', value: 0.5, gate: { atLeast: 0.8 } });
      headline({ name: 'accuracy', value: NaN, gate: { atLeast: 0.8 } });
      headline({ name: 'accuracy', value: undefined as never, gate: undefined as never });
    });
    assert.deepEqual(
      sent.map((output) => (output.data[headlineMime] as { passed: boolean }).passed),
      [false, false, false],
    );
    assert.match(
      String(sent[0].data['text/plain']),
      /^✘ accuracy: 0\.50 \(expected at least 0\.80\)/,
    );
  });

  it('takes both bounds as inclusive', () => {
    assert.equal(keepsGate(1, { atLeast: 1, atMost: 1 }), true);
    assert.equal(keepsGate(1.01, { atMost: 1 }), false);
    assert.equal(keepsGate(0.99, { atLeast: 1 }), false);
    assert.equal(keepsGate(NaN, {}), false);
  });
});
