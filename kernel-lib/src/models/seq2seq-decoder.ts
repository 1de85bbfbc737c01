import { AdditiveAttention } from '../attention/additive-attention';
import { denseOf } from '../backend/fused/dense';
import { gruOf, stepsOf } from '../backend/fused/gru';
import { tf } from '../backend/tensorflow';
import { Dropout } from '../nn/dropout';
import { Embedding } from '../nn/embedding';
import { GRUCell, stepOf } from '../nn/gru-cell';
import { Linear } from '../nn/linear';
import { Module } from '../nn/module';
import { lengthMask } from '../tensor/mask';
import type { Random } from '../tensor/random';
import { DotAttention } from './dot-attention';
import { embedAtScale } from './embed-at-scale';

/** How a decoder looks at the text: at one vector for all of it, or by one of two kinds of attention. */
export type Seq2SeqAttention = 'none' | 'additive' | 'scaledDot';

export interface Seq2SeqDecoderOptions {
  /** V, how many tokens the language that is written has. */
  vocabularySize: number;
  /** D, the width of an embedding. */
  dim: number;
  /** h, the width of the state. */
  numHiddens: number;
  /** c, the width of the encoder's outputs. */
  contextDim: number;
  attention: Seq2SeqAttention;
  /** How likely in training a number of an embedding is dropped. */
  dropout: number;
  random: Random;
}

/** What a decoder remembers of the text that was read. */
export type SourceMemory = {
  /** (B, c), the whole text in one vector. */
  summary: tf.Tensor2D;
  /** With attention: the values (B, S, c), the keys (B, S, h), projected, and how many count, (B) int32. */
  tokens?: { values: tf.Tensor3D; keys: tf.Tensor3D; lens: tf.Tensor1D };
};

/** The course of writing. */
export interface DecoderRun {
  /** (B, T, h), the state before each token: what the attention asks with. */
  queries: tf.Tensor3D;
  /** (B, T, V), how likely each token is to come next. */
  logits: tf.Tensor3D;
  /** (B, h), the state after the last token. */
  state: tf.Tensor2D;
}

/** (B, T + 1, h), the states before each step and after the last, and (B, T, c), what each step saw of the text. */
interface StatesAndContexts {
  states: tf.Tensor3D;
  contexts: tf.Tensor3D;
}

/** A GRU that reads, beside the token that was written last, a context: the whole text, or what it attends to. */
export class Seq2SeqDecoder extends Module {
  readonly embedding: Embedding;
  readonly dropout: Dropout;
  /** From the summary of the text to the first state. */
  readonly bridge: Linear;
  readonly attention: AdditiveAttention | DotAttention | null;
  /** Reads [embedding, context]. */
  readonly cell: GRUCell;
  /** From [state, context] to the logits. */
  readonly output: Linear;

  constructor(options: Seq2SeqDecoderOptions) {
    super();
    const { vocabularySize, dim, numHiddens, contextDim, dropout, random } = options;
    this.embedding = new Embedding({ numEmbeddings: vocabularySize, dim, random });
    this.dropout = new Dropout({ rate: dropout, random });
    this.bridge = new Linear({ inputDim: contextDim, outputDim: numHiddens, random });
    this.attention = newAttention(options);
    this.cell = new GRUCell({ inputDim: dim + contextDim, numHiddens, random });
    const inputDim = numHiddens + contextDim;
    this.output = new Linear({ inputDim, outputDim: vocabularySize, random });
  }

  /** The state before the first token, tanh(summary W + b): (B, c) -> (B, h). */
  firstState(summary: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => tf.tanh(this.bridge.forward(summary)));
  }

  /**
   * @param target (B, T) int32, what is written, from the state on.
   * @returns queries, logits and the last state. The caller disposes them.
   */
  forward(target: tf.Tensor2D, state: tf.Tensor2D, memory: SourceMemory): DecoderRun {
    return tf.tidy(() => {
      const embedded = this.dropout.forward(embedAtScale(this.embedding, target)); // (B, T, D)
      const { inputWeight, inputBias } = this.cell;
      const dims = [embedded.shape[2], inputWeight.shape[0] - embedded.shape[2]];
      const [fromToken, fromContext] = tf.split(inputWeight as tf.Tensor2D, dims) as tf.Tensor2D[];
      // What the tokens contribute to the gates is known before the first step.
      const projected = denseOf(embedded, fromToken, inputBias) as tf.Tensor3D; // (B, T, 3h)
      const { states, contexts } =
        memory.tokens && this.attention
          ? this.attendStepByStep(projected, fromContext, state, memory.tokens)
          : this.withFixedContext(projected, fromContext, state, memory.summary);
      const [numBatch, numSteps, numHiddens] = [...target.shape, state.shape[1]];
      const after = states.slice([0, 1, 0], [numBatch, numSteps, numHiddens]);
      return {
        queries: states.slice([0, 0, 0], [numBatch, numSteps, numHiddens]),
        logits: this.output.forward(tf.concat([after, contexts], 2)),
        state: states.slice([0, numSteps, 0], [-1, 1, -1]).reshape<tf.Tensor2D>(state.shape),
      };
    });
  }

  /** Each step sees the same vector: the whole sequence is one recurrence. */
  private withFixedContext(
    projected: tf.Tensor3D,
    fromContext: tf.Tensor2D,
    state: tf.Tensor2D,
    summary: tf.Tensor2D,
  ): StatesAndContexts {
    const { stateWeight: weight, stateBias: bias } = this.cell;
    const gates = projected.add<tf.Tensor3D>(tf.matMul(summary, fromContext).expandDims(1));
    const contexts = summary.expandDims(1).tile([1, projected.shape[1], 1]) as tf.Tensor3D;
    return { states: gruOf({ projected: gates, state, weight, bias }), contexts };
  }

  /** Each step asks with the state before it. */
  private attendStepByStep(
    projected: tf.Tensor3D,
    fromContext: tf.Tensor2D,
    firstState: tf.Tensor2D,
    { values, keys, lens }: NonNullable<SourceMemory['tokens']>,
  ): StatesAndContexts {
    const attention = this.attention as AdditiveAttention | DotAttention;
    const mask = lengthMask(lens, 1, keys.shape[1]); // (B, 1, S)
    const states = [firstState];
    const contexts = stepsOf(projected).map((input) => {
      const state = states[states.length - 1];
      const queries = state.expandDims<tf.Tensor3D>(1); // (B, 1, h)
      const context = attention.attend({ queries, keys, values, mask }); // (B, 1, c)
      const gates = input.expandDims(1).add<tf.Tensor3D>(denseOf(context, fromContext, null));
      states.push(stepOf(this.cell, gates, state));
      return context;
    });
    return { states: tf.stack(states, 1) as tf.Tensor3D, contexts: tf.concat(contexts, 1) };
  }
}

function newAttention({
  attention,
  numHiddens,
  contextDim,
  random,
}: Seq2SeqDecoderOptions): AdditiveAttention | DotAttention | null {
  const dims = { queryDim: numHiddens, keyDim: contextDim, random };
  if (attention === 'none') return null;
  if (attention === 'scaledDot') return new DotAttention(dims);
  if (attention === 'additive') return new AdditiveAttention({ ...dims, numHiddens });
  throw new Error(
    `Seq2Seq: attention must be 'none', 'additive' or 'scaledDot', got ${String(attention)}`,
  );
}
