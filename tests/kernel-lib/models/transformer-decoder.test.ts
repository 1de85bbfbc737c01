import assert from 'node:assert/strict';

import { TransformerDecoder, TransformerEncoder, allClose, seededRandom, tf } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { checkGolden, goldenCases, type Tensors } from '../../support/golden';
import { assertOwnsOneTensor } from '../../support/memory';
import {
  bindWeights,
  blockOptions,
  decoderBlockWeights,
  encoderBlockWeights,
  lengthsOf,
  normWeights,
} from '../../support/weights';

function translate(tensors: Tensors, options: Record<string, unknown>): Tensors {
  const { src, tgt, srcKeyPaddingMask, ...weights } = tensors;
  const layers = (side: string): number[] => [...Array(options[side] as number).keys()];
  const stack = blockOptions(options, weights, 'encoder.layers.0.');
  const encoder = bindWeights(
    new TransformerEncoder({
      ...{ ...stack, numLayers: options.numEncoderLayers as number, hasFinalNorm: true },
    }),
    Object.assign(
      normWeights('finalNorm', 'encoder.norm', weights),
      ...layers('numEncoderLayers').map((i) =>
        encoderBlockWeights(`blocks.${i}.`, `encoder.layers.${i}.`, weights),
      ),
    ),
  );
  const decoder = bindWeights(
    new TransformerDecoder({
      ...{ ...stack, numLayers: options.numDecoderLayers as number, hasFinalNorm: true },
    }),
    Object.assign(
      normWeights('finalNorm', 'decoder.norm', weights),
      ...layers('numDecoderLayers').map((i) =>
        decoderBlockWeights(`blocks.${i}.`, `decoder.layers.${i}.`, weights),
      ),
    ),
  );
  const lens = lengthsOf(srcKeyPaddingMask);
  const memory = encoder.forward(src as tf.Tensor3D, { validLens: lens });
  return { memory, output: decoder.forward(tgt as tf.Tensor3D, memory, { memoryLens: lens }) };
}

onEveryEngine('TransformerEncoder and TransformerDecoder', () => {
  for (const goldenCase of goldenCases('transformer')) {
    it(`agree with the reference: ${goldenCase.name}`, () => {
      checkGolden(goldenCase, translate);
    });
  }
});

describe('TransformerDecoder', () => {
  const decoder = (): TransformerDecoder =>
    new TransformerDecoder({
      ...{ dim: 4, numHeads: 2, hiddenDim: 6, numLayers: 2, random: seededRandom(1) },
    });

  it('goes on from what it kept as if it had seen everything at once', () => {
    const stack = decoder();
    tf.tidy(() => {
      const x = seededRandom(2).normalTensor<tf.Rank.R3>([2, 5, 4]);
      const memory = seededRandom(3).normalTensor<tf.Rank.R3>([2, 3, 4]);
      const limits = { memoryLens: [2, 3] };
      const whole = stack.forward(x, memory, limits);
      const first = stack.extend(x.slice([0, 0, 0], [2, 2, 4]), stack.start(memory), limits);
      const second = stack.extend(x.slice([0, 2, 0], [2, 3, 4]), first.kept, limits);
      assert.ok(allClose(tf.concat([first.output, second.output], 1), whole));
    });
    stack.dispose();
  });

  it('leaves one tensor behind, and shows the weights of each layer', () => {
    const before = tf.memory().numTensors;
    const stack = decoder();
    const x = tf.ones([2, 3, 4]) as tf.Tensor3D;
    assertOwnsOneTensor(() => stack.forward(x, x));
    const weights = stack.weights(x, x);
    assert.deepEqual(weights.map(({ cross }) => cross.shape), [[2, 2, 3, 3], [2, 2, 3, 3]]); // prettier-ignore
    tf.dispose(weights as unknown as tf.TensorContainer);
    x.dispose();
    stack.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
});
