// Compiles the kernels, the library and the exercises and builds the notebooks; `--watch` does it again after each change.
import { spawnSync } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const inRoot = (...names) => join(root, ...names);

/** Runs a script of ours in plain Node; true when it ended well. */
function node(...args) {
  const { status, error } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (error) throw error;
  return status === 0;
}

const compile = (folder) => node(inRoot('node_modules', 'typescript', 'bin', 'tsc'), '-p', folder);

/** A library with type errors is still written, so that one mistake does not keep the notebooks back. */
function build() {
  if (!existsSync(inRoot('node_modules', 'typescript'))) {
    console.error('The packages are not installed: run `npm ci`, or `npm start` for everything.');
    return false;
  }
  const script = inRoot('kernel-lib', 'setup', 'build-wasm.mjs');
  const steps = [
    () => node(script),
    () => compile('kernel-lib'),
    () => compile('exercises'),
    buildNotebooks,
  ];
  return steps.map((step) => step()).every(Boolean);
}

function buildNotebooks() {
  if (existsSync(inRoot('kernel-lib', 'dist', 'cli.js'))) {
    return node(inRoot('kernel-lib', 'bin', 'attend.cjs'), 'build', '--course', root);
  }
  console.error('The notebooks are not built: the library did not compile.');
  return false;
}

function watchSources() {
  let timer;
  const again = (_event, name) => {
    if (!name || !/\.ts$/.test(name) || /(^|[\\/])(dist|node_modules)[\\/]/.test(name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      console.log(`\n${name} has changed.`);
      build();
    }, 200);
  };
  watch(inRoot('kernel-lib', 'src'), { recursive: true }, again);
  watch(inRoot('kernel-lib', 'wasm'), again);
  for (const room of ['exercises', 'solutions', 'notebooks']) watch(inRoot(room), again);
  console.log('Watching the sources. Ctrl+C ends it.');
}

const isGood = build();
if (process.argv.includes('--watch')) watchSources();
else process.exitCode = isGood ? 0 : 1;
