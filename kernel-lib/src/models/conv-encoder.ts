import { tf } from '../backend/tensorflow';
import { Conv1D } from '../nn/conv1d';
import type { Random } from '../tensor/random';
import { requireWhole } from '../tensor/require';
import { countedTokens, SentenceEncoder, type SentenceLens } from './sentence-encoder';

export interface ConvEncoderOptions {
  /** D, the width of an embedding. */
  dim: number;
  /** How many features each convolution finds. */
  numHiddens: number;
  /** How many neighbouring tokens a convolution sees; 3 unless said. */
  kernelSize?: number;
  /** How many convolutions stand on each other; 2 unless said. */
  numLayers?: number;
  /** Where the first weights come from. */
  random: Random;
}

/**
 * Convolutions, each followed by max(0, x), and the largest value of each feature over the tokens. It knows the
 * order of words that are at most numLayers · (kernelSize − 1) apart.
 *
 * @see Kim 2014.
 */
export class ConvEncoder extends SentenceEncoder {
  readonly layers: Conv1D[];
  readonly outputDim: number;

  constructor({ dim, numHiddens, kernelSize = 3, numLayers = 2, random }: ConvEncoderOptions) {
    super();
    requireWhole('ConvEncoder', 'numLayers', numLayers, 1);
    this.layers = Array.from({ length: numLayers }, (_layer, at) => {
      const inputDim = at === 0 ? dim : numHiddens;
      return new Conv1D({ inputDim, outputDim: numHiddens, kernelSize, random });
    });
    this.outputDim = numHiddens;
  }

  forward(x: tf.Tensor3D, lens: SentenceLens): tf.Tensor2D {
    return tf.tidy(() => {
      // Beyond the end stay zeros, as beyond the beginning: a feature is at least 0, so that they win no maximum.
      const counted = countedTokens(lens, x.shape[1]);
      const features = this.layers.reduce(
        (h, layer) => layer.forward(h).relu().mul<tf.Tensor3D>(counted),
        x.mul<tf.Tensor3D>(counted),
      );
      return features.max<tf.Tensor2D>(1);
    });
  }
}
