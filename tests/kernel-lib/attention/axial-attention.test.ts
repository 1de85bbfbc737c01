import assert from 'node:assert/strict';

import {
  AxialAttention,
  allClose,
  axialMask,
  maxDifference,
  seededRandom,
  tf,
  useBackend,
} from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { checkGolden, goldenCases } from '../../support/golden';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';
import { attentionWeightsOf, bindWeights } from '../../support/weights';

onEveryEngine('AxialAttention', () => {
  for (const goldenCase of goldenCases('axial_attention')) {
    it(`agrees with the reference: ${goldenCase.name}`, () => {
      checkGolden(goldenCase, ({ x, ...weights }, { numHeads }) => {
        const dim = x.shape[3]!;
        const axial = bindWeights(
          new AxialAttention({ dim, numHeads: numHeads as number, random: seededRandom(1) }),
          {
            ...attentionWeightsOf('row.', 'row.', weights),
            ...attentionWeightsOf('column.', 'col.', weights),
          },
        );
        const image = x as tf.Tensor4D;
        const [row, col] = [axial.alongRows(image), axial.alongColumns(image)];
        return { row, col, sum: row.add(col), sequential: axial.forward(image) };
      });
    });
  }
});

describe('AxialAttention', () => {
  before(() => useBackend());
  const axial = (): AxialAttention =>
    new AxialAttention({ dim: 4, numHeads: 2, random: seededRandom(1) });

  it('is attention over the whole grid under a mask', () => {
    const attention = axial();
    tf.tidy(() => {
      const x = seededRandom(2).normalTensor<tf.Rank.R4>([2, 3, 5, 4]);
      const flat = x.reshape<tf.Tensor3D>([2, 15, 4]);
      const input = { queries: flat, keys: flat, values: flat };
      const rows = attention.row.forward({ ...input, mask: axialMask(3, 5, 'row') });
      assert.ok(allClose(attention.alongRows(x), rows.reshape(x.shape)));
      const columns = attention.column.forward({ ...input, mask: axialMask(3, 5, 'column') });
      assert.ok(allClose(attention.alongColumns(x), columns.reshape(x.shape)));
    });
    attention.dispose();
  });

  it('opens one line of the grid to each position', () => {
    tf.tidy(() => {
      const row = [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]]; // prettier-ignore
      const column = [[1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 0, 1]]; // prettier-ignore
      assert.equal(maxDifference(axialMask(2, 2, 'row').cast('int32'), row), 0);
      assert.equal(maxDifference(axialMask(2, 2, 'column').cast('int32'), column), 0);
    });
  });

  it('leaves one tensor behind and says what it expects', () => {
    const before = tf.memory().numTensors;
    const attention = axial();
    const x = tf.ones([1, 2, 3, 4]) as tf.Tensor4D;
    const flat = tf.ones([1, 6, 4]) as unknown as tf.Tensor4D;
    assertOwnsOneTensor(() => attention.forward(x));
    assertOwnsOneTensor(() => attention.alongColumns(x));
    assertOwnsOneTensor(() => axialMask(2, 3, 'row'));
    assertRefuses(
      () => attention.forward(flat),
      'AxialAttention.alongRows: x must be a tensor of shape (B, height, width, D), got (1, 6, 4)',
    );
    tf.dispose([x, flat]);
    attention.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
});
