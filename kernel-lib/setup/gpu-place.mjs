import { join, resolve } from 'node:path';
import { inRoot } from './course.mjs';

/**
 * Where the native packages live: outside node_modules, so that `npm ci` leaves them alone and nobody's
 * installation is touched. `ATTEND_TENSORFLOW` names another folder.
 */
export const nativeFolder = process.env.ATTEND_TENSORFLOW
  ? resolve(process.env.ATTEND_TENSORFLOW)
  : inRoot('.attend', 'tensorflow');

/** The folders of one kind, `cpu` or `gpu`. */
export function placeOf({ kind, packageName }) {
  const folder = join(nativeFolder, kind);
  return {
    folder,
    /** Wheels on their way: whole ones by their names, and what pip has not finished. */
    downloads: join(folder, 'downloads'),
    unfinished: join(folder, 'downloads', 'unfinished'),
    /** TensorFlow's libraries and headers, as the wheel has them. */
    tensorflow: join(folder, 'tensorflow'),
    package: join(folder, 'node_modules', ...packageName.split('/')),
    stamp: (name) => join(folder, `.${name}`),
  };
}
