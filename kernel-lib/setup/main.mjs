import { buildCourse } from './build-step.mjs';
import { firstLesson, root } from './course.mjs';
import { startJupyter, checkPort } from './jupyter.mjs';
import { installKernel } from './kernel-step.mjs';
import { withLock } from './lock.mjs';
import { installPackages } from './node-step.mjs';
import { parseOptions } from './options.mjs';
import { preparePython } from './python-step.mjs';
import { say } from './say.mjs';
import { writeSettings } from './settings-step.mjs';
import { Trouble, explain } from './trouble.mjs';

/** From a fresh clone to JupyterLab on the first lesson; sets `process.exitCode`. */
export async function main(args) {
  try {
    process.exitCode = await setUpAndStart(parseOptions(args));
  } catch (error) {
    say.trouble(explain(error));
    process.exitCode = error instanceof Trouble ? error.exitCode : 1;
  }
}

async function setUpAndStart(options) {
  if (options.help) {
    say.line(options.help);
    return 0;
  }
  if (options.starts) await checkPort(options);
  const began = Date.now();
  say.line(`Attend, in ${root}`);
  const hasPython = await withLock(() => setUp(options));
  if (!options.starts) {
    say.line(hasPython ? 'Everything is set up.' : 'Everything but the Python parts is set up.');
    return 0;
  }
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  say.line(
    `Set up (${seconds} s). Opening JupyterLab on ${firstLesson() ?? 'the course'} (Ctrl-C ends it) …`,
  );
  return startJupyter(options);
}

/** Every step in order; each one looks first whether it is done. */
async function setUp(options) {
  say.step('Node', `${process.versions.node}`);
  await installPackages();
  await buildCourse();
  const hasPython = await preparePython(options);
  if (!hasPython) return false;
  await installKernel();
  writeSettings();
  return true;
}
