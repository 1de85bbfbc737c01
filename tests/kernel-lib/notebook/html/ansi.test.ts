import assert from 'node:assert/strict';
import { ansiToHtml, stripAnsi } from 'kernel-lib/notebook/html/ansi';

describe('notebook/html/ansi', () => {
  it('turns colours and bold into classes', () => {
    assert.equal(
      ansiToHtml('a \u001b[1;31mbad\u001b[22m <b>\u001b[0m c'),
      'a <span class="bold ansi-red">bad</span><span class="ansi-red"> &lt;b&gt;</span> c',
    );
  });

  it('drops what moves the cursor', () => {
    assert.equal(ansiToHtml('\u001b[2K\u001b[1Ga'), 'a');
    assert.equal(stripAnsi('\u001b[2K\u001b[33ma\u001b[39m'), 'a');
  });
});
