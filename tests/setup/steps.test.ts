import assert from 'node:assert/strict';
import fs from 'node:fs';
import { type Ended, SmallCourse } from './small-course';

const everything = ['npm ci', 'build', 'venv', 'install requirements.txt', 'kernel install'];

/** The last line has to be all that somebody must read. */
const lastLine = ({ output }: Ended): string => output.trim().split('\n').at(-1)!;

describe('npm start, step by step', function () {
  this.timeout(20_000);
  let course: SmallCourse;
  const having = (...onPath: string[]): SmallCourse => (course = new SmallCourse(onPath));
  afterEach(() => course.remove());

  it('does everything once, and nothing the second time', async () => {
    having('python3');
    const first = await course.run(['--setup-only']);
    assert.equal(first.code, 0, first.output);
    assert.deepEqual(course.calls(), everything);
    assert.match(
      fs.readFileSync(
        `${course.course}/.attend/venv/share/jupyter/lab/settings/overrides.json`,
        'utf8',
      ),
      /"fetchNews": "false"/,
    );
    const began = Date.now();
    const second = await course.run(['--setup-only']);
    assert.equal(second.code, 0, second.output);
    assert.deepEqual(course.calls(), []);
    assert.ok(Date.now() - began < 3000, 'the second start takes less than 3 s');
  });

  it('installs again when the lock has changed or a package is gone', async () => {
    having('python3');
    await course.run(['--setup-only']);
    course.calls();
    fs.rmSync(`${course.course}/node_modules/left`, { recursive: true });
    await course.run(['--setup-only']);
    assert.deepEqual(course.calls(), ['npm ci']);
    const lock = fs.readFileSync(`${course.course}/package-lock.json`, 'utf8');
    course.write('package-lock.json', lock.replace('1.0.0', '1.0.1'));
    await course.run(['--setup-only']);
    assert.deepEqual(course.calls(), ['npm ci', 'build']);
  });

  it('builds again when a source has changed, a product is gone or the last build failed', async () => {
    having('python3');
    await course.run(['--setup-only']);
    course.calls();
    course.write('notebooks/00-first.ts', '// %%\n2 + 2;\n');
    const failed = await course.run(['--setup-only'], { build: 'error TS2322' });
    assert.equal(failed.code, 1);
    assert.match(failed.output, /error TS2322/);
    assert.match(lastLine(failed), /^The build failed/);
    for (const change of [() => {}, () => fs.rmSync(`${course.course}/notebooks/00-first.ipynb`)]) {
      course.calls();
      change();
      assert.equal((await course.run(['--setup-only'])).code, 0);
      assert.deepEqual(course.calls(), ['build']);
    }
  });

  const registryTroubles = {
    'npm error code ENOTFOUND\nnpm error network request failed': /cannot be reached/,
    'npm error code ENOSPC\nnpm error nospc no space left on device': /no space left on the disk/,
    'npm error code EACCES\nnpm error syscall mkdir': /may not be written/,
    'npm error code SELF_SIGNED_CERT_IN_CHAIN': /certificate/,
  };
  for (const [says, told] of Object.entries(registryTroubles)) {
    it(`says in one line what ${says.split('\n')[0]} means, and goes on afterwards`, async () => {
      having('python3');
      const failed = await course.run(['--setup-only'], { npm: says });
      assert.equal(failed.code, 1);
      assert.match(lastLine(failed), told);
      assert.match(lastLine(failed), /npm start/);
      course.calls();
      assert.equal((await course.run(['--setup-only'])).code, 0);
      assert.deepEqual(course.calls(), everything);
    });
  }

  it('without Python names the command that brings it and the way that does without', async () => {
    having();
    const result = await course.run(['--no-browser']);
    assert.equal(result.code, 1);
    assert.match(lastLine(result), /python3 was not found.*(apt install|brew install|winget)/);
    assert.match(lastLine(result), /npx attend run notebooks\/00-first\.ipynb/);
    assert.deepEqual(course.calls(), ['npm ci', 'build'], 'what Node alone needs is there');
  });

  it('without Python sets up the tests and says what they leave out', async () => {
    having();
    const result = await course.run(['--for-tests']);
    assert.equal(result.code, 0, result.output);
    assert.match(result.output, /python3 was not found.*leave out their Python and browser parts/);
  });

  it('passes over a Python that is too old', async () => {
    having('python3', 'python3.12');
    const python = { python3: '3.8.10 with venv', 'python3.12': '3.12.4 with venv' };
    const result = await course.run(['--setup-only'], { python });
    assert.equal(result.code, 0, result.output);
    assert.match(result.output, /Python 3\.12\.4/);
  });

  it('says so when every Python is too old', async () => {
    having('python3');
    const result = await course.run(['--setup-only'], { python: { python3: '3.8.10 with venv' } });
    assert.equal(result.code, 1);
    assert.match(lastLine(result), /Python 3\.10 or newer, and this is 3\.8\.10/);
  });

  it('names the package of a missing venv module', async () => {
    having('python3');
    const python = { python3: '3.12.1 without venv' };
    const result = await course.run(['--setup-only'], { python });
    assert.equal(result.code, 1);
    assert.match(lastLine(result), /venv module.*(python3-venv|brew|winget)/);
    const forTests = await course.run(['--for-tests'], { python });
    assert.equal(forTests.code, 0, 'the tests run without it');
  });

  it('names it, too, when the module only turns out to be half there', async () => {
    having('python3');
    const venv = 'The virtual environment was not created: ensurepip is not available.';
    const result = await course.run(['--setup-only'], { venv });
    assert.equal(result.code, 1);
    assert.match(lastLine(result), /venv module.*(python3-venv|brew|winget)/);
  });

  it('tells a network that fails pip, and makes the environment afresh afterwards', async () => {
    having('python3');
    const install = 'WARNING: Retrying: NewConnectionError: Failed to establish a new connection';
    const failed = await course.run(['--setup-only'], { install });
    assert.equal(failed.code, 1);
    assert.match(lastLine(failed), /cannot be reached/);
    course.calls();
    assert.equal((await course.run(['--setup-only'])).code, 0);
    assert.deepEqual(course.calls(), everything.slice(2));
  });

  it('prefers uv', async () => {
    having('python3', 'uv');
    const result = await course.run(['--setup-only']);
    assert.equal(result.code, 0, result.output);
    assert.match(result.output, /with uv/);
  });

  it('adds what the tests want to an environment that is there, and keeps it', async () => {
    having('python3');
    await course.run(['--setup-only']);
    course.calls();
    await course.run(['--for-tests']);
    assert.deepEqual(course.calls(), ['install requirements.txt tests/requirements.txt']);
    await course.run(['--setup-only']);
    assert.deepEqual(course.calls(), []);
    course.write('requirements.txt', 'jupyterlab==2\n');
    await course.run(['--setup-only']);
    assert.deepEqual(course.calls(), [
      'venv',
      'install requirements.txt tests/requirements.txt',
      'kernel install',
    ]);
  });

  it('sets up again what does not survive being moved', async () => {
    having('python3');
    await course.run(['--setup-only']);
    course.calls();
    fs.renameSync(course.course, `${course.course}-moved`);
    course.course = `${course.course}-moved`;
    assert.equal((await course.run(['--setup-only'])).code, 0);
    assert.deepEqual(course.calls().slice(-3), everything.slice(2));
  });

  it('gives an old Node one clear line', async () => {
    having('python3');
    course.write(
      'old.cjs',
      `Object.defineProperty(process, 'versions', { value: { node: '16.20.2' } });`,
    );
    const result = await course.run([], {}, ['--require', `${course.course}/old.cjs`]);
    assert.equal(result.code, 1);
    assert.equal(result.output.trim().split('\n').length, 1);
    assert.match(result.output, /needs Node 20\.19 or newer, and this is 16\.20\.2.*nvm install/);
  });
});
