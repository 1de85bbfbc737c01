import assert from 'node:assert/strict';

import { splitMix64, xoshiro128, xoshiro128FromState } from 'kernel-lib/tensor/xoshiro128';

describe('xoshiro128', () => {
  it('gives the published sequence for the state 1, 2, 3, 4', () => {
    const next = xoshiro128FromState([1, 2, 3, 4]);
    const expected = [
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597,
      4258142804,
    ];
    assert.deepEqual(expected.map(next), expected);
  });

  it('takes its state from SplitMix64, whose published sequence for 1234567 this is', () => {
    const next = splitMix64(1234567n);
    const expected = [
      6457827717110365317n,
      3203168211198807973n,
      9817491932198370423n,
      4593380528125082431n,
      16408922859458223821n,
    ];
    assert.deepEqual(expected.map(next), expected);
  });

  it('gives unrelated streams for neighbouring and negative seeds', () => {
    const first = [-1, 0, 1, 2].map((seed) => xoshiro128(seed)());
    assert.equal(new Set(first.map((bits) => bits >>> 16)).size, 4);
  });
});
