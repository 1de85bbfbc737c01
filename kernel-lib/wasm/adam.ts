import { at, int, pointer, real, startOf } from './job';
import { multiplyAdd } from './math';

/**
 * One step of Adam or AdamW for one parameter, in one pass; both moments are updated in place.
 * Job: count, values, gradients, first moments, second moments, target (may be values); reals: β1, 1 − β1, β2,
 * 1 − β2, rate / (1 − β1^t), 1 / (1 − β2^t), ε, 1 − rate · decay.
 */
export function adamJob(job: usize, chunk: i32, numChunks: i32): void {
  const last = startOf(chunk + 1, numChunks, int(job, 0), 16);
  let i = startOf(chunk, numChunks, int(job, 0), 16);
  for (; i + 4 <= last; i += 4) {
    const g = v128.load(at(pointer(job, 2), i));
    const kept1 = f32x4.mul(v128.load(at(pointer(job, 3), i)), f32x4.splat(real(job, 0)));
    const first = multiplyAdd(g, f32x4.splat(real(job, 1)), kept1);
    const kept2 = f32x4.mul(v128.load(at(pointer(job, 4), i)), f32x4.splat(real(job, 2)));
    const second = multiplyAdd(f32x4.mul(g, g), f32x4.splat(real(job, 3)), kept2);
    v128.store(at(pointer(job, 3), i), first);
    v128.store(at(pointer(job, 4), i), second);
    const root = f32x4.sqrt(f32x4.mul(second, f32x4.splat(real(job, 5))));
    const below = f32x4.add(root, f32x4.splat(real(job, 6)));
    const step = f32x4.div(f32x4.mul(first, f32x4.splat(real(job, 4))), below);
    const decayed = f32x4.mul(v128.load(at(pointer(job, 1), i)), f32x4.splat(real(job, 7)));
    v128.store(at(pointer(job, 5), i), f32x4.sub(decayed, step));
  }
  for (; i < last; i++) {
    const g = load<f32>(at(pointer(job, 2), i));
    const first = g * real(job, 1) + load<f32>(at(pointer(job, 3), i)) * real(job, 0);
    const second = g * g * real(job, 3) + load<f32>(at(pointer(job, 4), i)) * real(job, 2);
    store<f32>(at(pointer(job, 3), i), first);
    store<f32>(at(pointer(job, 4), i), second);
    const step = (first * real(job, 4)) / (sqrt<f32>(second * real(job, 5)) + real(job, 6));
    store<f32>(at(pointer(job, 5), i), load<f32>(at(pointer(job, 1), i)) * real(job, 7) - step);
  }
}
