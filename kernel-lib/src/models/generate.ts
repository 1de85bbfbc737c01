import { tf } from '../backend/tensorflow';
import type { Random } from '../tensor/random';
import { requireWhole } from '../tensor/require';
import type { GPT } from './gpt';
import { sampleFrom, samplingDistribution, type SamplingOptions } from './sampling';
import type { WritingOptions } from './writing';

export interface GenerateOptions extends SamplingOptions, WritingOptions {
  /** The most tokens to add. */
  maxNewTokens: number;
  /** What draws the tokens; not needed at temperature 0. */
  random?: Random;
  /** A token that ends the text; it is not part of what is returned. None unless said. */
  stop?: number | null;
}

/** What follows a prompt, drawn token by token. A text longer than the model sees goes on from its last part. */
export function generate(
  model: GPT,
  prompt: readonly number[],
  options: GenerateOptions,
): number[] {
  const { maxNewTokens, random, stop = null, temperature = 1 } = options;
  requireWhole('generate', 'maxNewTokens', maxNewTokens, 0);
  if (prompt.length === 0) throw new Error('generate: prompt must have at least one token, got none'); // prettier-ignore
  if (random === undefined && temperature !== 0) {
    throw new Error('generate: random must be given unless temperature is 0, got undefined');
  }
  const numPositions = model.positions.weight.shape[0];
  const text = [...prompt];
  let writing = model.write(options);
  try {
    let pending = text.slice(-numPositions);
    while (text.length - prompt.length < maxNewTokens) {
      if ((writing.texts[0]?.length ?? 0) + pending.length > numPositions) {
        // Every token stands at another position now: nothing that was kept is of use.
        writing.dispose();
        writing = model.write(options);
        pending = text.slice(-numPositions);
      }
      const logits = writing.write([pending]);
      const chances = tf.tidy(() =>
        samplingDistribution(logits.squeeze<tf.Tensor1D>([0]), options),
      );
      logits.dispose();
      const token = temperature === 0 ? chances.indexOf(1) : sampleFrom(chances, random!);
      if (token === stop) break;
      text.push(token);
      pending = [token];
    }
    return text.slice(prompt.length);
  } finally {
    writing.dispose();
  }
}
