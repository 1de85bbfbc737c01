import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment, mustRun } from './command.mjs';
import { sizeText } from './gpu-checks.mjs';
import { say } from './say.mjs';
import { writeWhole } from './stamp.mjs';
import { Trouble } from './trouble.mjs';

/**
 * Has pip fetch one wheel, unless it is there whole. pip writes elsewhere and moves what is complete and has the
 * right hash: whatever lies under a wheel's name is all of it, and a repeated run goes on with the next one.
 * @returns the file.
 */
export async function downloadWheel(wheel, place, pip) {
  const there = await wholeWheel(wheel, place);
  if (there) return there;
  rmSync(place.unfinished, { recursive: true, force: true });
  mkdirSync(place.unfinished, { recursive: true });
  const list = join(place.unfinished, 'wanted.txt');
  writeWhole(list, `${wheel.name}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
  const stopWatching = watch(wheel, place.unfinished);
  try {
    await mustRun(`Fetching ${wheel.name}`, pip.program, pipArguments(wheel, list, place), {
      // Where pip keeps what it has not finished; we look there to tell how far it is.
      env: cleanEnvironment({ TMPDIR: place.unfinished }),
    });
  } finally {
    stopWatching();
    rmSync(place.unfinished, { recursive: true, force: true });
  }
  const file = await wholeWheel(wheel, place);
  if (!file) throw new Trouble(`pip fetched another file than the pinned one of ${wheel.name}.`);
  return file;
}

function pipArguments({ python, abi, platform }, list, { downloads }) {
  const tags = python === 'py3' ? [] : ['--implementation', python.slice(0, 2), '--abi', abi];
  const options = ['--no-input', '--disable-pip-version-check', '--no-cache-dir', '--quiet'];
  return [
    ...['-m', 'pip', 'download', ...options, '--no-deps', '--only-binary=:all:'],
    ...['--platform', platform, '--python-version', '3.11', ...tags],
    ...['--require-hashes', '-r', list, '-d', downloads],
  ];
}

/** The file of a wheel that is there with the pinned hash; one with another hash is thrown away. */
async function wholeWheel({ name, version, bytes, sha256 }, { downloads }) {
  if (!existsSync(downloads)) return null;
  const begin = `${name.replaceAll('-', '_')}-${version}-`;
  const found = readdirSync(downloads).find((file) => file.startsWith(begin));
  if (!found) return null;
  const file = join(downloads, found);
  if (statSync(file).size === bytes && (await hashOf(file)) === sha256) return file;
  rmSync(file);
  return null;
}

async function hashOf(file) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

/** Tells every few seconds how much has come. */
function watch({ name, bytes }, folder) {
  let told = 0;
  const timer = setInterval(() => {
    const come = largestFile(folder);
    if (come - told < bytes / 20) return;
    told = come;
    const percent = Math.min(100, Math.round((100 * come) / bytes));
    say.step('', `${name}: ${sizeText(come)} of ${sizeText(bytes)} (${percent} %)`);
  }, 2000);
  return () => clearInterval(timer);
}

function largestFile(folder) {
  try {
    const sizes = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath ?? entry.path, entry.name)).size);
    return Math.max(0, ...sizes);
  } catch {
    return 0; // pip moved something between two looks
  }
}
