import fs from 'node:fs';
import path from 'node:path';
import { skip } from '../../../support/skip';

/** Real data that may lie beside the clone; it is never part of it. */
export const realFolder = path.resolve(__dirname, '../../../../../shared/data');

/** Skips a test, in words, where a file of the real data is not there. */
export function needReal(context: Mocha.Context, ...names: string[]): void {
  for (const name of names) {
    const isThere = fs.existsSync(path.join(realFolder, name));
    if (!isThere) skip(context, `the real file ${name} is not in ../shared/data`);
  }
}
