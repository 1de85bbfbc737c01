import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { skip } from '../support/skip';
import { NativeCourse } from './native-course';
import { ended } from './small-course';

const shippedPins = path.resolve(__dirname, '../../kernel-lib/setup/gpu-pins.mjs');
const everything = ['download', 'unpack', 'npm install', 'compile'];
const product =
  '.attend/tensorflow/cpu/node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node';

describe('npm run gpu:install, step by step', function () {
  this.timeout(20_000);
  let course: NativeCourse;
  const having = (...onPath: string[]): NativeCourse => (course = new NativeCourse(onPath));
  afterEach(() => course.remove());

  it('tells the sizes first, does everything once, and the second time only proves it', async () => {
    having('python3', 'g++');
    const first = await course.run(['--cpu']);
    assert.equal(first.code, 0, first.output);
    assert.deepEqual(course.calls(), everything);
    assert.match(
      first.output,
      /Size .*to download.*on the disk[^]*Wheel[^]*Computing with tfjs-node/,
    );
    assert.equal(course.exists('.attend/tensorflow/cpu/downloads'), false, 'the wheel is gone');
    const second = await course.run(['--cpu']);
    assert.equal(second.code, 0, second.output);
    assert.deepEqual(course.calls(), []);
    assert.match(second.output, /TensorFlow is there already[^]*Computing with tfjs-node/);
  });

  it('brings the package again when it is gone, without fetching TensorFlow again', async () => {
    having('python3', 'g++');
    await course.run(['--cpu']);
    course.calls();
    fs.rmSync(`${course.course}/.attend/tensorflow/cpu/node_modules`, { recursive: true });
    assert.equal((await course.run(['--cpu'])).code, 0);
    assert.deepEqual(course.calls(), ['npm install', 'compile']);
  });

  it('is undone by npm run gpu:remove', async () => {
    having('python3', 'g++');
    await course.run(['--cpu']);
    course.door = 'gpu-remove.mjs';
    const removed = await course.run([]);
    assert.equal(removed.code, 0);
    assert.match(removed.output, /^Removed .*tensorflow\. The course computes as before/);
    assert.equal(course.exists('.attend/tensorflow'), false);
    assert.match((await course.run([])).output, /nothing to remove/);
  });

  it('without a compiler names the package that brings one, before anything is fetched', async () => {
    having('python3');
    const { code, output } = await course.run(['--cpu']);
    assert.equal(code, 2);
    assert.match(output, /C\+\+ compiler was not found.*apt install g\+\+.*`npm run gpu:install`/);
    assert.deepEqual(course.calls(), []);
  });

  it('without Python, or without its pip, says so', async () => {
    having('g++');
    const { code, output } = await course.run(['--cpu']);
    assert.equal(code, 2);
    assert.match(output, /Python 3 was not found/);
    course.remove();
    having('python3', 'g++');
    assert.match((await course.run(['--cpu'], { pip: 'missing' })).output, /has no pip/);
    assert.deepEqual(course.calls(), []);
  });

  it('refuses a disk that would run full on the way', async () => {
    having('python3', 'g++');
    const { code, output } = await course.run(['--cpu'], {}, course.withFree(54));
    assert.equal(code, 2);
    assert.match(output, /The disk has .* free where .* are needed.*ATTEND_TENSORFLOW/);
    assert.deepEqual(course.calls(), []);
    assert.equal((await course.run(['--cpu'], {}, course.withFree(55))).code, 0);
  });

  it('refuses a machine for which there is no build', async () => {
    having('python3', 'g++');
    const { code, output } = await course.run(['--cpu'], {}, course.on('darwin', shippedPins));
    assert.equal(code, 2);
    assert.match(output, /can be had for Linux.*this is darwin.*WebAssembly engine/);
  });

  it('refuses the GPU build where there is no driver', async function () {
    if (fs.existsSync('/proc/driver/nvidia/version')) skip(this, 'this machine has the driver');
    having('python3', 'g++');
    const { code, output } = await course.run([]);
    assert.equal(code, 2);
    assert.match(output, /No NVIDIA driver was found.*gpu:install -- --cpu/);
    assert.deepEqual(course.calls(), []);
  });

  it('names an option that it does not know', async () => {
    having('python3', 'g++');
    const { code, output } = await course.run(['--gpus']);
    assert.equal(code, 1);
    assert.match(output, /there is no option --gpus/);
  });

  it('throws away a file that is not the pinned one', async () => {
    having('python3', 'g++');
    const { code, output } = await course.run(['--cpu'], { download: 'other' });
    assert.equal(code, 1);
    assert.match(output, /another file than the pinned one/);
    assert.deepEqual(course.calls(), ['download']);
    assert.equal((await course.run(['--cpu'])).code, 0);
  });

  it('tells in one line that the registry is out of reach', async () => {
    having('python3', 'g++');
    const download = 'ERROR: NewConnectionError: Failed to establish a new connection';
    const { code, output } = await course.run(['--cpu'], { download });
    assert.equal(code, 1);
    assert.match(output, /registry cannot be reached.*run `npm run gpu:install` again/);
  });

  const kills = {
    download: everything,
    unpack: ['unpack', 'npm install', 'compile'],
    compile: ['compile'],
  };
  for (const [step, rest] of Object.entries(kills)) {
    it(`killed in the middle of ${step} goes on from there, and takes nothing half for whole`, async () => {
      having('python3', 'g++');
      const child = course.start(['--cpu'], { [step]: 'hangs' });
      const end = ended(child);
      const hanging = await course.hangingInstaller();
      child.kill('SIGKILL');
      process.kill(hanging, 'SIGKILL');
      await end;
      course.calls();
      const again = await course.run(['--cpu']);
      assert.equal(again.code, 0, again.output);
      assert.deepEqual(course.calls(), rest);
      const content = (file: string): string => fs.readFileSync(`${course.course}/${file}`, 'utf8');
      assert.equal(content(product), 'a binding');
      assert.equal(
        content('.attend/tensorflow/cpu/tensorflow/libtensorflow_cc.so.2'),
        'half and half',
      );
    });
  }

  it('stops its program on Ctrl-C and says how to go on', async () => {
    having('python3', 'g++');
    const child = course.start(['--cpu'], { download: 'hangs' });
    const end = ended(child);
    await course.hangingInstaller();
    child.kill('SIGINT');
    const { code, output } = await end;
    assert.equal(code, 130);
    assert.match(output, /`npm run gpu:install` goes on from here/);
  });
});
