import { createRequire } from 'node:module';
import os from 'node:os';

import { runChild } from './child.mjs';

const require = createRequire(import.meta.url);

/** What the numbers were measured on, as `attend doctor` tells it. */
export function machineLines(torch) {
  const cpus = os.cpus();
  const memory = `${(os.totalmem() / 2 ** 30).toFixed(1)} GB, ${(os.freemem() / 2 ** 30).toFixed(1)} GB free`;
  const load = os.loadavg()[0];
  const busy = load > 0.5 ? ': something else is running, the times will be too long' : '';
  const lines = [
    ['processor', cpus[0]?.model.trim() ?? 'unknown'],
    ['cores', `${cpus.length}`],
    ['memory', memory],
    ['system', `${os.type()} ${os.release()} ${os.arch()}`],
    ['Node.js', process.versions.node],
    ['TensorFlow.js', require('@tensorflow/tfjs/package.json').version],
    ...(torch ? [['PyTorch', torchVersion(torch)]] : []),
    ['load', `${load.toFixed(1)}${busy}`],
  ];
  return lines.map(([name, text]) => `- ${name.padEnd(14)} ${text}`);
}

function torchVersion(torch) {
  const script = 'import torch, platform; print(torch.__version__, "· Python", platform.python_version())'; // prettier-ignore
  try {
    return runChild(torch, ['-c', script]);
  } catch (error) {
    throw new Error(`ATTEND_TORCH=${torch} has no PyTorch: ${error.message}`, { cause: error });
  }
}
