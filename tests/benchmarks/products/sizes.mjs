/** m, n, k: square products, and those that the course's models make. */
export const sizes = [
  [128, 128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [1024, 1024, 1024],
  [1280, 256, 256],
  [256, 256, 1280],
  [2048, 768, 192],
  [192, 768, 2048],
  [128, 128, 32],
];

export const transposes = [
  { title: 'A B', transposeA: false, transposeB: false },
  { title: 'Aᵀ B', transposeA: true, transposeB: false },
  { title: 'A Bᵀ', transposeA: false, transposeB: true },
];
