// What JavaScript lends the kernels.

/** The natural logarithm. */
export declare function log(x: f64): f64;

/** `gemm` by the native BLAS of this machine, on the same heap; called only where `useNative` allowed it. */
export declare function sgemm(
  m: i32,
  n: i32,
  k: i32,
  left: usize,
  leftStride: i32,
  transposeLeft: bool,
  right: usize,
  rightStride: i32,
  transposeRight: bool,
  target: usize,
  targetStride: i32,
  isAdded: bool,
): void;
