/** From how many multiplications on a native BLAS computes a product sooner than our own kernel. */
export const nativeFrom = 4_096;
