import assert from 'node:assert/strict';
import { RunProgress } from 'kernel-lib/course/run-progress';

const cell = { number: 3, total: 12, title: 'const a = 1;' };

function record(isTTY: boolean) {
  let text = '';
  const out = { isTTY, write: (part: string) => Boolean((text += part)) };
  return { progress: new RunProgress('a.ts', out), text: () => text };
}

describe('course/run-progress', () => {
  it('writes one line a cell, at most 80 columns wide', () => {
    const { progress, text } = record(false);
    progress.start(cell);
    progress.end({ ...cell, title: 'x'.repeat(200), seconds: 1.234, status: 'ok' });
    const lines = text().trimEnd().split('\n');
    assert.equal(lines.length, 2);
    assert.match(lines[1], /^ {2}\[ 3\/12\] +1\.23 s {2}ok {2}x+…$/);
    assert.equal(lines[1].length, 80);
  });

  it('says why a cell failed, without colours', () => {
    const { progress, text } = record(false);
    progress.end({ ...cell, seconds: 0, status: 'failed', error: 'Error: \u001b[31mno\u001b[0m' });
    assert.match(text(), /FAILED {2}const a = 1;\n {10}Error: no\n/);
  });

  it('shows the running cell on a terminal, and nothing of it afterwards', () => {
    const { progress, text } = record(true);
    progress.start(cell);
    assert.match(text(), /…/);
    progress.end({ ...cell, seconds: 0, status: 'ok' });
    assert.ok(text().includes('\r\u001b[K'));
  });
});
