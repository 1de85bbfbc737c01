import assert from 'node:assert/strict';
import { placeLabels } from 'kernel-lib/figures/label-places';
import { spread } from 'kernel-lib/figures/end-labels';

describe('places of labels', () => {
  it('stands right of a point, and left of it where another label is', () => {
    const [alone] = placeLabels([{ x: 100, y: 50, label: 'book' }], 400);
    assert.equal(alone?.align, 'left');
    const [first, second] = placeLabels(
      [
        { x: 100, y: 50, label: 'book' },
        { x: 97, y: 50, label: 'gaze' },
      ],
      400,
    );
    assert.notDeepEqual(first, second);
    assert.deepEqual(placeLabels([{ x: 1, y: 1 }], 400), [null]);
  });

  it('stays inside the plot on the right', () => {
    const [label] = placeLabels([{ x: 395, y: 50, label: 'a long label of a point' }], 400);
    assert.equal(label?.align, 'right');
  });

  it('moves end labels apart as far as needed and no further', () => {
    assert.deepEqual(spread([10, 100], [15, 15], 250), [10, 100]);
    assert.deepEqual(spread([100, 100], [20, 20], 250), [90, 110]);
    const low = spread([250, 250, 250], [15, 15, 15], 250).sort((a, b) => a - b);
    assert.ok(low[2] <= 254.01 && low[1] - low[0] >= 14.5 && low[2] - low[1] >= 14.5, String(low));
  });
});
