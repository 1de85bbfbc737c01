import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { buildCommand } from 'kernel-lib/course/commands/build';
import { copyName, resetCommand } from 'kernel-lib/course/commands/reset';
import { captureConsole, copyBuilderCourse } from '../../../support/builder-course';

describe('attend reset', () => {
  let root = '';
  let remove = (): void => {};
  beforeEach(async () => {
    ({ root, remove } = copyBuilderCourse());
    await captureConsole(() => buildCommand(['--course', root]));
  });
  afterEach(() => remove());

  const at = (name: string) => path.join(root, name);
  const read = (name: string) => fs.readFileSync(at(name), 'utf8');
  const copies = (room: string) =>
    fs.readdirSync(at(room)).filter((name) => name.startsWith('kept-'));
  const reset = (...args: string[]) =>
    captureConsole(() => resetCommand([...args, '--course', root]));
  const workIn = (name: string): string => {
    const text = read(name).replace(/not written yet|half \* 2/, 'mine');
    fs.writeFileSync(at(name), text);
    return text;
  };

  it('makes a fresh notebook and keeps the worked one with its date', async () => {
    const fresh = read('exercises/01-doubling.ipynb');
    const mine = workIn('exercises/01-doubling.ipynb');
    const { result, stdout } = await reset('1');
    assert.equal(result, 0);
    assert.equal(read('exercises/01-doubling.ipynb'), fresh);
    const [copy] = copies('exercises');
    assert.match(copy, /^kept-\d{4}-\d\d-\d\d-01-doubling\.ipynb$/);
    assert.equal(read(`exercises/${copy}`), mine);
    assert.ok(stdout.includes(`yours is kept as exercises/${copy}`));
    assert.deepEqual(copies('notebooks'), [], 'nobody had worked in the lesson');
  });

  it('never writes a copy over another', async () => {
    for (let time = 0; time < 3; time++) {
      workIn('exercises/01-doubling.ipynb');
      await reset('01', '--exercise');
    }
    assert.equal(copies('exercises').length, 3);
  });

  it('resets only what is named', async () => {
    const mine = workIn('exercises/01-doubling.ipynb');
    workIn('notebooks/01-doubling.ipynb');
    await reset('01', '--lesson');
    assert.equal(read('exercises/01-doubling.ipynb'), mine);
    assert.equal(copies('notebooks').length, 1);
  });

  it('keeps a copy of a file that is no notebook', async () => {
    fs.writeFileSync(at('exercises/01-doubling.ipynb'), '{"cells": [');
    await reset('01', '--exercise');
    assert.equal(read(`exercises/${copies('exercises')[0]}`), '{"cells": [');
  });

  it('keeps the outputs of a notebook that was run', async () => {
    const run = read('notebooks/01-doubling.ipynb').replace(
      '"execution_count": null',
      '"execution_count": 3',
    );
    fs.writeFileSync(at('notebooks/01-doubling.ipynb'), run);
    await reset('01', '--lesson');
    assert.equal(read(`notebooks/${copies('notebooks')[0]}`), run);
  });

  it('refuses a chapter that is not there, and none at all', async () => {
    await assert.rejects(reset('07'), { name: 'UsageError', message: /no chapter "07"/ });
    await assert.rejects(reset(), { name: 'UsageError', message: /say which chapter/ });
  });

  it('names copies by the day', () => {
    const file = at('exercises/01-doubling.ipynb');
    const name = copyName(file, new Date(2026, 2, 4));
    assert.equal(path.basename(name), 'kept-2026-03-04-01-doubling.ipynb');
  });
});
