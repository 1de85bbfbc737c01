import { createRequire } from 'node:module';

import type { WasmMemory } from '../fast/web-assembly';

/**
 * target (m, n) = op(left) (m, k) · op(right) (k, n), or += where it is added, for matrices in rows, as
 * `wasm/host.ts` declares it: addresses in bytes of the heap, strides in numbers.
 */
export type Sgemm = (
  m: number,
  n: number,
  k: number,
  left: number,
  leftStride: number,
  transposeLeft: number,
  right: number,
  rightStride: number,
  transposeRight: number,
  target: number,
  targetStride: number,
  isAdded: number,
) => void;

/** An open library. */
export interface BlasLibrary {
  sgemm: Sgemm;
  /** Its version as it tells it (`0.3.34`), or null. */
  version: string | null;
}

/** What we use of the package koffi, which calls native functions; it may be missing. */
interface Koffi {
  load(file: string): { func(declaration: string): (...values: unknown[]) => unknown };
  address(view: Uint8Array): bigint | number;
}

const products = ['scipy_cblas_sgemm', 'cblas_sgemm'];
const versions = ['scipy_openblas_get_config', 'openblas_get_config'];
const settings = [
  'scipy_openblas_set_num_threads',
  'openblas_set_num_threads',
  'MKL_Set_Num_Threads',
];
const parameters =
  'int layout, int transposeA, int transposeB, int m, int n, int k, float alpha, intptr_t a, int lda, ' +
  'intptr_t b, int ldb, float beta, intptr_t c, int ldc';
const [byRows, plain, transposed] = [101, 111, 112];

/**
 * Opens a native BLAS for one heap, to be called by one thread: it uses no threads of its own, since ours call it
 * side by side.
 *
 * @throws Error when koffi or the library is not there, or when it holds no product of matrices.
 */
export function openBlas(file: string, memory: WasmMemory): BlasLibrary {
  const koffi = createRequire(__filename)('koffi') as Koffi;
  const library = koffi.load(file);
  const find = (
    names: string[],
    before: string,
    after: string,
  ): ReturnType<typeof library.func> | null => {
    for (const name of names) {
      try {
        return library.func(`${before} ${name}(${after})`);
      } catch {
        // Each library has the function under one of the names.
      }
    }
    return null;
  };
  const product = find(products, 'void', parameters);
  if (product === null) throw new Error('it holds no cblas_sgemm');
  find(settings, 'void', 'int threads')?.(1);
  const version = find(versions, 'const char*', '')?.();
  const base = baseOf(koffi, memory);
  return {
    version: /OpenBLAS (\d+\.\d+\.\d+)/.exec(String(version))?.[1] ?? null,
    sgemm: (m, n, k, left, lda, turnLeft, right, ldb, turnRight, target, ldc, isAdded) => {
      const start = base();
      const [turnA, turnB] = [turnLeft ? transposed : plain, turnRight ? transposed : plain];
      const [a, b, c] = [start + (left >>> 0), start + (right >>> 0), start + (target >>> 0)];
      product(byRows, turnA, turnB, m, n, k, 1, a, lda, b, ldb, isAdded, c, ldc);
    },
  };
}

/** Where the heap begins. A shared one never moves; another may when it grows, and then has a new buffer. */
function baseOf(koffi: Koffi, memory: WasmMemory): () => number {
  let seen: unknown = null;
  let base = 0;
  return () => {
    const { buffer } = memory;
    if (buffer !== seen) {
      base = Number(koffi.address(new Uint8Array(buffer, 0, 1)));
      seen = buffer;
    }
    return base;
  };
}
