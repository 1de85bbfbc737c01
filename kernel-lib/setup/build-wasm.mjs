// Compiles the WebAssembly kernels, once with and once without relaxed SIMD, unless no source has changed.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { filesBelow, hashOfFiles, readStamp, removeStamp, writeStamp } from './stamp.mjs';

const library = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const compiler = resolve(library, '..', 'node_modules', 'assemblyscript');
const sources = join(library, 'wasm');
const products = join(library, 'dist', 'wasm');
const stamp = join(products, '.built');

const inlining = fileURLToPath(new URL('inline-math.mjs', import.meta.url));

/** Both import the heap of TensorFlow.js: no data, no stack, no runtime of their own that could clash with it. */
const common = [
  ...['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort=', '--disableWarning'],
  ...['--importMemory', '--initialMemory', '256', '--maximumMemory', '65536'],
  ...['--transform', inlining],
  ...['--enable', 'simd', '--enable', 'threads', '--enable', 'bulk-memory'],
];
const variants = { standard: [], relaxed: ['--enable', 'relaxed-simd'] };

/** True when the binaries are there and fit the sources. */
export async function buildWasm() {
  if (!existsSync(compiler)) {
    console.error('The kernels are not built: run `npm ci` first.');
    return false;
  }
  const now = hashOfFiles([
    join(compiler, 'package.json'),
    fileURLToPath(import.meta.url),
    inlining,
    ...filesBelow(sources, (name) => name.endsWith('.ts')),
  ]);
  const isThere = Object.keys(variants).every((name) => existsSync(productOf(name)));
  if (isThere && readStamp(stamp) === now) return true;
  removeStamp(stamp);
  mkdirSync(products, { recursive: true });
  const built = await Promise.all(Object.entries(variants).map(compile));
  if (!built.every(Boolean)) return false;
  writeStamp(stamp, now);
  return true;
}

const productOf = (name) => join(products, `${name}.wasm`);

function compile([name, options]) {
  const output = `${productOf(name)}.${process.pid}`;
  const script = join(compiler, 'bin', 'asc.js');
  const args = [script, 'index.ts', '--baseDir', sources, ...common, ...options, '-o', output];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: sources, stdio: 'inherit' });
    child.on('error', () => resolve(false));
    child.on('close', (status) => {
      if (status === 0) renameSync(output, productOf(name));
      else rmSync(output, { force: true });
      resolve(status === 0);
    });
  });
}

const isCalled = process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href;
if (isCalled) process.exitCode = (await buildWasm()) ? 0 : 1;
