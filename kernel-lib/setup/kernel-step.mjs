import { readFileSync } from 'node:fs';
import { mustRun } from './command.mjs';
import { environment, inRoot } from './course.mjs';
import { say, timedStep } from './say.mjs';

const kernelFile = inRoot('.attend', 'venv', 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json');

/** The TypeScript kernel where JupyterLab, nbclient and editors look for it, unless it is there. */
export async function installKernel() {
  if (isKernelInstalled()) {
    say.step('Kernel', 'TypeScript kernel installed already');
    return;
  }
  await timedStep('Kernel', 'installing the TypeScript kernel', () => {
    const attend = inRoot('kernel-lib', 'bin', 'attend.cjs');
    const args = [attend, 'kernel', 'install', '--prefix', environment];
    return mustRun('attend kernel install', process.execPath, args);
  });
}

/** A kernel of another Node, or of the folder where the course lay before, does not count. */
function isKernelInstalled() {
  try {
    const { argv } = JSON.parse(readFileSync(kernelFile, 'utf8'));
    return (
      argv[0] === process.execPath &&
      argv.includes(inRoot('kernel-lib', 'dist', 'kernel', 'main.js'))
    );
  } catch {
    return false;
  }
}
