// The three models whose training steps are timed.
export const workloads = {
  a: {
    title: 'translation: Transformer, width 256, 4 heads, 2 + 2 blocks, 128 pairs of 10 tokens',
    batch: 128,
    length: 10,
    vocabulary: 200,
    dim: 256,
    hidden: 64,
    heads: 4,
    layers: 2,
  },
  b: {
    title: 'images: ViT, 28 × 28 in patches of 7, width 128, 4 heads, 4 blocks, 64 images',
    batch: 64,
    image: 28,
    patch: 7,
    classes: 10,
    dim: 128,
    hidden: 256,
    heads: 4,
    layers: 4,
  },
  c: {
    title: 'text: GPT, width 192, 6 heads, 6 blocks, 16 texts of 128 tokens',
    batch: 16,
    length: 128,
    vocabulary: 96,
    dim: 192,
    hidden: 768,
    heads: 6,
    layers: 6,
  },
};

/** The rate of Adam in all of them: small enough that rounding errors do not grow within the steps compared. */
export const learningRate = 3e-4;

/** Losses that all engines must agree on, step for step. */
export const numCompared = 4;
