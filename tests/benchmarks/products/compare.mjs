import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { resultOf } from '../child.mjs';
import { table } from '../statistics.mjs';
import { sizes, transposes } from './sizes.mjs';

const measure = path.join(path.dirname(fileURLToPath(import.meta.url)), 'measure.mjs');
const env = (threads, blas) => ({ ATTEND_THREADS: `${threads}`, ATTEND_BLAS: blas });

/** Prints GFLOP/s of products of matrices: ours, with a native BLAS, and stock, in turns. */
export function compareProducts({ rounds }) {
  const run = (kind, more) => resultOf(process.execPath, [measure, kind], more);
  const { blas } = run('probe', env(1, ''));
  const columns = [
    ...[1, 2].map((threads) => [`ours, ${threads}`, 'ours', env(threads, 'none')]),
    ...(blas ? [1, 2].map((threads) => [`${blas}, ${threads}`, 'ours', env(threads, '')]) : []),
    ['stock', 'stock', {}],
  ];
  const least = columns.map(() => sizes.map(() => transposes.map(() => Infinity)));
  for (let round = 1; round <= rounds; round++) {
    columns.forEach(([title, kind, more], column) => {
      const { times } = run(kind, more);
      times.forEach((row, i) => {
        row.forEach((time, j) => {
          least[column][i][j] = Math.min(least[column][i][j], time);
        });
      });
      console.error(`  products, round ${round}: ${title}`);
    });
  }
  const rows = sizes.flatMap(([m, n, k], i) =>
    transposes.map(({ title }, j) => [
      `${m} × ${n} × ${k}`,
      title,
      ...least.map((times) => ((2 * m * n * k) / times[i][j] / 1e6).toFixed(1)),
    ]),
  );
  console.log('\n## Products of matrices, GFLOP/s\n');
  console.log(table([['m × n × k', '', ...columns.map(([title]) => title)], ...rows]));
}
