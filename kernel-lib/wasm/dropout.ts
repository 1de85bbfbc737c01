import { at, int, pointer, real, startOf } from './job';

/**
 * A mask of 0 and `scale`: number i falls away when its hash is below the threshold. It depends on the seed and
 * on i alone. Job: count, seed, threshold, target; real 0 is the scale.
 */
export function dropoutMaskJob(job: usize, chunk: i32, numChunks: i32): void {
  const threshold = <u32>int(job, 2);
  const last = startOf(chunk + 1, numChunks, int(job, 0), 16);
  for (let i = startOf(chunk, numChunks, int(job, 0), 16); i < last; i++) {
    const isDropped = hash(<u32>int(job, 1) + <u32>i * 0x9e3779b9) < threshold;
    store<f32>(at(pointer(job, 3), i), isDropped ? 0 : real(job, 0));
  }
}

/** Two rounds of multiply and shift: every bit of the result depends on every bit of the input. */
function hash(x: u32): u32 {
  x = (x ^ (x >> 16)) * 0x21f0aaad;
  x = (x ^ (x >> 15)) * 0x735a2d97;
  return x ^ (x >> 15);
}
