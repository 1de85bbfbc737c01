import fs from 'node:fs';
import os from 'node:os';

const mostByDefault = 8;
const most = 64;

/**
 * How many threads shall compute: `ATTEND_THREADS`, or one for each core of the processor, at most eight.
 *
 * @throws Error when `ATTEND_THREADS` is not a whole number from 1 to 64.
 */
export function wantedThreads(setting: string | undefined = process.env.ATTEND_THREADS): number {
  if (setting === undefined || setting === '') return Math.min(numCores(), mostByDefault);
  const count = Number(setting);
  if (!Number.isInteger(count) || count < 1 || count > most) {
    throw new Error(`ATTEND_THREADS must be a whole number from 1 to ${most}, got ${setting}`);
  }
  return count;
}

/** The cores this process may use; two logical processors of one core share what products need. */
function numCores(): number {
  const logical = os.availableParallelism();
  const perCore = logicalPerCore();
  return Math.max(1, Math.ceil(logical / perCore));
}

function logicalPerCore(): number {
  try {
    const list = '/sys/devices/system/cpu/cpu0/topology/thread_siblings_list';
    const siblings = fs.readFileSync(list, 'utf8').trim();
    const range = /^(\d+)-(\d+)$/.exec(siblings);
    return range ? Number(range[2]) - Number(range[1]) + 1 : siblings.split(',').length;
  } catch {
    // Not Linux: processors of Intel's kind usually have two, those of ARM's one.
    return process.arch === 'x64' ? 2 : 1;
  }
}
