import { existsSync, mkdirSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findOnPath, run } from './command.mjs';
import { environmentPython, inRoot } from './course.mjs';
import { Trouble } from './trouble.mjs';

/** Something is missing on this machine: nothing was begun. */
const refusal = (message) => new Trouble(message, { exitCode: 2 });

const isWindows = process.platform === 'win32';

/** Refuses, before anything is downloaded, what cannot come to its end here. */
export function refuseUnknownMachine(pins, kind) {
  const { platform, arch } = process;
  if (!pins) {
    const engine = kind === 'gpu' ? 'TensorFlow with CUDA' : 'TensorFlow for tfjs-node';
    throw refusal(
      `${engine} can be had for Linux on ${kind === 'gpu' ? 'x64' : 'x64 and arm64'}, and this is ${platform} on ${arch}. Nothing is lost: the WebAssembly engine of the course works here.`,
    );
  }
  if (!existsSync(inRoot('kernel-lib', 'dist', 'index.js'))) {
    throw refusal('The course is not set up yet: run `npm start -- --setup-only` first.');
  }
}

/** The GPU build without a driver would be three gigabytes for nothing. */
export function refuseWithoutDriver() {
  if (existsSync('/proc/driver/nvidia/version') || findOnPath('nvidia-smi')) return;
  throw refusal(
    'No NVIDIA driver was found, so TensorFlow would see no GPU. Install the driver first, or take the build for the processor with `npm run gpu:install -- --cpu`.',
  );
}

/** A compiler of C++17. */
export async function findCompiler() {
  const wanted = process.env.CXX ? [process.env.CXX] : ['g++', 'c++', 'clang++'];
  for (const name of wanted) {
    const program = existsSync(name) ? name : findOnPath(name);
    if (!program) continue;
    const { code, output } = await run(program, ['--version']);
    if (code === 0) return { program, version: output.trim().split('\n')[0] };
  }
  throw refusal(
    `A C++ compiler was not found (looked for ${wanted.join(', ')}). Install one with \`sudo apt install g++\` or your system's way, then run \`npm run gpu:install\` again.`,
  );
}

/** A Python 3 that has pip: the project's own, else one on PATH. Which version it is does not matter. */
export async function findPip() {
  const names = isWindows ? ['python', 'py'] : ['python3', 'python'];
  const programs = [environmentPython, ...names.map(findOnPath)];
  let withoutPip = null;
  for (const program of programs) {
    if (!program || !existsSync(program)) continue;
    const { code, output } = await run(program, ['-m', 'pip', '--version']);
    const version = code === 0 && /^pip \S+ .*\(python (3\.\d+)\)/m.exec(output);
    if (version) return { program, version: version[1] };
    withoutPip = program;
  }
  throw refusal(
    withoutPip
      ? `${withoutPip} has no pip, which fetches TensorFlow. Install it with \`sudo apt install python3-pip\` or your system's way, then run \`npm run gpu:install\` again.`
      : `Python 3 was not found; its pip fetches TensorFlow. Install it with \`sudo apt install python3-pip\` or your system's way, then run \`npm run gpu:install\` again.`,
  );
}

/** The headers of Node's C interface beside this Node; null where it came without (npm has them, too). */
export function headersBesideNode(program = process.execPath) {
  const folder = join(dirname(dirname(program)), 'include', 'node');
  return existsSync(join(folder, 'node_api.h')) ? folder : null;
}

/** Refuses when the disk would run full on the way. */
export function refuseFullDisk(folder, bytes) {
  mkdirSync(folder, { recursive: true });
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= bytes) return;
  throw refusal(
    `The disk has ${sizeText(free)} free where ${sizeText(bytes)} are needed on the way. Free some, or name a folder on another disk in ATTEND_TENSORFLOW, then run \`npm run gpu:install\` again.`,
  );
}

export const sizeText = (bytes) =>
  bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
