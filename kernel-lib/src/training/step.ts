import { tf } from '../backend/tensorflow';
import { kindOf } from '../tensor/require';
import { shapeText } from '../tensor/shape';
import { clipGradients } from './clip-gradients';

export interface StepOptions {
  loss: () => tf.Scalar;
  optimizer: tf.Optimizer;
  variables?: tf.Variable[];
  clipNorm?: number;
}

export type StepResult = {
  loss: number;
  /** Whether the weights moved: not when the loss, or the length of a gradient to clip, is not finite. */
  isTaken: boolean;
  isClipped: boolean;
};

/** One step: the loss, and its gradients applied where they are finite numbers. It leaves no tensor behind. */
export function takeStep({ loss, optimizer, variables, clipNorm }: StepOptions): StepResult {
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(() => requireScalar(loss()), variables);
    const number = value.dataSync()[0];
    if (!Number.isFinite(number)) return { loss: number, isTaken: false, isClipped: false };
    if (clipNorm === undefined) {
      optimizer.applyGradients(grads);
      return { loss: number, isTaken: true, isClipped: false };
    }
    const { gradients, norm, isClipped } = clipGradients(grads, clipNorm);
    const isTaken = Number.isFinite(norm);
    if (isTaken) optimizer.applyGradients(gradients);
    return { loss: number, isTaken, isClipped };
  });
}

function requireScalar(value: unknown): tf.Scalar {
  if (!(value instanceof tf.Tensor) || value.rank !== 0) {
    const got = value instanceof tf.Tensor ? `shape ${shapeText(value.shape)}` : kindOf(value);
    throw new Error(`fit: loss must return a tensor of shape (), got ${got}`);
  }
  return value as tf.Scalar;
}
