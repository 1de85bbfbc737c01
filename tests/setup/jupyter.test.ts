import assert from 'node:assert/strict';
import net from 'node:net';
import { SmallCourse, ended } from './small-course';

describe('npm start, starting JupyterLab', function () {
  this.timeout(20_000);
  let course: SmallCourse;
  beforeEach(() => (course = new SmallCourse()));
  afterEach(() => course.remove());

  /** Starts, waits until JupyterLab serves, stops it; gives its arguments and how it ended. */
  async function serve(args: string[], jupyterExit = 0, signals = 1) {
    const child = course.start(args, { jupyterExit });
    const end = ended(child);
    await new Promise<void>((resolve) =>
      child.stdout!.on('data', (chunk: Buffer) => /serving/.test(chunk.toString()) && resolve()),
    );
    // The terminal and npm tell it at the same moment.
    for (let sent = 0; sent < signals; sent += 1) child.kill('SIGINT');
    const { code, output } = await end;
    const call = course.calls().find((line) => line.startsWith('jupyter '))!;
    return { code, output, jupyter: JSON.parse(call.slice('jupyter '.length)) as string[] };
  }

  it('serves the course on this computer alone and opens the first lesson', async () => {
    const { code, jupyter } = await serve(['--no-browser', '--port', '18765']);
    assert.equal(code, 0);
    assert.deepEqual(jupyter.slice(0, 2), ['-m', 'jupyterlab']);
    for (const wanted of [
      `--ServerApp.root_dir=${course.course}`,
      '--ServerApp.ip=127.0.0.1',
      '--LabApp.default_url=/lab/tree/notebooks/00-first.ipynb',
      '--ServerApp.port=18765',
      '--ServerApp.port_retries=0',
      '--no-browser',
    ]) {
      assert.ok(jupyter.includes(wanted), `${wanted} in ${jupyter.join(' ')}`);
    }
    assert.equal(jupyter.includes('--allow-root'), process.getuid?.() === 0);
    assert.ok(!jupyter.some((arg) => /token|password/i.test(arg)), 'its token stays as it is');
  });

  it('leaves what the person asks for alone', async () => {
    const { jupyter } = await serve(['--ip=0.0.0.0', '--notebook-dir=/tmp', '--debug']);
    assert.deepEqual(
      jupyter.filter((arg) => /ServerApp\.(ip|root_dir|port)|log-level/.test(arg)),
      [],
    );
    assert.ok(jupyter.includes('--ip=0.0.0.0'));
  });

  it('ends it on Ctrl-C, told once or twice, and passes its exit code', async () => {
    assert.equal((await serve(['--no-browser'], 0, 2)).code, 0);
    assert.equal((await serve(['--no-browser'], 7)).code, 7);
  });

  it('ends it when npm is killed and takes only its shell along', async () => {
    const child = course.start(['--no-browser'], {}, [], 'sh');
    const end = ended(child);
    await new Promise<void>((resolve) =>
      child.stdout!.on('data', (chunk: Buffer) => /serving/.test(chunk.toString()) && resolve()),
    );
    child.kill('SIGKILL');
    // The pipe to us closes when the last of them has ended.
    await end;
  });

  it('names a free port when the one asked for is taken, before anything else', async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    const { code, output } = await course.run(['--no-browser', '--port', `${port}`]);
    server.close();
    assert.equal(code, 1);
    assert.match(output, new RegExp(`Port ${port} is taken.*npm start -- --port \\d+`));
    assert.deepEqual(course.calls(), []);
  });

  it('refuses a port that is none', async () => {
    for (const port of [['--port', 'lab'], ['--port'], ['--port=70000']]) {
      const { code, output } = await course.run(port);
      assert.equal(code, 1);
      assert.match(output, /--port must be a whole number from 1 to 65535, got/);
    }
  });
});
