import assert from 'node:assert/strict';
import { SmallCourse, ended, pause } from './small-course';

const rest = ['venv', 'install requirements.txt', 'kernel install'];

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('an interrupted set-up', function () {
  this.timeout(20_000);
  let course: SmallCourse;
  beforeEach(() => (course = new SmallCourse()));
  afterEach(() => course.remove());

  it('stops its installer on Ctrl-C, and the next run does the step again', async () => {
    const child = course.start(['--setup-only'], { install: 'hangs' });
    const end = ended(child);
    const installer = await course.hangingInstaller();
    child.kill('SIGINT');
    const { code, output } = await end;
    assert.equal(code, 130);
    assert.match(output, /npm start` goes on from here/);
    assert.equal(isAlive(installer), false, 'nothing goes on writing');
    course.calls();
    assert.equal((await course.run(['--setup-only'])).code, 0);
    assert.deepEqual(course.calls(), rest);
  });

  it('killed outright leaves nothing that passes for done, and no lock that holds', async () => {
    const child = course.start(['--setup-only'], { install: 'hangs' });
    const end = ended(child);
    const installer = await course.hangingInstaller();
    child.kill('SIGKILL');
    process.kill(installer, 'SIGKILL');
    await end;
    assert.ok(course.exists('.attend/venv/bin/python'), 'half an environment is there');
    course.calls();
    assert.equal((await course.run(['--setup-only'])).code, 0);
    assert.deepEqual(course.calls(), rest);
  });

  it('is waited for by a second one that starts meanwhile', async () => {
    const first = course.start(['--setup-only'], { install: 'hangs' });
    const firstEnd = ended(first);
    await course.hangingInstaller();
    const second = course.start(['--setup-only']);
    const secondEnd = ended(second);
    await pause(1500);
    assert.equal(second.exitCode, null, 'the second one waits');
    first.kill('SIGINT');
    await firstEnd;
    const { code, output } = await secondEnd;
    assert.equal(code, 0, output);
    assert.match(output, /waiting for it/);
  });
});
