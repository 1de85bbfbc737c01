import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { readCourse } from 'kernel-lib/course/course';
import { parsePercent } from 'kernel-lib/notebook/percent';
import fs from 'node:fs';
import { projectPython, skip } from '../../support/skip';

const script = `
import json, sys, jupytext
files = [jupytext.read(name).cells for name in sys.argv[1:]]
print(json.dumps([[[cell.cell_type, cell.source] for cell in cells] for cells in files]))
`;

describe('notebook/percent beside jupytext', () => {
  it('reads the same cells from every source of the course', function () {
    this.timeout(60_000);
    const python = projectPython();
    if (!python) skip(this, 'there is no Python environment (npm start makes it)');
    const { chapters } = readCourse(path.resolve(__dirname, '../../..'));
    const files = chapters.flatMap(({ lesson, solution }) => [lesson.source, solution.source]);
    const theirs = JSON.parse(
      execFileSync(python, ['-I', '-c', script, ...files], {
        encoding: 'utf8',
        maxBuffer: 1 << 26,
      }),
    ) as [string, string][][];
    for (const [at, file] of files.entries()) {
      const { cells } = parsePercent(fs.readFileSync(file, 'utf8'), file);
      const ours = cells.map(({ kind, source }) => [kind, source]);
      assert.deepEqual(ours, theirs[at], file);
    }
  });
});
