// `npm test` and `npm run test:full`: every step in its own process, two lanes side by side, one summary at the end.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { stepsOf } from './support/steps.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const isFull = process.argv.includes('--full');
const coverage = process.argv.includes('--coverage');
const only = process.argv
  .find((argument) => argument.startsWith('--only='))
  ?.slice(7)
  .split(',');
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-tests-'));
const c8 = 'node_modules/c8/bin/c8.js';

function argumentsOf(step, node) {
  if (!step.mocha) return step.args;
  const mocha = ['node_modules/mocha/bin/mocha.js', '--reporter', 'tests/support/reporter.cjs'];
  const args = [...mocha, ...step.mocha];
  return coverage ? [c8, '--clean=false', '--reporter=none', node, ...args] : args;
}

/** Runs one step; what it prints is shown when it has ended. */
function run(step) {
  const node = step.node ?? process.execPath;
  const counts = path.join(scratch, `${step.name.replace(/\W+/g, '-')}.json`);
  const env = { ...process.env, ATTEND_PACE: 'quick', ATTEND_COUNTS: counts, ...step.env };
  const started = performance.now();
  return new Promise((resolve) => {
    const stdio = ['ignore', 'pipe', 'pipe'];
    const child = spawn(node, argumentsOf(step, node), { cwd: root, env, stdio });
    const printed = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => printed.push(chunk));
    }
    child.on('close', (code) => {
      const seconds = (performance.now() - started) / 1000;
      const result = { name: step.name, seconds, ok: code === 0, passes: 0, failures: 0 };
      const counted = fs.existsSync(counts) ? JSON.parse(fs.readFileSync(counts)) : null;
      console.log(`\n── ${step.name}`);
      process.stdout.write(Buffer.concat(printed));
      if (!step.mocha)
        resolve({ ...result, passes: Number(code === 0), failures: Number(code !== 0) });
      else resolve(counted ? { ...result, ...counted } : { ...result, ok: false, failures: 1 });
    });
  });
}

function skipped(step, reason) {
  console.log(`\n── ${step.name}\nskipped: ${reason}`);
  return { name: step.name, seconds: 0, ok: true, passes: 0, failures: 0, skipped: [reason] };
}

const chosen = (await stepsOf({ isFull, root, scratch })).filter(
  ({ name }) => !only || only.some((part) => name.includes(part)),
);
const finished = new Map(
  chosen.map(({ name }) => {
    let end = () => {};
    const promise = new Promise((resolve) => (end = resolve));
    return [name, { promise, end }];
  }),
);

async function runLane(lane) {
  for (const step of chosen.filter((candidate) => candidate.lane === lane)) {
    await finished.get(step.needs)?.promise;
    const reason = step.skip ?? step.unless?.();
    finished.get(step.name).end(reason ? skipped(step, reason) : await run(step));
  }
}
await Promise.all(['course', 'library'].map(runLane));
const results = await Promise.all([...finished.values()].map(({ promise }) => promise));

if (coverage) {
  const args = [c8, 'report', '--reporter=text-summary', '--reporter=html'];
  await new Promise((resolve) =>
    spawn(process.execPath, args, { cwd: root, stdio: 'inherit' }).on('close', resolve),
  );
}

console.log('\n── Summary');
for (const { name, seconds, ok, passes, failures, skipped: notRun = [] } of results) {
  const numbers = `${passes} passed${failures ? `, ${failures} failed` : ''}${notRun.length ? `, ${notRun.length} skipped` : ''}`;
  console.log(
    `${ok ? '✔' : '✘'} ${name.padEnd(34)} ${seconds.toFixed(0).padStart(4)} s  ${numbers}`,
  );
}
for (const { name, slow = [] } of results) {
  for (const line of slow.filter((text) => Number.parseInt(text) >= 20)) {
    console.log(`  slow: ${line} (${name})`);
  }
}
for (const reason of new Set(results.flatMap((result) => result.skipped ?? []))) {
  console.log(`  skipped: ${reason}`);
}
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
const numSkipped = results.reduce((total, result) => total + (result.skipped?.length ?? 0), 0);
console.log(`\n${sum('passes')} passed, ${sum('failures')} failed, ${numSkipped} skipped`);
fs.rmSync(scratch, { recursive: true, force: true });
process.exitCode = results.every((result) => result.ok) && results.length > 0 ? 0 : 1;
