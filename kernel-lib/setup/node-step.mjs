import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findOnPath, mustRun } from './command.mjs';
import { inRoot } from './course.mjs';
import { say, timedStep } from './say.mjs';
import { Trouble } from './trouble.mjs';

/** npm writes this one last, so it is the stamp of an installation that came to its end. */
const installedRecord = inRoot('node_modules', '.package-lock.json');

/** `npm ci`, unless node_modules is what package-lock.json asks for. */
export async function installPackages() {
  if (arePackagesInstalled()) {
    say.step('Packages', 'installed already');
    return;
  }
  await timedStep('Packages', 'installing with npm ci (half a minute to two)', async () => {
    rmSync(installedRecord, { force: true });
    const [program, ...args] = npmCommand();
    await mustRun('npm ci', program, [...args, 'ci', '--include=dev', '--no-audit', '--no-fund']);
  });
}

export function arePackagesInstalled() {
  const wanted = packagesOf(inRoot('package-lock.json'));
  const installed = packagesOf(installedRecord);
  if (wanted === null)
    throw new Trouble('package-lock.json is missing or damaged: `git checkout package-lock.json`.');
  if (installed === null) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true;
    const there = installed[path];
    if (!there) return entry.optional || entry.devOptional || entry.peer || false;
    if (there.version !== entry.version || there.integrity !== entry.integrity) return false;
    return existsSync(inRoot(path, 'package.json'));
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}

/** npm as the person started it, else the one beside this Node, else the one on PATH. */
export function npmCommand() {
  const beside = dirname(process.execPath);
  const scripts = [
    process.env.npm_execpath,
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  const script = scripts.find(
    (file) => file && /npm-cli\.(c|m)?js$/.test(file) && existsSync(file),
  );
  if (script) return [process.execPath, script];
  const program = findOnPath('npm');
  if (!program)
    throw new Trouble(
      'npm was not found. Install Node with npm from https://nodejs.org, then run `npm start` again.',
    );
  return [program];
}
