import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { buildCommand } from 'kernel-lib/course/commands/build';
import { parseIpynb, formatIpynb, type Ipynb } from 'kernel-lib/notebook/ipynb';
import { captureConsole, copyBuilderCourse } from '../../../support/builder-course';

describe('attend build', () => {
  let root = '';
  let remove = (): void => {};
  beforeEach(() => ({ root, remove } = copyBuilderCourse()));
  afterEach(() => remove());

  const products = [
    'notebooks/01-doubling.ipynb',
    'solutions/01-doubling.ipynb',
    'exercises/01-doubling.ipynb',
    'exercises/01-doubling.golden.json',
  ];
  const at = (name: string) => path.join(root, name);
  const read = (name: string) => fs.readFileSync(at(name), 'utf8');
  const build = (...args: string[]) =>
    captureConsole(() => buildCommand([...args, '--course', root]));
  const change = (name: string, edit: (notebook: Ipynb) => void): void => {
    const notebook = parseIpynb(read(name), name);
    edit(notebook);
    fs.writeFileSync(at(name), formatIpynb(notebook));
  };
  const replaceIn = (name: string, from: string, to: string): void => {
    const text = read(name);
    assert.ok(text.includes(from), `${name} has ${from}`);
    fs.writeFileSync(at(name), text.replace(from, to));
  };

  it('makes all products, the same bytes again elsewhere, and writes nothing twice', async () => {
    assert.equal((await build()).result, 0);
    const first = products.map(read);
    const times = products.map((name) => fs.statSync(at(name)).mtimeMs);
    const again = await build();
    assert.match(again.stdout, /0 written, 4 unchanged, 0 left/);
    assert.deepEqual(
      products.map((name) => fs.statSync(at(name)).mtimeMs),
      times,
    );
    const other = copyBuilderCourse();
    try {
      await captureConsole(() => buildCommand(['--course', other.root]));
      const second = products.map((name) => fs.readFileSync(path.join(other.root, name), 'utf8'));
      assert.deepEqual(second, first);
    } finally {
      other.remove();
    }
  });

  it('keeps the answers out of the exercise notebook', async () => {
    await build();
    assert.doesNotMatch(read('exercises/01-doubling.ipynb'), /twice\(|sum = 0/);
    assert.match(read('solutions/01-doubling.ipynb'), /twice\(/);
  });

  it('leaves a notebook that somebody has worked in, and says so in one line', async () => {
    await build();
    change('exercises/01-doubling.ipynb', ({ cells }) => (cells[3].source = ['const mine = 1;']));
    const mine = read('exercises/01-doubling.ipynb');
    const { result, stdout } = await build();
    assert.equal(result, 0);
    assert.equal(read('exercises/01-doubling.ipynb'), mine);
    assert.match(
      stdout,
      /^ {2}exercises\/01-doubling\.ipynb is left as it is: somebody has worked in it \(`npx attend reset 01 --exercise`/m,
    );
  });

  it('leaves it, too, when the source has changed since', async () => {
    await build();
    change('exercises/01-doubling.ipynb', ({ cells }) => (cells[3].source = ['const mine = 1;']));
    const mine = read('exercises/01-doubling.ipynb');
    replaceIn('solutions/01-doubling.ts', '1.2 · Repair', '1.2 · Mend');
    const { result, stdout } = await build();
    assert.equal(result, 0);
    assert.equal(read('exercises/01-doubling.ipynb'), mine);
    assert.match(stdout, /solutions\/01-doubling\.ts has changed since/);
  });

  it('leaves the outputs of a notebook that was only run, until its source changes', async () => {
    await build();
    change('notebooks/01-doubling.ipynb', ({ cells }) => {
      cells[1].execution_count = 1;
      cells[1].outputs = [{ output_type: 'stream', name: 'stdout', text: ['42\n'] }];
    });
    const run = read('notebooks/01-doubling.ipynb');
    await build();
    assert.equal(read('notebooks/01-doubling.ipynb'), run);
    replaceIn('notebooks/01-doubling.ts', 'half = 21', 'half = 22');
    await build();
    assert.match(read('notebooks/01-doubling.ipynb'), /half = 22/);
    assert.doesNotMatch(read('notebooks/01-doubling.ipynb'), /42\\n/);
  });

  it('leaves a file that is no notebook and fails', async () => {
    await build();
    fs.writeFileSync(at('exercises/01-doubling.ipynb'), '{"cells": [');
    const { result, stderr } = await build();
    assert.equal(result, 1);
    assert.equal(read('exercises/01-doubling.ipynb'), '{"cells": [');
    assert.match(stderr, /not a notebook that can be read: `npx attend reset 01 --exercise`/);
  });

  it('builds what it can when one source is wrong, and names the line', async () => {
    replaceIn('solutions/01-doubling.ts', '// %% answer="total"', '// %% anwser="total"');
    const { result, stderr } = await build();
    assert.equal(result, 1);
    assert.match(stderr, /solutions\/01-doubling\.ts:36: unknown word "anwser"/);
    assert.ok(fs.existsSync(at('notebooks/01-doubling.ipynb')));
    assert.ok(!fs.existsSync(at('exercises/01-doubling.ipynb')));
  });

  it('says which file of a chapter is missing', async () => {
    fs.rmSync(at('exercises/01-doubling.ts'));
    const { result, stderr } = await build();
    assert.equal(result, 1);
    assert.match(stderr, /✘ exercises\/01-doubling\.ts is missing/);
    assert.equal(stderr.match(/is missing/g)?.length, 1, 'said once');
  });

  describe('--check', () => {
    beforeEach(() => build());

    it('passes on a fresh build and writes nothing', async () => {
      replaceIn('notebooks/01-doubling.ipynb', '"nbformat_minor": 5', '"nbformat_minor": 5 ');
      const before = products.map(read);
      const { result, stdout } = await build('--check');
      assert.equal(result, 0);
      assert.match(stdout, /All 4 built files agree/);
      assert.deepEqual(products.map(read), before);
    });

    it('says which source to edit and which command to run', async () => {
      replaceIn('notebooks/01-doubling.ts', 'half = 21', 'half = 22');
      const { result, stderr } = await build('--check');
      assert.equal(result, 1);
      assert.match(
        stderr,
        /notebooks\/01-doubling\.ipynb is not what notebooks\/01-doubling\.ts gives: .*`npm run build`/,
      );
    });

    it('misses a file that was never built', async () => {
      for (const name of products) fs.rmSync(at(name));
      const { result, stderr } = await build('--check');
      assert.equal(result, 1);
      assert.equal(stderr.match(/is not built: run `npm run build`/g)?.length, 4);
      assert.ok(!fs.existsSync(at(products[0])));
    });

    it('notices a golden file that the sources no longer give', async () => {
      replaceIn('exercises/01-doubling.ts', '[1, 2, 3]', '[1, 2, 4]');
      const { result, stderr } = await build('--check');
      assert.equal(result, 1);
      assert.match(stderr, /01-doubling\.golden\.json is not what exercises\/01-doubling\.ts/);
    });

    it('passes in the clone of somebody who learns', async () => {
      change('exercises/01-doubling.ipynb', ({ cells }) => {
        cells[3].source = ['const mine = 1;'];
        cells.push({ cell_type: 'markdown', metadata: {}, source: ['My note'] });
      });
      change('notebooks/01-doubling.ipynb', ({ cells }) => (cells[1].source = ['const half = 3;']));
      assert.equal((await build('--check')).result, 0);
      assert.equal((await build('--check', '--strict')).result, 1);
    });

    it('does not let text be edited in a built notebook', async () => {
      change('exercises/01-doubling.ipynb', ({ cells }) => (cells[2].source = ['## 1.1 · Better']));
      const { result, stderr } = await build('--check');
      assert.equal(result, 1);
      assert.match(
        stderr,
        /has text that solutions\/01-doubling\.ts does not give: write it there/,
      );
    });

    it('notices points that the checks no longer give', async () => {
      replaceIn('exercises/01-doubling.ts', 'points: 3', 'points: 4');
      const { result, stderr } = await build('--check');
      assert.equal(result, 1);
      assert.match(stderr, /exercises\/01-doubling\.ipynb is not what/);
    });
  });
});
