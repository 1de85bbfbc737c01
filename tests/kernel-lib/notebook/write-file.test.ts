import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeFileAtomic } from 'kernel-lib/notebook/write-file';

describe('notebook/write-file', () => {
  let folder = '';
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-write-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('makes folders and leaves nothing but the file', () => {
    const file = path.join(folder, 'a', 'b.ipynb');
    writeFileAtomic(file, 'one');
    writeFileAtomic(file, 'two');
    assert.equal(fs.readFileSync(file, 'utf8'), 'two');
    assert.deepEqual(fs.readdirSync(path.dirname(file)), ['b.ipynb']);
  });

  it('leaves no half file when the place is taken', () => {
    const file = path.join(folder, 'taken');
    fs.mkdirSync(path.join(file, 'inside'), { recursive: true });
    assert.throws(() => writeFileAtomic(file, 'text'));
    assert.deepEqual(fs.readdirSync(folder), ['taken']);
  });
});
