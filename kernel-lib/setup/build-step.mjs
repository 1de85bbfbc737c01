import { existsSync } from 'node:fs';
import { mustRun } from './command.mjs';
import { chapterStems, inRoot } from './course.mjs';
import { say, timedStep } from './say.mjs';
import { filesBelow, hashOfFiles, readStamp, removeStamp, writeStamp } from './stamp.mjs';

/** It lies among what it vouches for: whoever deletes the compiled library deletes it too. */
const stamp = inRoot('kernel-lib', 'dist', '.built');

/** Compiles the library and the exercises and builds the notebooks, unless no source has changed. */
export async function buildCourse() {
  const sources = hashOfSources();
  if (readStamp(stamp) === sources && areProductsThere()) {
    say.step('Build', 'up to date');
    return;
  }
  await timedStep('Build', 'compiling the library, building the notebooks', async () => {
    removeStamp(stamp);
    await mustRun('The build', process.execPath, [inRoot('kernel-lib', 'setup', 'build.mjs')]);
    writeStamp(stamp, sources);
  });
}

function hashOfSources() {
  const isSource = (name) => /\.(ts|mts|json|mjs|cjs)$/.test(name);
  return hashOfFiles([
    inRoot('package-lock.json'),
    inRoot('kernel-lib', 'package.json'),
    inRoot('kernel-lib', 'tsconfig.json'),
    ...filesBelow(inRoot('kernel-lib', 'src'), isSource),
    ...filesBelow(inRoot('kernel-lib', 'wasm'), isSource),
    ...filesBelow(inRoot('exercises'), isSource),
    ...filesBelow(inRoot('solutions'), isSource),
    ...filesBelow(inRoot('notebooks'), isSource),
  ]);
}

/** Somebody may have deleted a notebook or the compiled exercises: then there is something to do. */
function areProductsThere() {
  const products = [
    'kernel-lib/dist/index.js',
    'kernel-lib/dist/wasm/standard.wasm',
    'kernel-lib/dist/wasm/relaxed.wasm',
    'exercises/dist/index.js',
    ...chapterStems('notebooks').map((stem) => `notebooks/${stem}.ipynb`),
    ...chapterStems('solutions').map((stem) => `exercises/${stem}.ipynb`),
  ];
  return products.every((product) => existsSync(inRoot(product)));
}
