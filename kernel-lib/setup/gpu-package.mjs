import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { mustRun } from './command.mjs';
import { inRoot } from './course.mjs';
import { headersBesideNode } from './gpu-checks.mjs';
import { tfjsVersion } from './gpu-pins.mjs';
import { npmCommand } from './node-step.mjs';
import { hashOfFiles, readStamp, removeStamp, writeStamp, writeWhole } from './stamp.mjs';

/** Node's C headers from the registry, for a Node that came without them. */
const headers = { name: 'node-api-headers', version: '1.5.0' };

/**
 * The package as npm has it, without its own install script, in a folder of its own. In place of a second
 * TensorFlow.js it gets a link to the one of the course, so that both speak of the same tensors.
 */
export async function bringPackage({ packageName }, place) {
  const list = join(place.folder, 'package.json');
  const ours = relative(place.folder, inRoot('kernel-lib', 'shims', 'tfjs'));
  const dependencies = { [packageName]: tfjsVersion };
  if (!headersBesideNode()) dependencies[headers.name] = headers.version;
  const overrides = { '@tensorflow/tfjs': `file:${ours}` };
  const wanted = JSON.stringify({ private: true, dependencies, overrides }, null, 2);
  const stamp = place.stamp('package');
  const done = `${hashOfFiles([list])} ${place.folder}`;
  if (isThere(place, list, wanted) && readStamp(stamp) === done) return;
  removeStamp(stamp);
  writeWhole(list, wanted);
  const [program, ...args] = npmCommand();
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  await mustRun(`Bringing ${packageName}`, program, [
    ...[...args, 'install', '--prefix', place.folder, '--ignore-scripts', ...quiet],
  ]);
  writeStamp(stamp, `${hashOfFiles([list])} ${place.folder}`);
}

const isThere = (place, list, wanted) =>
  existsSync(join(place.package, 'package.json')) &&
  existsSync(list) &&
  readFileSync(list, 'utf8') === wanted;

/** The folder with `node_api.h`. */
export const headersFolder = (place) =>
  headersBesideNode() ?? join(place.folder, 'node_modules', headers.name, 'include');
