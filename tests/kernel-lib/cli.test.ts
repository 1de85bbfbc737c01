import assert from 'node:assert/strict';
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
    ]) {
      const { result, stdout } = await attend('help', name);
      assert.equal(result, 0, name);
      assert.match(stdout, new RegExp(`attend ${name}`));
    }
    assert.deepEqual((await attend('run', '--help')).stdout, (await attend('help', 'run')).stdout);
  });

  it('ends with 2 for an option that is not there', async () => {
    const { result, stderr } = await attend('build', '--chek');
    assert.equal(result, 2);
    assert.match(stderr, /attend build: Unknown option '--chek'/);
  });
});
