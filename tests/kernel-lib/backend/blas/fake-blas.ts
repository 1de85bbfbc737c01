import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A compiler for C that runs here, or null. */
export function findCompiler(): string | null {
  const works = (name: string): boolean => spawnSync(name, ['--version']).status === 0;
  return ['cc', 'gcc', 'clang'].find(works) ?? null;
}

const source = (name: string, result: string): string => `
void ${name}(int layout, int turnA, int turnB, int m, int n, int k, float alpha,
             const float *a, int lda, const float *b, int ldb, float beta, float *c, int ldc) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      float sum = 0;
      for (int p = 0; p < k; p++)
        sum += a[turnA == 112 ? p * lda + i : i * lda + p] * b[turnB == 112 ? j * ldb + p : p * ldb + j];
      c[i * ldc + j] = (beta ? beta * c[i * ldc + j] : 0) + ${result};
    }
}`;

/** A library with a product of matrices that is as right as `result` says. */
export function compileBlas(
  compiler: string,
  result = 'alpha * sum',
  name = 'cblas_sgemm',
): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-blas-'));
  const [code, library] = ['fake.c', 'libfake.so'].map((file) => path.join(folder, file));
  fs.writeFileSync(code, source(name, result));
  const { status, stderr } = spawnSync(compiler, ['-O2', '-shared', '-fPIC', code, '-o', library]);
  if (status !== 0) throw new Error(`the library does not compile: ${stderr}`);
  return library;
}
