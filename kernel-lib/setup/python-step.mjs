import { existsSync, rmSync } from 'node:fs';
import { findOnPath, mustRun, run } from './command.mjs';
import { environment, environmentPython, inRoot } from './course.mjs';
import { findPython, missingVenv } from './python.mjs';
import { say, timedStep } from './say.mjs';
import { hashOfFiles, readStamp, removeStamp, writeStamp } from './stamp.mjs';
import { Trouble } from './trouble.mjs';
import { withoutPython } from './without-python.mjs';

const stamp = inRoot('.attend', 'venv', '.installed');
const learners = inRoot('requirements.txt');
const testers = inRoot('tests', 'requirements.txt');

/**
 * The project's own Python environment with JupyterLab in it, unless it is there.
 * @returns false when the tests are set up on a machine without Python (their Python parts are skipped).
 */
export async function preparePython({ forTests }) {
  const done = readStamp(stamp) ?? '';
  const isUsable = existsSync(environmentPython);
  if (isUsable && done.includes(mark(learners)) && (!forTests || done.includes(mark(testers)))) {
    say.step('Python', 'JupyterLab installed already');
    return true;
  }
  const lists =
    forTests || (isUsable && done.includes(mark(testers))) ? [learners, testers] : [learners];
  const installer = await findInstaller();
  if (installer.missing) {
    if (!forTests) throw new Trouble(withoutPython(installer.missing, installer.piece));
    say.step(
      'Python',
      `skipped: ${installer.missing} The tests leave out their Python and browser parts.`,
    );
    return false;
  }
  const keeps = isUsable && done.includes(mark(learners));
  await timedStep(
    'Python',
    `installing JupyterLab into .attend/venv with ${installer.name}`,
    async () => {
      removeStamp(stamp);
      if (!keeps) {
        rmSync(environment, { recursive: true, force: true, maxRetries: 3 });
        await makeEnvironment(installer);
      }
      const files = lists.flatMap((file) => ['-r', file]);
      await mustRun('Installing JupyterLab', ...installCommand(installer, files));
      writeStamp(stamp, lists.map(mark).join('\n'));
    },
  );
  return true;
}

/** A list counts as installed at this very place: an environment does not survive being moved. */
const mark = (file) => `${hashOfFiles([file])} ${environment}`;

/** uv when it is there (it brings a Python of its own if need be), else Python with venv and pip. */
async function findInstaller() {
  const uv = findOnPath('uv');
  if (uv) return { name: 'uv', uv };
  const python = await findPython();
  if (python.missing) return python;
  return {
    name: `Python ${python.version} and pip`,
    version: python.version,
    python: python.command,
  };
}

async function makeEnvironment(installer) {
  if (installer.uv) {
    await mustRun('uv venv', installer.uv, ['venv', '--quiet', '--python', '>=3.10', environment]);
    return;
  }
  const [program, ...args] = installer.python;
  const { code, output } = await run(program, [...args, '-m', 'venv', environment]);
  if (code === 0) return;
  if (/ensurepip is not available|No module named '?(venv|ensurepip)/.test(output)) {
    throw new Trouble(withoutPython(missingVenv(installer.version), 'venv'));
  }
  await mustRun('python -m venv', program, [...args, '-m', 'venv', '--clear', environment]);
}

function installCommand(installer, files) {
  if (installer.uv) {
    return [installer.uv, ['pip', 'install', '--quiet', '--python', environmentPython, ...files]];
  }
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'];
  return [environmentPython, [...pip, ...files]];
}
