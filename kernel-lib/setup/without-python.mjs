import { firstLesson } from './course.mjs';

const commands = {
  linux: {
    python: '`sudo apt install python3 python3-venv` (or your system’s package manager)',
    venv: '`sudo apt install python3-venv`',
  },
  darwin: { python: '`brew install python`', venv: '`brew install python`' },
  win32: {
    python: '`winget install Python.Python.3.12`',
    venv: '`winget install Python.Python.3.12`',
  },
};

/** One line: what is missing, the command that brings it, and the way that goes without. */
export function withoutPython(missing, piece = 'python') {
  const command = (commands[process.platform] ?? commands.linux)[piece];
  const lesson = firstLesson() ?? 'notebooks/…';
  return `${missing} Install it with ${command}, then run \`npm start\` again. Without Python: \`npx attend run ${lesson}\` runs a lesson in Node alone and writes a page to read.`;
}
