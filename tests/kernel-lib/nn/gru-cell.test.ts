import assert from 'node:assert/strict';

import { allClose, seededRandom, tf } from 'kernel-lib';
import { GRUCell } from 'kernel-lib/nn/gru-cell';

import { onEveryEngine } from '../../support/engines';
import { checkGolden, goldenCases } from '../../support/golden';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';
import { withWeights } from './with-weights';

const options = { inputDim: 3, numHiddens: 4 };

onEveryEngine('GRUCell', () => {
  for (const goldenCase of goldenCases('gru_cell')) {
    it(`agrees with the reference: ${goldenCase.name}`, () => {
      const [width, inputDim] = goldenCase.params.weight_ih.shape;
      const random = seededRandom(0);
      const cell = new GRUCell({ inputDim, numHiddens: width / 3, random });
      checkGolden(goldenCase, ({ x, h, weight_ih, weight_hh, bias_ih, bias_hh }) => ({
        hNext: withWeights(
          cell,
          {
            inputWeight: weight_ih.transpose(),
            stateWeight: weight_hh.transpose(),
            inputBias: bias_ih,
            stateBias: bias_hh,
          },
          () => cell.forward(x as tf.Tensor2D, h as tf.Tensor2D),
        ),
      }));
      cell.dispose();
    });
  }
});

describe('GRUCell', () => {
  it('keeps its state while z is 1, and forgets it while z is 0', () => {
    tf.tidy(() => {
      const cell = new GRUCell({ inputDim: 1, numHiddens: 1, random: seededRandom(1) });
      const [x, state] = [tf.tensor2d([[0.5]]), tf.tensor2d([[0.9]])];
      // Columns r, z, n; n = tanh(2 · 0.5 + r · 0).
      const withZ = (z: number): Record<string, tf.TensorLike> => ({
        inputWeight: [[0, 0, 2]],
        stateWeight: [[0, 0, 0]],
        inputBias: [0, z, 0],
        stateBias: [0, 0, 0],
      });
      cell.setParameters(withZ(40));
      assert.ok(allClose(cell.forward(x, state), [[0.9]]));
      cell.setParameters(withZ(-40));
      assert.ok(allClose(cell.forward(x, state), [[Math.tanh(1)]]));
    });
  });

  it('closes r after the product with the state, bias included', () => {
    tf.tidy(() => {
      const cell = new GRUCell({ inputDim: 1, numHiddens: 1, random: seededRandom(1) });
      cell.setParameters({
        inputWeight: [[0, 0, 0]],
        stateWeight: [[0, 0, 3]],
        inputBias: [0, -40, 0],
        stateBias: [0, 0, 1],
      });
      // r = σ(0) = 1/2, z = 0: n = tanh(1/2 · (0.2 · 3 + 1)).
      const next = cell.forward(tf.tensor2d([[7]]), tf.tensor2d([[0.2]]));
      assert.ok(allClose(next, [[Math.tanh(0.8)]]));
    });
  });

  it('counts 3h (i + h + 2) numbers, within 1 / √h at first, the same ones for the same seed', () => {
    const [one, other] = [1, 1].map(
      (seed) => new GRUCell({ ...options, random: seededRandom(seed) }),
    );
    assert.equal(one.numParameters(), 12 * 9);
    assert.ok(allClose(one.stateWeight, other.stateWeight, 0));
    assert.ok(Math.max(...one.inputWeight.dataSync().map(Math.abs)) <= 0.5);
    assert.ok(
      allClose(
        one.inputBias,
        tf.tidy(() => Array(12).fill(0)),
        0,
      ),
    );
    one.dispose();
    other.dispose();
  });

  it('leaves one tensor behind, and says which shape it expects', () => {
    const cell = new GRUCell({ ...options, random: seededRandom(1) });
    const [x, state] = [tf.ones<tf.Rank.R2>([2, 3]), tf.ones<tf.Rank.R2>([2, 4])];
    assertOwnsOneTensor(() => cell.forward(x, state));
    assertRefuses(
      () => cell.forward(state, state),
      'GRUCell.forward: x must be a tensor of shape (B, 3), got (2, 4)',
    );
    assertRefuses(
      () => cell.forward(x, x),
      'GRUCell.forward: state must be a tensor of shape (2, 4), got (2, 3)',
    );
    cell.dispose();
    tf.dispose([x, state]);
  });
});
