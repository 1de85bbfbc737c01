import { inRoot } from './course.mjs';
import { say } from './say.mjs';
import { readStamp, writeWhole } from './stamp.mjs';

const settingsFile = inRoot(
  ...['.attend', 'venv', 'share', 'jupyter', 'lab', 'settings', 'overrides.json'],
);

/** What the course changes in JupyterLab: nothing pops up over the first lesson. */
const settings = {
  '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
};

/** Defaults of this environment only; what a learner sets in JupyterLab's own menus goes before them. */
export function writeSettings() {
  const text = JSON.stringify(settings, null, 2);
  const isDone = readStamp(settingsFile) === text;
  if (!isDone) writeWhole(settingsFile, `${text}\n`);
  say.step(
    'Settings',
    isDone ? 'JupyterLab without pop-ups already' : 'JupyterLab without pop-ups',
  );
}
