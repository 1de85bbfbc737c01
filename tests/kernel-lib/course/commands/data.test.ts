import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { main } from 'kernel-lib/cli';
import { datasetRows, sha256Of } from 'kernel-lib/data/dataset-table';
import { captureConsole, copyBuilderCourse } from '../../../support/builder-course';

const table = '# Data\n\n| File | Origin | Licence | Bytes | SHA-256 |\n| - | - | - | -: | - |\n';

describe('attend data', () => {
  const { root, remove } = copyBuilderCourse();
  const folder = path.join(root, 'datasets');
  const readme = path.join(folder, 'README.md');
  const file = path.join(folder, 'enfr-test.tsv');
  const data = (...args: string[]) =>
    captureConsole(() => main(['data', ...args, '--course', root]));
  before(() => {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(readme, table);
  });
  after(remove);

  it('says what is missing, and writes nothing, when it only compares', async () => {
    const { result, stderr } = await data('enfr', '--check');
    assert.equal(result, 1);
    assert.match(stderr, /✘ datasets\/enfr-test\.tsv {2}was not there/);
    assert.deepEqual(fs.readdirSync(folder), ['README.md']);
  });

  it('writes the files and their rows', async () => {
    assert.equal((await data('enfr')).result, 0);
    const rows = datasetRows(fs.readFileSync(readme, 'utf8'));
    assert.equal(rows.length, 5);
    for (const row of rows) {
      const bytes = fs.readFileSync(path.join(folder, row.file));
      assert.deepEqual([row.bytes, row.sha256], [bytes.length, sha256Of(bytes)], row.file);
      assert.match(row.origin, /made by `npx attend data enfr`$/);
    }
    assert.equal((await data('enfr', '--check')).result, 0);
    const leftOver = fs.readdirSync(folder).filter((name) => name.endsWith('.tmp'));
    assert.deepEqual(leftOver, []);
  });

  it('finds a file that was changed, and mends it', async () => {
    const right = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, right.replace('.', '!'));
    const { result, stderr } = await data('enfr', '--check');
    assert.equal(result, 1);
    assert.match(stderr, /✘ datasets\/enfr-test\.tsv {2}differs from what its generator gives/);
    assert.equal((await data('enfr')).result, 0);
    assert.equal(fs.readFileSync(file, 'utf8'), right);
  });

  it('finds a row that was changed', async () => {
    const text = fs.readFileSync(readme, 'utf8');
    fs.writeFileSync(readme, text.replace('MIT, as the project', 'MIT, as the projekt'));
    const { result, stderr } = await data('enfr', '--check');
    assert.equal(result, 1);
    assert.match(stderr, /another row in datasets\/README\.md/);
    await data('enfr');
    assert.equal(fs.readFileSync(readme, 'utf8'), text);
  });

  it('names the data sets when it is asked for another', async () => {
    const { result, stderr } = await data('frde');
    assert.equal(result, 2);
    assert.match(stderr, /no data set "frde"; there are .*enfr/);
  });
}).timeout(120000);
