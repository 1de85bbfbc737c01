import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { main } from 'kernel-lib/cli';
import { captureConsole } from '../support/builder-course';

const attend = (...args: string[]) => captureConsole(() => main(args));

describe('attend', () => {
  it('shows every command when asked nothing', async () => {
    const { result, stdout } = await attend();
    assert.equal(result, 0);
    for (const name of [
      'run',
      'build',
      'check',
      'verify',
      'progress',
      'reset',
      'kernel',
      'doctor',
      'data',
    ]) {
      assert.match(stdout, new RegExp(`^ {2}${name} +\\w`, 'm'));
    }
    assert.deepEqual((await attend('--help')).stdout, stdout);
  });

  it('suggests the command that was meant', async () => {
    const { result, stderr } = await attend('biuld');
    assert.equal(result, 2);
    assert.match(stderr, /there is no command "biuld"\. Did you mean `attend build`\?/);
    assert.match((await attend('prog')).stderr, /Did you mean `attend progress`/);
    assert.doesNotMatch((await attend('toString')).stderr, /Did you mean/);
  });

  it('explains each command', async () => {
    for (const name of [
      'run',
      'build',
      'check',
      'verify',
      'progress',
      'reset',
      'kernel',
      'doctor',
      'data',
    ]) {
      const { result, stdout } = await attend('help', name);
      assert.equal(result, 0, name);
      assert.match(stdout, new RegExp(`attend ${name}`));
    }
    assert.deepEqual((await attend('run', '--help')).stdout, (await attend('help', 'run')).stdout);
  });

  it('says what to do when nothing is built', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-bin-'));
    try {
      const program = path.join(folder, 'attend.cjs');
      fs.copyFileSync(path.resolve(__dirname, '../../kernel-lib/bin/attend.cjs'), program);
      const { status, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
      assert.equal(status, 1);
      assert.match(stderr, /not built yet: run `npm start`/);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('ends with 2 for an option that is not there', async () => {
    const { result, stderr } = await attend('build', '--chek');
    assert.equal(result, 2);
    assert.match(stderr, /attend build: Unknown option '--chek'/);
  });
});
