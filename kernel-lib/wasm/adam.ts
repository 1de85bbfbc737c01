import { int, pointer, real, startOf } from './job';
import { put, take } from './lanes';
import { multiplyAdd } from './math';

/**
 * One step of Adam or AdamW for one parameter, in one pass; both moments are updated in place.
 * Job: count, values, gradients, first moments, second moments, target (may be values); reals: β1, 1 − β1, β2,
 * 1 − β2, rate / (1 − β1^t), 1 / (1 − β2^t), ε, 1 − rate · decay.
 */
export function adamJob(job: usize, chunk: i32, numChunks: i32): void {
  const values = pointer(job, 1);
  const gradients = pointer(job, 2);
  const firsts = pointer(job, 3);
  const seconds = pointer(job, 4);
  const target = pointer(job, 5);
  const keep1 = f32x4.splat(real(job, 0));
  const take1 = f32x4.splat(real(job, 1));
  const keep2 = f32x4.splat(real(job, 2));
  const take2 = f32x4.splat(real(job, 3));
  const rate = f32x4.splat(real(job, 4));
  const correction = f32x4.splat(real(job, 5));
  const epsilon = f32x4.splat(real(job, 6));
  const decay = f32x4.splat(real(job, 7));
  const last = startOf(chunk + 1, numChunks, int(job, 0), 16);
  let i = startOf(chunk, numChunks, int(job, 0), 16);
  while (i < last) {
    const isFour = i + 4 <= last;
    const g = take(gradients, i, isFour);
    const first = multiplyAdd(g, take1, f32x4.mul(take(firsts, i, isFour), keep1));
    const square = f32x4.mul(g, g);
    const second = multiplyAdd(square, take2, f32x4.mul(take(seconds, i, isFour), keep2));
    put(firsts, i, first, isFour);
    put(seconds, i, second, isFour);
    const root = f32x4.sqrt(f32x4.mul(second, correction));
    const step = f32x4.div(f32x4.mul(first, rate), f32x4.add(root, epsilon));
    put(target, i, f32x4.sub(f32x4.mul(take(values, i, isFour), decay), step), isFour);
    i += isFour ? 4 : 1;
  }
}
