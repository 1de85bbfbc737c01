import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { keepProgress } from '../support/keep-progress';
import { lessons } from '../support/notebooks';
import { runHeadless, type Output } from '../support/run-headless';

const root = path.resolve(__dirname, '../..');
const longest = 60;
const most = 1.5;

const plain = (outputs: Output[]): string[] =>
  outputs.map((output) => String(output.data?.['text/plain'] ?? output.text ?? ''));

describe('every notebook without Jupyter, at quick pace', function () {
  this.timeout(180_000);
  let restoreProgress = (): void => {};
  before(() => (restoreProgress = keepProgress()));
  after(() => restoreProgress());
  const quick = { ATTEND_PACE: 'quick' };

  for (const lesson of lessons()) {
    const stem = path.basename(lesson);

    it(`${lesson} runs to its end and keeps its gates`, async () => {
      const { code, log, seconds, memory, outputs, headlines } = await runHeadless(lesson, quick);
      assert.equal(code, 0, log);
      assert.ok(seconds < longest, `${seconds.toFixed(0)} s, expected under ${longest} s`);
      assert.ok(memory < most, `${memory} GB of memory, expected under ${most} GB`);
      const stderr = outputs.filter((output) => output.name === 'stderr');
      assert.deepEqual(stderr, []);
      for (const { name, value, passed } of headlines) {
        assert.ok(passed, `${name}: ${value} misses its gate`);
      }
      assert.ok(headlines.length > 0, 'a lesson measures something');
    });

    it(`solutions/${stem} passes every one of its checks`, async () => {
      const { code, log, outputs } = await runHeadless(`solutions/${stem}`, quick);
      assert.equal(code, 0, log);
      const reports = plain(outputs).filter((text) => /^[✔✘]/.test(text));
      const source = fs.readFileSync(path.join(root, 'solutions', stem), 'utf8');
      assert.equal(reports.length, source.match(/await check\(/g)?.length);
      for (const report of reports) assert.match(report, /^✔/);
    });

    it(`exercises/${stem} runs as shipped and passes none of its checks`, async () => {
      const { code, log, outputs } = await runHeadless(`exercises/${stem}`, quick);
      assert.equal(code, 0, log);
      const reports = plain(outputs).filter((text) => /^[✔✘]/.test(text));
      assert.ok(reports.length > 0);
      for (const report of reports) assert.match(report, /^✘/);
    });
  }
});
