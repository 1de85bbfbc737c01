import assert from 'node:assert/strict';

import { AdamW, tf } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { assertClose, goldenCases } from '../../support/golden';

interface Options {
  lr: number;
  beta1: number;
  beta2: number;
  eps: number;
  weightDecay: number;
  steps: number;
}

onEveryEngine('AdamW', () => {
  for (const { name, inputs, params, options, outputs } of goldenCases('adamw')) {
    it(`takes the steps of PyTorch: ${name}`, () => {
      const { lr, eps, beta1, beta2, weightDecay, steps } = options as unknown as Options;
      const tensor = ({ data, shape }: { data: number[]; shape: number[] }): tf.Tensor =>
        tf.tensor(data, shape);
      tf.tidy(() => {
        const variable = tf.variable(tensor(params.w0));
        const optimizer = new AdamW({ learningRate: lr, epsilon: eps, beta1, beta2, weightDecay });
        for (let step = 1; step <= steps; step++) {
          optimizer.applyGradients({ [variable.name]: tensor(inputs[`g${step}`]) });
          const { first, second } = optimizer.state({ w: variable }).moments.w;
          const { shape } = variable;
          assertClose(`w${step}`, variable, tensor(outputs[`w${step}`]));
          assertClose(`m${step}`, tf.tensor(first, shape), tensor(outputs[`m${step}`]));
          assertClose(`v${step}`, tf.tensor(second, shape), tensor(outputs[`v${step}`]));
        }
        optimizer.dispose();
        variable.dispose();
      });
    });
  }

  it('lets only those parameters decay that it is told to', () => {
    tf.tidy(() => {
      const [matrix, bias] = [tf.variable(tf.ones([2, 2])), tf.variable(tf.ones([2]))];
      const optimizer = new AdamW({
        learningRate: 0.5,
        weightDecay: 0.5,
        decays: (parameter) => parameter.rank > 1,
      });
      const zeros = { [matrix.name]: tf.zeros([2, 2]), [bias.name]: tf.zeros([2]) };
      optimizer.applyGradients(zeros);
      assert.deepEqual(Array.from(matrix.dataSync()), [0.75, 0.75, 0.75, 0.75]);
      assert.deepEqual(Array.from(bias.dataSync()), [1, 1]);
      optimizer.dispose();
      tf.dispose([matrix, bias]);
    });
  });
});
