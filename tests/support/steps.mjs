// The steps of `npm test` and `npm run test:full`, in two lanes that run side by side: what checks the course and
// writes a learner's progress file, and what tests the machinery. A step waits for the one that it `needs`.
import fs from 'node:fs';
import path from 'node:path';
import { otherNodes } from './other-nodes.mjs';

const attend = (...args) => ['kernel-lib/bin/attend.cjs', ...args];
const rooms = '{backend,tensor,nn,attention,models,text,data,training}';
const everyRoom = `tests/kernel-lib/${rooms}/**/*.test.ts`;
const library = [everyRoom, 'tests/kernel-lib/{figures,exercise}/**/*.test.ts'];
const kernel = 'tests/kernel-lib/{notebook,kernel}/**/*.test.ts';

const quick = [
  { lane: 'course', name: 'built files are up to date', args: attend('build', '--check') },
  { lane: 'library', name: 'types', args: ['node_modules/typescript/bin/tsc', '--noEmit'] },
  { lane: 'library', name: 'lint', args: ['node_modules/eslint/bin/eslint.js', '.'] },
  {
    lane: 'library',
    name: 'format',
    args: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
  },
  { lane: 'course', name: 'exercises have teeth', args: attend('verify', '--seeds', '5') },
  { lane: 'course', name: 'solutions', mocha: ['tests/solutions/*.test.ts'] },
  { lane: 'course', name: 'lessons, headless', mocha: ['tests/lessons/headless.test.ts'] },
  { lane: 'library', name: 'kernel', mocha: [kernel] },
  { lane: 'library', name: 'conformance', mocha: ['tests/conformance/*.test.ts'] },
  { lane: 'library', name: 'house', mocha: ['tests/*.test.ts', 'tests/setup/*.test.ts'] },
  {
    lane: 'library',
    name: 'library',
    mocha: [...library, 'tests/kernel-lib/{*,course/**/*}.test.ts'],
  },
  {
    lane: 'course',
    name: 'browser',
    mocha: ['tests/browser/*.test.ts'],
    needs: 'house',
  },
];

const engines = [
  { ATTEND_BACKEND: 'cpu' },
  { ATTEND_BACKEND: 'wasm', ATTEND_SIMD: 'standard', ATTEND_THREADS: '1', ATTEND_BLAS: 'none' },
  { ATTEND_BACKEND: 'wasm', ATTEND_THREADS: '2', ATTEND_BLAS: 'none' },
  { ATTEND_BACKEND: 'wasm', ATTEND_THREADS: '2', ATTEND_BLAS: 'openblas' },
];

/** What the full suite does more of in steps of the quick one. */
const inFull = {
  browser: { env: { ATTEND_FULL: '1' } },
  'exercises have teeth': { args: attend('verify') },
};

/** The steps of a run; `scratch` is a folder that is removed in the end. */
export async function stepsOf({ isFull, root, scratch }) {
  if (!isFull) return quick;
  const env = { ATTEND_FULL: '1' };
  const native = { ...env, ATTEND_TENSORFLOW: path.join(scratch, 'tensorflow') };
  const isBuilt = () => fs.existsSync(path.join(native.ATTEND_TENSORFLOW, 'cpu', '.binding'));
  const others = (await otherNodes(root)).map(({ version, node, reason }) => ({
    lane: 'library',
    name: `Node ${version}`,
    ...(node ? { mocha: [...library, kernel], node } : { skip: reason }),
  }));
  return [
    ...quick.map((step) => ({ ...step, ...inFull[step.name] })),
    {
      lane: 'course',
      name: 'lessons, both kernels in Jupyter',
      mocha: ['tests/stock/*.test.ts'],
      env,
    },
    {
      lane: 'course',
      name: 'models on real images',
      mocha: ['tests/lessons/real-images.test.ts'],
      env,
    },
    { lane: 'library', name: 'native package', mocha: ['tests/setup/native.test.ts'], env: native },
    {
      lane: 'course',
      name: 'same numbers on every engine',
      mocha: ['tests/lessons/same-numbers.test.ts'],
      env: native,
      needs: 'native package',
    },
    {
      lane: 'library',
      name: 'engine tfjs-node',
      mocha: [everyRoom],
      env: { ...native, ATTEND_BACKEND: 'tfjs-node' },
      unless: () => (isBuilt() ? null : 'the native package cannot be built here'),
    },
    ...engines.map((settings) => ({
      lane: 'library',
      name: `engine ${Object.values(settings).join(' ')}`,
      mocha: [everyRoom],
      env: { ...env, ...settings },
    })),
    { lane: 'library', name: 'fresh clone', mocha: ['tests/setup/fresh-clone.test.ts'], env },
    ...others,
  ];
}
