import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { inRoot } from './course.mjs';
import { say } from './say.mjs';

const lockFile = inRoot('.attend', 'setup.lock');

/** Runs `work` while no other set-up of this course runs; waits for one that does. */
export async function withLock(work) {
  mkdirSync(inRoot('.attend'), { recursive: true });
  for (let waited = 0; !take(); waited += 1) {
    if (waited === 0) say.line('  Another set-up of this course is running; waiting for it …');
    await sleep(500);
  }
  try {
    return await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

function take() {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isHeld()) rmSync(lockFile, { force: true });
    return false;
  }
}

/** A lock whose owner is gone (power cut, kill -9) holds nobody up. */
function isHeld() {
  try {
    const owner = Number(readFileSync(lockFile, 'utf8'));
    if (!Number.isInteger(owner) || owner <= 0) return false;
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
