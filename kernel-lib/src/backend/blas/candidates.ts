import fs from 'node:fs';
import path from 'node:path';

/** A library that may be there and may hold a BLAS. */
export interface Candidate {
  /** What people call it. */
  name: string;
  /** A path, or a name that the system looks up. */
  file: string;
  /** Whether its absence is worth a word: somebody asked for it. */
  isWanted: boolean;
}

type Family = 'OpenBLAS' | 'Accelerate' | 'MKL';

/** The Python environment that `npm start` makes; this file lies in `kernel-lib/dist/backend/blas`. */
const environment = path.resolve(__dirname, '..', '..', '..', '..', '.attend', 'venv');

const system: Record<Family, Partial<Record<NodeJS.Platform, string[]>>> = {
  OpenBLAS: {
    linux: ['libopenblas.so.0', 'libopenblas.so'],
    darwin: [
      '/opt/homebrew/opt/openblas/lib/libopenblas.dylib',
      '/usr/local/opt/openblas/lib/libopenblas.dylib',
    ],
    win32: ['libopenblas.dll', 'openblas.dll'],
  },
  Accelerate: { darwin: ['/System/Library/Frameworks/Accelerate.framework/Accelerate'] },
  MKL: {
    linux: ['libmkl_rt.so.3', 'libmkl_rt.so.2', 'libmkl_rt.so'],
    darwin: ['libmkl_rt.2.dylib', 'libmkl_rt.dylib'],
    win32: ['mkl_rt.3.dll', 'mkl_rt.2.dll'],
  },
};

/**
 * Where to look for a native BLAS, the best place first: the course's own Python environment, then the system's
 * OpenBLAS, Accelerate and MKL.
 *
 * @param setting `none`, the name of a family, the path of a library, or nothing: `ATTEND_BLAS`.
 */
export function blasCandidates(
  setting: string | undefined = process.env.ATTEND_BLAS,
  folder: string = environment,
): Candidate[] {
  if (!setting) return [...wheels(folder), ...families.flatMap((family) => known(family, folder))];
  if (setting.toLowerCase() === 'none') return [];
  const family = families.find((name) => name.toLowerCase() === setting.toLowerCase());
  if (family === undefined) return [{ name: setting, file: setting, isWanted: true }];
  const found = [...(family === 'OpenBLAS' ? wheels(folder) : []), ...known(family, folder)];
  // One of them is enough: the last tells that there is none.
  return found.map((each, i) => ({ ...each, isWanted: i === found.length - 1 }));
}

const families = Object.keys(system) as Family[];

function known(name: Family, folder: string): Candidate[] {
  const names = system[name][process.platform] ?? [];
  // `pip install mkl` puts its libraries there, and nobody else looks.
  const own = ['lib', path.join('Library', 'bin')].map((place) => path.join(folder, place));
  const beside = own.flatMap((place) => names.map((file) => path.join(place, path.basename(file))));
  const files = [...(name === 'MKL' ? beside.filter((file) => fs.existsSync(file)) : []), ...names];
  return files.map((file) => ({ name, file, isWanted: false }));
}

/** The library of the Python package `scipy-openblas32`, where it is installed. */
function wheels(folder: string): Candidate[] {
  const pythons = listed(path.join(folder, 'lib')).filter((name) => name.startsWith('python3'));
  const places = [...pythons.map((python) => path.join('lib', python)), 'Lib'];
  return places.flatMap((place) => {
    const library = path.join(folder, place, 'site-packages', 'scipy_openblas32', 'lib');
    return listed(library)
      .filter((name) => /^libscipy_openblas.*\.(so|dylib|dll)$/.test(name))
      .map((name) => ({ name: 'OpenBLAS', file: path.join(library, name), isWanted: false }));
  });
}

function listed(folder: string): string[] {
  try {
    return fs.readdirSync(folder).sort();
  } catch {
    return [];
  }
}
