import fs from 'node:fs';
import path from 'node:path';
import v8 from 'node:v8';

import { withSharedMemory } from './share-memory';
import { webAssembly, type WasmModule } from './web-assembly';

/** The builds of the kernels, the fastest first. */
export const variants = ['relaxed', 'standard'] as const;

export type Variant = (typeof variants)[number];

/** The compiled kernels of one build. */
export interface Binary {
  variant: Variant;
  module: WasmModule;
}

/**
 * The builds to try: all, or the one that `ATTEND_SIMD` names.
 *
 * @throws Error when `ATTEND_SIMD` names none.
 */
export function wantedVariants(setting: string | undefined = process.env.ATTEND_SIMD): Variant[] {
  if (!setting) return [...variants];
  const wanted = variants.filter((variant) => variant === setting);
  if (wanted.length > 0) return wanted;
  throw new Error(`ATTEND_SIMD must be ${variants.join(' or ')}, got ${setting}`);
}

const folder = path.join(__dirname, '..', '..', 'wasm');

/**
 * Compiles one build of the kernels.
 *
 * @param isShared whether the heap they compute on is shared between threads.
 * @throws Error when it was not built, or this Node does not know its instructions.
 */
export function compileBinary(variant: Variant, isShared: boolean, from = folder): Binary {
  if (variant === 'relaxed') allowRelaxedSimd();
  const file = path.join(from, `${variant}.wasm`);
  if (!fs.existsSync(file)) throw new Error(`${variant}.wasm was not built (npm run build)`);
  const bytes = fs.readFileSync(file);
  const module = new webAssembly.Module(isShared ? withSharedMemory(bytes) : bytes);
  return { variant, module };
}

/** Node 20 has relaxed SIMD behind a flag; Node 22 has it without, and complains about the flag. */
export function allowRelaxedSimd(version: string = process.versions.node): boolean {
  if (Number(version.split('.')[0]) >= 22) return false;
  v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
  return true;
}
