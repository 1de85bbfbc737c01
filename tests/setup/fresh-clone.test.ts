import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { freePort } from '../browser/jupyterlab';
import { skip } from '../support/skip';
import { Clone, pathWithoutPython, temporaryFolder } from './clone';
import { type Ended, ended } from './small-course';

const isFull = process.env.ATTEND_FULL === '1';

interface Served extends Ended {
  /** Where JupyterLab says that it is. */
  address: string;
  kernels: string[];
  /** What `npm start` says that its own part took. */
  seconds: number;
}

/** `npm start -- --no-browser --port N` until JupyterLab answers, then Ctrl-C. */
async function serve(clone: Clone): Promise<Served> {
  const port = await freePort();
  const child = clone.start('npm', ['start', '--', '--no-browser', '--port', `${port}`]);
  let output = '';
  child.stderr!.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stdout!.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const end = ended(child);
  const said = new RegExp(`http://127\\.0\\.0\\.1:${port}(/\\S*\\?token=(\\w+))`);
  let found = said.exec(output);
  while (!found && child.exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    found = said.exec(output);
  }
  if (!found) return { ...(await end), address: '', kernels: [], seconds: NaN };
  const url = `http://127.0.0.1:${port}/api/kernelspecs?token=${found[2]}`;
  const answer = (await (await fetch(url)).json()) as { kernelspecs: Record<string, unknown> };
  process.kill(-child.pid!, 'SIGINT');
  const seconds = Number(/Set up \(([\d.]+) s\)/.exec(output)?.[1]);
  return { ...(await end), address: found[1]!, kernels: Object.keys(answer.kernelspecs), seconds };
}

describe('a fresh clone in an empty home', function () {
  this.timeout(15 * 60_000);
  let place = '';
  let home = '';
  before(function () {
    if (!isFull) skip(this, 'takes minutes and the network: part of npm run test:full');
    place = temporaryFolder();
    home = path.join(place, 'home');
    fs.mkdirSync(home);
  });
  after(() => {
    if (place) fs.rmSync(place, { recursive: true, force: true, maxRetries: 5 });
  });

  it('is one command away from JupyterLab, and the second start takes less than 3 s', async () => {
    const clone = new Clone(place, home);
    const first = await serve(clone);
    assert.match(first.output, /stopping\s*$/, first.output);
    assert.match(first.address, /^\/lab\/tree\/notebooks\/00-[^?]*\.ipynb\?token=/);
    assert.ok(first.kernels.includes('tslab'), `kernels: ${first.kernels.join(', ')}`);
    assert.equal(clone.changes(), '', 'set-up changes no file of the course');

    const second = await serve(clone);
    assert.match(second.output, /stopping\s*$/, second.output);
    assert.ok(second.seconds < 3, `took ${second.seconds} s`);
  });

  it('without Python says what to install, and runs a lesson in Node alone', async () => {
    const clone = new Clone(place, home);
    const PATH = pathWithoutPython(place);
    const start = await ended(clone.start('npm', ['start', '--', '--no-browser'], PATH));
    assert.equal(start.code, 1);
    assert.match(start.output, /python3 was not found/);
    const lesson = /npx attend run (notebooks\/\S+\.ipynb)/.exec(start.output)?.[1];
    assert.ok(lesson, start.output);

    const forTests = await ended(clone.start('npm', ['run', 'pretest'], PATH));
    assert.equal(forTests.code, 0, forTests.output);
    assert.match(forTests.output, /leave out their Python and browser parts/);

    const run = await ended(clone.start('npx', ['attend', 'run', lesson], PATH));
    assert.equal(run.code, 0, run.output);
    const page = /\S+\.html/.exec(run.output)?.[0];
    assert.ok(page && fs.existsSync(path.resolve(clone.folder, page)), run.output);
  });
});
