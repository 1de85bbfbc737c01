import os from 'node:os';
import path from 'node:path';

/**
 * Where real data lies and where downloads go: the folder in the environment variable `ATTEND_DATA`, or
 * `attend` in the user's cache folder.
 */
export function dataFolder(): string {
  const { ATTEND_DATA, XDG_CACHE_HOME } = process.env;
  if (ATTEND_DATA) return path.resolve(ATTEND_DATA);
  return path.join(XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'attend');
}
