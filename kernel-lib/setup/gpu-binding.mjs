import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { mustRun } from './command.mjs';
import { headersFolder } from './gpu-package.mjs';
import { hashOfFiles, readStamp, removeStamp, writeStamp } from './stamp.mjs';

/** Compiles the package's own binding against TensorFlow, unless this very one is there. */
export async function compileBinding(pins, place, compiler) {
  const product = join(place.package, 'lib', 'napi-v8', 'tfjs_binding.node');
  const stamp = place.stamp('binding');
  const command = compilerArguments(place, dirname(product));
  const done = [fingerprint(place, pins), compiler.version, ...command].join(' ');
  if (existsSync(product) && readStamp(stamp) === done) return false;
  removeStamp(stamp);
  mkdirSync(dirname(product), { recursive: true });
  await mustRun('Compiling the binding', compiler.program, [...command, '-o', `${product}.part`]);
  renameSync(`${product}.part`, product);
  writeStamp(stamp, done);
  return true;
}

function fingerprint(place, { wheels }) {
  const folder = join(place.package, 'binding');
  const sources = readdirSync(folder).sort();
  return hashOfFiles(sources.map((name) => join(folder, name))) + wheels[0].sha256;
}

/** The binding finds TensorFlow by a path relative to itself, so that the course may be moved. */
function compilerArguments({ package: source, tensorflow }, target) {
  const binding = (name) => join(source, 'binding', name);
  const library = (name) => join(tensorflow, name);
  const here = `$ORIGIN/${relative(target, tensorflow)}`;
  return [
    ...['-O2', '-std=c++17', '-fPIC', '-shared', '-w'],
    ...['-DNAPI_VERSION=8', '-DNODE_GYP_MODULE_NAME=tfjs_binding', '-DBUILDING_NODE_EXTENSION'],
    ...[`-I${headersFolder({ folder: dirname(tensorflow) })}`, `-I${join(tensorflow, 'include')}`],
    ...[binding('tfjs_backend.cc'), binding('tfjs_binding.cc')],
    ...[library('libtensorflow_cc.so.2'), library('libtensorflow_framework.so.2')],
    `-Wl,-rpath,${here}`,
  ];
}
