import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { skip } from '../support/skip';

const root = path.resolve(__dirname, '../..');
const folder = process.env.ATTEND_TENSORFLOW;

function run(script: string, ...args: string[]): { code: number | null; output: string } {
  const program = path.join(root, 'kernel-lib', 'setup', script);
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  return { code: status, output: stdout + stderr };
}

const record = (): string =>
  fs.readFileSync(path.join(root, 'node_modules', '.package-lock.json'), 'utf8');

/** With the real TensorFlow, into a folder of its own: the steps after this one compute with it. */
describe('npm run gpu:install -- --cpu', function () {
  this.timeout(10 * 60_000);
  before(function () {
    if (!folder) skip(this, 'fetches 274 MB into ATTEND_TENSORFLOW: part of npm run test:full');
  });

  it('builds the native package and starts it, and leaves node_modules as it was', function () {
    const before = record();
    const { code, output } = run('gpu-install.mjs', '--cpu');
    const isOutOfReach = code === 2 || /registry cannot be reached/.test(output);
    if (isOutOfReach) skip(this, output.trim().split('\n').at(-1)!);
    assert.equal(code, 0, output);
    assert.match(output, /Computing with tfjs-node: TensorFlow on the CPU/);
    assert.equal(record(), before);
  });

  it('has nothing left to do the second time', function () {
    const isBuilt = fs.existsSync(path.join(folder!, 'cpu', '.binding'));
    if (!isBuilt) skip(this, 'the native package cannot be built here');
    const began = Date.now();
    const { code, output } = run('gpu-install.mjs', '--cpu');
    assert.equal(code, 0, output);
    assert.match(output, /TensorFlow is there already/);
    assert.ok(Date.now() - began < 60_000, 'takes seconds');
  });

  it('takes up again what was cut short, without fetching TensorFlow again', function () {
    const stamp = path.join(folder!, 'cpu', '.binding');
    if (!fs.existsSync(stamp)) skip(this, 'the native package cannot be built here');
    fs.rmSync(path.join(folder!, 'cpu', 'node_modules'), { recursive: true });
    const { code, output } = run('gpu-install.mjs', '--cpu');
    assert.equal(code, 0, output);
    assert.doesNotMatch(output, /Wheel /);
    assert.match(output, /Computing with tfjs-node/);
  });
});
