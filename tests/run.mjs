// `npm test` and `npm run test:full`: every step in its own process, one summary at the end.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { otherNodes } from './support/other-nodes.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const full = process.argv.includes('--full');
const coverage = process.argv.includes('--coverage');
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice(7);
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-tests-'));

const bin = (name) => path.join(root, 'node_modules', name);
const attend = (...args) => ['kernel-lib/bin/attend.cjs', ...args];
const mocha = (...specs) => [
  bin('mocha/bin/mocha.js'),
  '--reporter',
  'tests/support/reporter.cjs',
  ...specs,
];
const library =
  'tests/kernel-lib/{backend,tensor,nn,attention,training,figures,exercise}/**/*.test.ts';
const kernel = 'tests/kernel-lib/{notebook,kernel}/**/*.test.ts';

const steps = [
  { name: 'built files are up to date', args: attend('build', '--check') },
  { name: 'types', args: [bin('typescript/bin/tsc'), '--noEmit'] },
  { name: 'lint', args: [bin('eslint/bin/eslint.js'), '.'] },
  { name: 'format', args: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'] },
  { name: 'house', mocha: ['tests/*.test.ts', 'tests/setup/*.test.ts'] },
  { name: 'library', mocha: [library, 'tests/kernel-lib/{*,course/**/*}.test.ts'] },
  { name: 'kernel', mocha: [kernel] },
  { name: 'conformance', mocha: ['tests/conformance/*.test.ts'] },
  { name: 'exercises have teeth', args: attend('verify') },
  { name: 'solutions', mocha: ['tests/solutions/*.test.ts'] },
  { name: 'lessons, headless', mocha: ['tests/lessons/*.test.ts'] },
  { name: 'browser', mocha: ['tests/browser/*.test.ts'] },
];
if (full) {
  const env = { ATTEND_FULL: '1' };
  steps.push({ name: 'fresh clone', mocha: ['tests/setup/fresh-clone.test.ts'], env });
  steps.push({ name: 'lessons, both kernels in Jupyter', mocha: ['tests/stock/*.test.ts'], env });
  const rooms = '{backend,tensor,nn,attention,models,text,data,training}';
  const everyRoom = `tests/kernel-lib/${rooms}/**/*.test.ts`;
  const engines = [
    { ATTEND_BACKEND: 'cpu' },
    { ATTEND_BACKEND: 'wasm', ATTEND_SIMD: 'standard', ATTEND_THREADS: '1', ATTEND_BLAS: 'none' },
    { ATTEND_BACKEND: 'wasm', ATTEND_THREADS: '2', ATTEND_BLAS: 'none' },
    { ATTEND_BACKEND: 'wasm', ATTEND_THREADS: '2', ATTEND_BLAS: 'openblas' },
  ];
  for (const settings of engines) {
    const name = `engine ${Object.values(settings).join(' ')}`;
    steps.push({ name, mocha: [everyRoom], env: { ...env, ...settings } });
  }
  const ATTEND_TENSORFLOW = path.join(scratch, 'tensorflow');
  const isBuilt = () => fs.existsSync(path.join(ATTEND_TENSORFLOW, 'cpu', '.binding'));
  const native = { ...env, ATTEND_TENSORFLOW };
  steps.push({ name: 'native package', mocha: ['tests/setup/native.test.ts'], env: native });
  steps.push({
    name: 'engine tfjs-node',
    mocha: [everyRoom],
    env: { ...native, ATTEND_BACKEND: 'tfjs-node' },
    unless: () => (isBuilt() ? null : 'the native package cannot be built here'),
  });
  steps.push({
    name: 'same numbers on every engine',
    mocha: ['tests/lessons/same-numbers.test.ts'],
    env: native,
  });
  for (const { version, node, reason } of await otherNodes(root)) {
    const name = `Node ${version}`;
    steps.push(node ? { name, mocha: [library, kernel], node } : { name, skip: reason });
  }
}

function run(step) {
  const node = step.node ?? process.execPath;
  const counts = path.join(scratch, 'counts.json');
  fs.rmSync(counts, { force: true });
  let args = step.mocha ? mocha(...step.mocha) : step.args;
  if (coverage && step.mocha) {
    args = [bin('c8/bin/c8.js'), '--clean=false', '--reporter=none', node, ...args];
  }
  const env = { ...process.env, ATTEND_PACE: 'quick', ATTEND_COUNTS: counts, ...step.env };
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(node, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('close', (code) => {
      const seconds = (performance.now() - started) / 1000;
      const result = { name: step.name, seconds, ok: code === 0, passes: 0, failures: 0 };
      if (!step.mocha)
        resolve({ ...result, passes: Number(code === 0), failures: Number(code !== 0) });
      else if (fs.existsSync(counts))
        resolve({ ...result, ...JSON.parse(fs.readFileSync(counts)) });
      else resolve({ ...result, ok: false, failures: 1 });
    });
  });
}

const results = [];
for (const step of steps.filter((candidate) => !only || candidate.name.includes(only))) {
  console.log(`\n── ${step.name}`);
  const reason = step.skip ?? step.unless?.();
  if (reason) {
    console.log(`skipped: ${reason}`);
    results.push({
      name: step.name,
      seconds: 0,
      ok: true,
      passes: 0,
      failures: 0,
      skipped: [reason],
    });
  } else {
    results.push(await run(step));
  }
}
if (coverage) {
  const args = [bin('c8/bin/c8.js'), 'report', '--reporter=text-summary', '--reporter=html'];
  await new Promise((resolve) =>
    spawn(process.execPath, args, { cwd: root, stdio: 'inherit' }).on('close', resolve),
  );
}

console.log('\n── Summary');
for (const { name, seconds, ok, passes, failures, skipped = [] } of results) {
  const numbers = `${passes} passed${failures ? `, ${failures} failed` : ''}${skipped.length ? `, ${skipped.length} skipped` : ''}`;
  console.log(
    `${ok ? '✔' : '✘'} ${name.padEnd(34)} ${seconds.toFixed(0).padStart(4)} s  ${numbers}`,
  );
}
for (const reason of new Set(results.flatMap((result) => result.skipped ?? []))) {
  console.log(`  skipped: ${reason}`);
}
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
const skipped = results.reduce((total, result) => total + (result.skipped?.length ?? 0), 0);
console.log(`\n${sum('passes')} passed, ${sum('failures')} failed, ${skipped} skipped`);
fs.rmSync(scratch, { recursive: true, force: true });
process.exitCode = results.every((result) => result.ok) && results.length > 0 ? 0 : 1;
