// A job is 32 words of arguments that every thread reads: 24 whole numbers or addresses, then 8 reals.

/** Whole number `at` of a job. */
export function int(job: usize, at: i32): i32 {
  return load<i32>(job + ((<usize>at) << 2));
}

/** Address `at` of a job; 0 where there is nothing. */
export function pointer(job: usize, at: i32): usize {
  return <usize>load<u32>(job + ((<usize>at) << 2));
}

/** Real number `at` of a job. */
export function real(job: usize, at: i32): f32 {
  return load<f32>(job + 96 + ((<usize>at) << 2));
}

/** The address of element `index` of float32 numbers. */
export function at(base: usize, index: i32): usize {
  return base + ((<usize>(<u32>index)) << 2);
}

/** The address where row `row` of rows of `width` float32 numbers begins; a heap may hold 2^30 of them. */
export function rowAt(base: usize, row: i32, width: i32): usize {
  return base + ((<usize>(<u32>row) * <usize>(<u32>width)) << 2);
}

/** Where part `chunk` begins when `count` things are dealt to `numChunks` parts in multiples of `step`. */
export function startOf(chunk: i32, numChunks: i32, count: i32, step: i32 = 1): i32 {
  const units = (count + step - 1) / step;
  return min(count, <i32>((<i64>units * <i64>chunk) / <i64>numChunks) * step);
}
