import assert from 'node:assert/strict';
import { tf } from 'kernel-lib';
import { drawNormal, lengths } from 'kernel-lib/exercise/define';
import * as properties from 'kernel-lib/exercise/properties';
import type { Inputs, Random } from 'kernel-lib/exercise/types';
import { scores, softmax, verdict } from './tools';

describe('properties of invariance', () => {
  const padded = (random: Random): Inputs => ({
    keys: drawNormal(random, [2, 4, 3]),
    validLens: lengths([2, 3]),
  });
  const masked = (shift: number) => (keys: tf.Tensor3D, validLens: tf.Tensor1D) =>
    tf.tidy(() => {
      const ends = validLens.toFloat().add(shift).expandDims(1);
      const open = tf.range(0, 4).expandDims(0).less(ends);
      const kept = tf.where(open.expandDims(2).tile([1, 1, 3]), keys, tf.zeros([2, 4, 3]));
      return kept.sum(1);
    });

  it('paddingInvariant', async () => {
    const claim = properties.paddingInvariant({ change: ['keys'], lengths: 'validLens' });
    assert.equal(await verdict(claim, padded, masked(0)), 'holds');
    assert.match(await verdict(claim, padded, masked(1)), /beyond the valid length/);
    assert.match(
      await verdict(claim, padded, (keys: tf.Tensor) => keys.sum(1)),
      /weight still goes to positions beyond/,
    );
  });

  it('permutationEquivariant, and invariant with output null', async () => {
    const inputs = (random: Random): Inputs => ({ x: drawNormal(random, [4, 2]) });
    const follows = properties.permutationEquivariant({ permute: { x: 0 }, output: 0 });
    const ignores = properties.permutationEquivariant({ permute: { x: 0 }, output: null });
    const double = (x: tf.Tensor): tf.Tensor => x.mul(2);
    const placed = (x: tf.Tensor): tf.Tensor => x.mul(tf.range(1, 5).expandDims(1));
    assert.equal(await verdict(follows, inputs, double), 'holds');
    assert.match(await verdict(follows, inputs, placed), /place in the list/);
    assert.equal(await verdict(ignores, inputs, (x: tf.Tensor) => x.sum(0)), 'holds');
    assert.match(await verdict(ignores, inputs, double), /place in the list/);
  });

  it('shiftInvariant', async () => {
    const claim = properties.shiftInvariant({ input: 'scores', by: 200 });
    assert.equal(await verdict(claim, scores, softmax), 'holds');
    const naive = (x: tf.Tensor): tf.Tensor => x.exp().div(x.exp().sum(-1, true));
    assert.match(await verdict(claim, scores, naive), /taken away before the exponential/);
  });

  it('batchIndependent', async () => {
    const claim = properties.batchIndependent({ change: ['scores'] });
    assert.equal(await verdict(claim, scores, softmax), 'holds');
    const mixed = (x: tf.Tensor): tf.Tensor => x.exp().div(x.exp().sum(0, true));
    assert.match(await verdict(claim, scores, mixed), /over the batch axis/);
  });

  it('causal', async () => {
    const claim = properties.causal({ change: ['x'] });
    const inputs = (random: Random): Inputs => ({ x: drawNormal(random, [2, 4, 1]) });
    assert.equal(await verdict(claim, inputs, (x: tf.Tensor) => tf.cumsum(x, 1)), 'holds');
    const ahead = (x: tf.Tensor): tf.Tensor => tf.cumsum(x, 1, false, true);
    assert.match(await verdict(claim, inputs, ahead), /look ahead/);
  });
});
