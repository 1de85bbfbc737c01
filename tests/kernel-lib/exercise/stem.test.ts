import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { isStem, numberOf, stemsAmong } from 'kernel-lib/exercise/stem';

const root = path.resolve(__dirname, '../../..');

describe('exercise/stem', () => {
  it('knows what the files of a chapter are called', () => {
    for (const name of ['03-scoring-functions', '12b-axial', '00-a1'])
      assert.ok(isStem(name), name);
    const others = [
      '3-scores',
      '003-scores',
      '03',
      '03-',
      '03-Scores',
      '03-a.b',
      '12bb-axial',
      'x',
    ];
    assert.deepEqual(others.filter(isStem), []);
  });

  it('takes the number out of it', () => {
    assert.deepEqual(['03-scoring-functions', '12b-axial'].map(numberOf), ['03', '12b']);
  });

  it('lists the chapters of a folder in order, each file under its own ending', () => {
    const names = ['12b-b.ts', '12-a.ts', '02-z.ts', '02-z.mistakes.ts', '02-z.d.ts', 'index.ts'];
    assert.deepEqual(stemsAmong(names, '.ts'), ['02-z', '12-a', '12b-b']);
    assert.deepEqual(stemsAmong(names, '.mistakes.ts'), ['02-z']);
    assert.deepEqual(stemsAmong(names, '.ipynb'), []);
  });

  it('agrees with the set-up, which cannot ask it', () => {
    const script =
      "import { chapterStems } from './kernel-lib/setup/course.mjs';" +
      'process.stdout.write(JSON.stringify(chapterStems()));';
    const args = ['--input-type=module', '--eval', script];
    const told = execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    const stems = stemsAmong(fs.readdirSync(path.join(root, 'notebooks')), '.ts');
    assert.deepEqual(JSON.parse(told), stems);
    assert.ok(stems.length > 0);
  });
});
