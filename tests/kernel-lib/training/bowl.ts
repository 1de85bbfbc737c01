import { tf } from 'kernel-lib';

/** (w - 3)^2, from w = 0. */
export function bowl(): { w: tf.Variable; loss: () => tf.Scalar } {
  const w = tf.tidy(() => tf.variable(tf.scalar(0)));
  return { w, loss: () => w.sub(3).square() as tf.Scalar };
}
